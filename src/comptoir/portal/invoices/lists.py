"""The lists of the invoice pages."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import INVOICES_VIEW
from comptoir.parties.models import BillingAccount
from comptoir.portal.words import NOTICE, QUESTION_STATES, first_day, month_of, name_of_line
from comptoir.web.listing import (
    Asked,
    ChoiceFilter,
    Column,
    DateColumn,
    Empty,
    Listing,
    MomentColumn,
    MoneyColumn,
    MonthColumn,
    NumberColumn,
    PhoneColumn,
    QuantityColumn,
    Rows,
    StatusColumn,
    TextFilter,
)


class InvoiceList(Listing):
    key = "invoices"
    title = _("Invoices")
    columns = (
        Column("number", _("Invoice"), sort=True, link=lambda row: invoice_url(row.number)),
        Column("account", _("Billing account"), source="billing_account.name", sort="billing_account__code"),
        Column("account_code", _("Account number"), source="billing_account.code", sort=True, shown=False),
        MonthColumn("period", _("Period"), source=lambda row: first_day(row.period), sort="period"),
        DateColumn("issued_on", _("Issued"), sort=True),
        DateColumn("due_on", _("Pay by"), sort=True),
        Column("communication", _("Structured communication"), source="structured_communication", shown=False),
        MoneyColumn("net_micro", _("Without VAT"), sort=True, total=True, shown=False),
        MoneyColumn("vat_micro", _("VAT"), sort=True, total=True, shown=False),
        MoneyColumn("total_micro", _("Total"), sort=True, total=True),
    )
    default_sort = "-issued_on"
    notice = NOTICE
    nothing = Empty(
        _("No invoices yet"),
        _("The first one comes when the first month is closed. Until then you see what is not billed yet."),
        url_name="portal:usage:index",
        action=_("To the usage of this month"),
        icon="invoice",
    )

    def __init__(self, rows: QuerySet[Any, Any], accounts: Sequence[BillingAccount], periods: Sequence[str]) -> None:
        super().__init__(rows, capability=INVOICES_VIEW)
        years = sorted({period[:4] for period in periods}, reverse=True)
        self.filters = (
            TextFilter("number", "structured_communication", "billing_account__name", "billing_account__code"),
            ChoiceFilter(
                "account",
                _("Account"),
                [(account.code, f"{account.code} {account.name}") for account in accounts],
                field="billing_account__code",
            ),
            ChoiceFilter("period", _("Period"), [(period, month_of(period)) for period in periods]),
            ChoiceFilter("year", _("Year"), [(int(year), year) for year in years], field="issued_on__year"),
        )


class _CardList(Listing):
    """Cards of a line: rows of the lake with a `card` (CardName), read a page at a time."""

    notice = NOTICE
    default_sort = "-micro"
    total_label = _("All cards")
    nothing = Empty(_("No card"), _("This line is about the account as a whole, not about a card."), icon="card")

    def __init__(
        self, read: Callable[[Asked, int, str], Rows], period: str, calls: Callable[[int], str], unit: str
    ) -> None:
        super().__init__(read)
        number = PhoneColumn("number", _("Number"), source="card.number", link=lambda row: calls(row["line_id"]))
        self.columns = (
            number,
            Column("label", _("Label"), source="card.label"),
            Column("cost_centre", _("Cost centre"), source="card.cost_centre"),
            *self.measures(unit),
            MoneyColumn("micro", _("Amount"), sort="micro", total=True),
        )

    def measures(self, unit: str) -> Sequence[Column]:
        """The columns between the card and its amount."""
        return ()


class UsageCardList(_CardList):
    key = "usage-cards"
    title = _("Cards that make up this line")

    def measures(self, unit: str) -> Sequence[Column]:
        return (
            NumberColumn("records", _("Records"), sort="records"),
            QuantityColumn("quantity", _("Quantity"), unit_of=lambda row: unit, sort="quantity"),
            QuantityColumn(
                "bundled",
                _("Of it in bundles"),
                unit_of=lambda row: unit,
                source=lambda row: row["bundled"] or None,
                sort="bundled",
            ),
        )


class ChargeCardList(_CardList):
    key = "charge-cards"
    title = _("Cards that make up this line")

    def measures(self, unit: str) -> Sequence[Column]:
        return (
            NumberColumn("days", _("Days"), sort="days"),
            DateColumn("from_on", _("From")),
            DateColumn("until_on", _("Up to and including"), source=lambda row: _last_day(row)),
            MoneyColumn("unit_micro", _("A month")),
        )


class PartList(Listing):
    """Cards behind one part of a difference."""

    key = "part"
    title = _("Cards behind this part")
    notice = NOTICE
    columns = (
        PhoneColumn("number", _("Number"), source="card.number", link=lambda row: row["url"]),
        Column("label", _("Label"), source="card.label"),
        Column("cost_centre", _("Cost centre"), source="card.cost_centre"),
        MoneyColumn("micro", _("Difference without VAT"), total=True),
    )
    total_label = _("All cards")
    nothing = Empty(_("No card"), _("This part is about the account as a whole, not about a card."), icon="card")


class QuestionList(Listing):
    key = "questions"
    title = _("Questions about invoices")
    columns = (
        Column("subject", _("About"), source=lambda row: subject_of(row), link=lambda row: question_url(row.pk)),
        Column("invoice", _("Invoice"), source="invoice.number", sort="invoice__number"),
        Column("asked_by", _("Asked by"), source="asked_by.name", sort="asked_by__name"),
        MomentColumn("asked_at", _("Asked"), sort=True),
        MomentColumn("last_at", _("Last word"), sort=True),
        StatusColumn("state", _("State"), states=QUESTION_STATES, sort=True),
    )
    filters = (
        TextFilter("invoice__number", "asked_by__name"),
        ChoiceFilter("state", _("State"), [(value, words) for value, (_tone, words) in QUESTION_STATES.items()]),
    )
    default_sort = "-last_at"
    nothing = Empty(
        _("No questions yet"),
        _("Ask about any line of an invoice; the answer stands here."),
        url_name="portal:invoices:index",
        action=_("To the invoices"),
        icon="question",
    )


def invoice_url(number: str) -> str:
    return reverse("portal:invoices:show", args=[number])


def question_url(pk: int) -> str:
    return reverse("portal:invoices:question", args=[pk])


def subject_of(question: Any) -> str:
    """What a question is about: a line by its name, or the whole invoice by its number."""
    return name_of_line(question.line) if question.line else str(question.invoice.number)


def _last_day(row: dict[str, Any]) -> date | None:
    end = row.get("to_on")
    return date.fromordinal(end.toordinal() - 1) if end else None
