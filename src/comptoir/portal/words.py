"""Words that several of the portal's pages share."""

from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.billing.models import InvoiceLine, QuestionState
from comptoir.billing.words import CATEGORY_NAMES, line_name
from comptoir.kernel.money import from_micro, round_micro_to_cent
from comptoir.kernel.periods import Month
from comptoir.web import formats

#: On every sheet with billing data, as on its page (U-09).
NOTICE = _("For information. The official document prevails.")

GROUPS = {
    "recurring": _("Subscriptions"),
    "usage": _("Usage"),
    "one_off": _("One-off charges"),
    "discount": _("Discounts"),
    "credit": _("Credits"),
}
QUESTION_STATES = {
    QuestionState.OPEN: ("attention", _("Waiting for an answer")),
    QuestionState.ANSWERED: ("info", _("Answered")),
    QuestionState.CLOSED: ("neutral", _("Closed")),
}


def name_of_line(line: InvoiceLine) -> str:
    """What an invoice line is called, in the page's language."""
    return line_name(line.kind, line.code, line.values, formats.language())


def name_of_category(code: str) -> str:
    """What a usage category is called, in the page's language."""
    names = CATEGORY_NAMES.get(code)
    return names[formats.language()] if names else code


def first_day(period: str) -> date:
    """The first day of 'YYYY-MM', which the formats of months take."""
    return Month.parse(period).first_day


def month_of(period: str) -> str:
    """'2026-10' as 'October 2026'."""
    return formats.month(first_day(period))


def in_cents(micro: int) -> str:
    """A sum as money, half up to the cent: for single figures; tables and explanations are exact."""
    return formats.micro(round_micro_to_cent(micro))


def signed(micro: int) -> str:
    """A change of an amount, with its sign."""
    written = formats.money(from_micro(micro))
    return f"+{written}" if micro > 0 else written


def share_of(change: int, before: int) -> str:
    """A change in percent of what was before, with its sign; nothing where there was nothing."""
    if before <= 0:
        return ""
    percent = from_micro(change) * 100 / from_micro(before)
    written = formats.percent(abs(percent), 1)
    sign = "+" if percent > 0 else "\N{MINUS SIGN}" if percent < 0 else ""
    return f"{sign}{written}"


def compared(now: int, before: int, now_words: str, before_words: str) -> str:
    """One sentence that compares two amounts without VAT, for the title of a chart."""
    values = {"now": now_words, "before": before_words, "change": in_cents(abs(now - before))}
    if now == before:
        return capfirst(_now("%(now)s cost as much as %(before)s, without VAT") % values)
    if now > before:
        return capfirst(_now("%(now)s cost %(change)s more than %(before)s, without VAT") % values)
    return capfirst(_now("%(now)s cost %(change)s less than %(before)s, without VAT") % values)
