"""The lists of the billing pages: runs, a run's invoices, a run's differences."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import INVOICES_VIEW
from comptoir.billing.models import BillRun, BillRunState
from comptoir.console.words import NOTICE, RUN_STATES, first_day, month_of
from comptoir.web import formats
from comptoir.web.icons import icon
from comptoir.web.listing import (
    AmountFilter,
    ChoiceFilter,
    Column,
    DateColumn,
    Empty,
    FlagFilter,
    Listing,
    MomentColumn,
    MoneyColumn,
    MonthColumn,
    NumberColumn,
    StatusColumn,
    TextFilter,
)


class RunList(Listing):
    key = "runs"
    title = _("Bill runs")
    columns = (
        MonthColumn(
            "period",
            _("Month"),
            source=lambda row: first_day(row.period),
            sort="period",
            link=lambda row: reverse("console:billing:show", args=[row.pk]),
        ),
        StatusColumn("state", _("State"), states=RUN_STATES, sort=True),
        NumberColumn("invoices", _("Invoices"), source="totals.invoices"),
        MoneyColumn("net", _("Without VAT"), source="totals.net_micro"),
        MoneyColumn("vat", _("VAT"), source="totals.vat_micro"),
        MoneyColumn("total", _("Total"), source="totals.total_micro"),
        StatusColumn(
            "reconciled",
            _("Totals agree"),
            source=lambda row: agreement_of(row),
            states={"yes": ("good", _("Agree")), "no": ("bad", _("Differ")), "": ("neutral", _("Not yet"))},
        ),
        MomentColumn("started_at", _("Begun"), sort=True),
        Column("started_label", _("By"), sort=True, shown=False),
    )
    filters = (
        ChoiceFilter("state", _("State"), [(state.value, words) for state, (_tone, words) in RUN_STATES.items()]),
        FlagFilter("trial", _("Trial")),
    )
    default_sort = "-started_at"
    nothing = Empty(
        _("No bill run yet"),
        _("Try a month first: it computes everything and keeps nothing but its totals."),
        icon="coins",
    )


class InvoiceList(Listing):
    """The invoices of one run."""

    key = "run-invoices"
    title = _("Invoices of this run")
    columns = (
        Column(
            "number",
            _("Invoice"),
            sort=True,
            link=lambda row: reverse("console:billing:invoice", args=[row.number]),
        ),
        Column("customer", _("Customer"), source="customer.legal_name", sort="customer__sort_name"),
        Column("account", _("Billing account"), source="billing_account.code", sort=True),
        DateColumn("due_on", _("Pay by"), sort=True, shown=False),
        MoneyColumn("net_micro", _("Without VAT"), sort=True, total=True),
        MoneyColumn("vat_micro", _("VAT"), sort=True, total=True),
        MoneyColumn("total_micro", _("Total"), sort=True, total=True),
        Column("pdf", _("Document"), cell=lambda row: pdf_link(row)),
    )
    filters = (
        TextFilter("number", "customer__legal_name", "billing_account__code"),
        AmountFilter("total", _("Total"), field="total_micro"),
    )
    about, look = "customer_id", "invoices"
    default_sort = "number"
    notice = NOTICE
    nothing = Empty(
        _("No invoices yet"), _("They stand here once the run has drafted and numbered them."), icon="invoice"
    )

    def __init__(self, rows: "QuerySet[Any]") -> None:
        super().__init__(rows, capability=INVOICES_VIEW)


def agreement_of(run: BillRun) -> str:
    """Whether the totals were found again by another path: yes, no, or '' while nobody looked."""
    if not run.reconciliation:
        return ""
    return "yes" if run.reconciliation.get("reconciled") else "no"


def title_of(run: BillRun) -> str:
    """A run as people call it."""
    words = _("Trial of %(month)s") if run.state == BillRunState.TRIED else _("Bill run of %(month)s")
    return str(words) % {"month": month_of(run.period)}


def pdf_link(invoice: object) -> str:
    """The link to an invoice's document, where it has one."""
    if not getattr(invoice, "pdf_path", ""):
        return formats.NOTHING
    address = reverse("console:billing:pdf", args=[getattr(invoice, "number", "")])
    return format_html('<a class="with-icon" href="{}">{}PDF</a>', address, icon("download"))
