"""Words that several of the console's pages share."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from comptoir.billing.models import BillRunState, InvoiceLine, QuestionState
from comptoir.billing.words import line_name
from comptoir.kernel.explanation import Step
from comptoir.kernel.periods import InvalidMonth, Month
from comptoir.web import formats
from comptoir.web.words import sentence

#: On every sheet with billing data, as on its page (U-09).
NOTICE = _("For information. The official document prevails.")

RUN_STATES = {
    BillRunState.OPEN: ("info", _("Begun")),
    BillRunState.RATED: ("info", _("Usage priced")),
    BillRunState.DRAFTED: ("info", _("Invoices drafted")),
    BillRunState.ISSUED: ("attention", _("Invoices numbered")),
    BillRunState.RECONCILED: ("good", _("Billed and proven")),
    BillRunState.TRIED: ("neutral", _("Trial")),
}
QUESTION_STATES = {
    QuestionState.OPEN: ("attention", _("Waiting for an answer")),
    QuestionState.ANSWERED: ("info", _("Answered")),
    QuestionState.CLOSED: ("neutral", _("Closed")),
}
LINE_GROUPS = {
    "recurring": _("Subscriptions"),
    "usage": _("Usage"),
    "one_off": _("One-off charges"),
    "discount": _("Discounts"),
    "credit": _("Credits"),
}


class Refusal(Protocol):
    """What every `UnableTo...` carries."""

    @property
    def message(self) -> str: ...

    @property
    def values(self) -> Any: ...


def said(refusal: Refusal) -> str:
    """A refusal as one sentence."""
    values: Mapping[str, Any] = refusal.values
    return sentence(Step(refusal.message, dict(values)))


def first_day(period: str) -> date:
    """The first day of 'YYYY-MM', which the formats of months take."""
    return Month.parse(period).first_day


def month_of(period: str) -> str:
    """'2026-10' as 'October 2026'; what is no month as it stands."""
    try:
        return formats.month(first_day(period))
    except InvalidMonth:
        return period


def name_of_line(line: InvoiceLine) -> str:
    """What an invoice line is called, in the page's language."""
    return line_name(line.kind, line.code, line.values, formats.language())


def quantity_of(line: InvoiceLine) -> str:
    """How much, where that says something."""
    if line.kind == "usage" or (line.kind == "recurring" and line.quantity > 0):
        return formats.quantity(line.quantity, line.unit)
    return ""
