"""What the component page shows: invented rows, an invented job, an invented explanation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.documents.charts import Chart, Series, Wording, bar_chart, line_chart
from comptoir.jobs.models import Job, JobState
from comptoir.kernel.explanation import Explanation, Step
from comptoir.kernel.money import Money
from comptoir.web import formats
from comptoir.web.listing import (
    AmountFilter,
    BulkAction,
    ChoiceFilter,
    Column,
    DateColumn,
    DateFilter,
    DurationColumn,
    Empty,
    Listing,
    MoneyColumn,
    StatusColumn,
    TextFilter,
    VolumeColumn,
)

STATES = {
    "paid": ("good", _("Paid")),
    "due": ("info", _("Due")),
    "late": ("bad", _("Overdue")),
    "asked": ("attention", _("Questioned")),
    "draft": ("neutral", _("Draft")),
}
_COMPANIES = ("Acme Retail NV", "Acme Logistics BV", "Acme Foods GmbH", "Éclair & Fils SA", "Zandvoort Transport")


@dataclass(frozen=True, slots=True)
class Sample:
    """One invented invoice."""

    pk: int
    number: str
    account: str
    issued_on: date
    calls: int
    data: int
    total: int
    state: str


def samples() -> list[Sample]:
    """A hundred invented invoices."""
    return [
        Sample(
            pk=index + 1,
            number=f"2026-{11 - index // 10:02d}-{418 - index:05d}",
            account=_COMPANIES[index % 5],
            issued_on=date(2026, 11, 20) - timedelta(days=3 * index),
            calls=(index * 7919) % 90_000,
            data=(index * 104_729_000_003) % 900_000_000_000,
            total=((index * 48_271) % 4_500_000) * 10_000 - (5_000_000 if index == 7 else 0),
            state=list(STATES)[index % 5],
        )
        for index in range(100)
    ]


class SampleList(Listing):
    key = "samples"
    title = _("Invoices")
    columns = (
        Column("number", _("Invoice"), sort=True, link=lambda row: f"?row={row.pk}#lists"),
        Column("account", _("Billing account"), sort=True),
        DateColumn("issued_on", _("Date"), sort=True),
        DurationColumn("calls", _("Calls"), sort=True),
        VolumeColumn("data", _("Data"), sort=True),
        MoneyColumn("total", _("Total"), sort=True, total=True),
        StatusColumn("state", _("Status"), sort=True, states=STATES),
    )
    filters = (
        TextFilter("number", "account"),
        ChoiceFilter("state", _("Status"), [(key, words) for key, (_tone, words) in STATES.items()]),
        DateFilter("issued_on", _("Date")),
        AmountFilter("total", _("Total")),
    )
    default_sort = "-issued_on"
    default_size = 25
    bulk: Sequence[BulkAction] = (BulkAction(_("Mark as read"), "console:components", "good"),)
    nothing = Empty(_("No invoices yet"), _("The first one stands here after the first bill run."), icon="invoice")


class EmptyList(SampleList):
    bulk: Sequence[BulkAction] = ()
    key = "none"
    prefix = "none-"


class SampleForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail address"), help_text=_("Invoices are announced to this address."))
    language = forms.ChoiceField(
        label=_("Language"), choices=[("fr", _("French")), ("nl", _("Dutch")), ("en", _("English"))]
    )
    from_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    scope = forms.ChoiceField(
        label=_("Delivery"), widget=forms.RadioSelect, choices=[("mail", _("E-mail")), ("paper", _("Paper"))]
    )
    reports = forms.MultipleChoiceField(
        label=_("Reports"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("usage", _("Usage")), ("cards", _("Cards and lines"))],
    )
    remark = forms.CharField(label=_("Remark"), widget=forms.Textarea, required=False)
    agree = forms.BooleanField(label=_("I may bind the customer"))


def sample_explanation() -> Explanation:
    """The explanation of an invented call."""
    return Explanation(
        "web.sample.call",
        {"amount": Money(Decimal("0.16")), "seconds_charged": 232, "money_per_minute": Money(Decimal("0.05"))},
        steps=(
            Step("web.sample.destination", {"phone_called": "+33142685300", "country_zone": "FR"}, "U-03"),
            Step("web.sample.bundle", {"seconds_free": 40}, "MC 3.2"),
            Step("web.sample.price", {"seconds_charged": 192, "amount": Money(Decimal("0.16"))}, "U-03"),
        ),
        clause="GC 6.1",
    )


def sample_jobs(now: datetime) -> list[Job]:
    """A job in each of its states."""

    def job(pk: int, state: JobState, done: int, total: int | None, **more: Any) -> Job:
        return Job(
            pk=pk, kind="sample", state=state, done=done, total=total, started_at=now - timedelta(seconds=40), **more
        )

    return [
        job(1, JobState.RUNNING, 412_000, 1_000_000),
        job(2, JobState.RUNNING, 12_400, None),
        job(3, JobState.QUEUED, 0, None),
        job(4, JobState.DONE, 1_000_000, 1_000_000),
        job(5, JobState.FAILED, 3, 40, failure={"message": "web.sample.failure", "values": {}}),
        job(6, JobState.CANCELLED, 20, 40),
    ]


def sample_charts() -> list[Chart]:
    """A bar chart and a line chart."""
    months = [formats.short_month(date(2026, month, 1)) for month in range(1, 12)]
    mobile = tuple(Decimal(41_000 + 700 * i) for i in range(11))
    roaming = tuple(Decimal(2_000 + (9_000 if i in (6, 7) else 300 * i)) for i in range(11))
    series = [Series(str(_("At home")), mobile), Series(str(_("Abroad")), roaming)]
    words = Wording(str(_("Roaming doubled in July")), str(_("Month")), str(_("Nothing yet")))

    def euros(value: Decimal) -> str:
        return formats.money(value)

    def short(value: Decimal) -> str:
        return formats.forms().whole_money(value, "EUR")

    return [
        bar_chart(months, series, words, euros, axis=short, name="sample-bars"),
        line_chart(months, series, words, euros, axis=short, name="sample-lines"),
    ]


MOMENT = datetime(2026, 11, 20, 13, 3, 41, tzinfo=UTC)
