"""Which month is billed next, and what a run of it will take in. The first argument is who asks."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from comptoir.access.capabilities import OPERATE_BILLING
from comptoir.billing.models import BillRun, BillRunState, OneOff
from comptoir.catalogue.models import TariffVersion
from comptoir.inventory.models import Holding
from comptoir.kernel.periods import Month
from comptoir.manifest.queries import live
from comptoir.parties.models import BillingAccount
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import require

MONTHS_BACK = 12  # how far back a first run may begin


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The month whose turn it is. `is_over`: it can be billed; `begun`: its run waits to go on."""

    month: Month
    is_over: bool
    begun: BillRun | None
    is_first: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run of a month will take in, counted now."""

    accounts: int
    cards: int
    records: int
    one_offs: int
    tariff: str


def upcoming(actor: Actor, on: date) -> Upcoming:
    """The month after the last one billed, or the one whose run is unfinished; before any run the last one over."""
    require(actor, OPERATE_BILLING)
    last = BillRun.objects.filter(trial=False).order_by("-period").first()
    if last is None:
        return Upcoming(Month.of(on).previous(), True, None, True)
    if last.state != BillRunState.RECONCILED:
        return Upcoming(Month.parse(last.period), True, last, False)
    following = Month.parse(last.period).next()
    return Upcoming(following, following < Month.of(on), None, False)


def first_months(on: date) -> list[Month]:
    """The months with which an operator may begin, the last one over first."""
    last = Month.of(on).previous()
    return [last.plus(-back) for back in range(MONTHS_BACK)]


def preview(actor: Actor, month: Month) -> Preview:
    """How much the run of a month will bill; a handful of counts."""
    require(actor, OPERATE_BILLING)
    first, until = month.first_day, month.next().first_day
    within = Q(from_on__lt=until) & (Q(to_on=None) | Q(to_on__gt=first))
    alive = Q(opened_on__lt=until) & (Q(closed_on=None) | Q(closed_on__gt=first))
    once = Q(repeats=False, from_on__gte=first) | (Q(repeats=True) & (Q(to_on=None) | Q(to_on__gt=first)))
    tariff = TariffVersion.objects.filter(from_on__lte=first).order_by("-from_on").values_list("code", flat=True)
    return Preview(
        accounts=BillingAccount.objects.filter(alive).count(),
        cards=Holding.objects.filter(within).values("line_id").distinct().count(),
        records=sum(entry.rows for entry in live("raw", periods=[str(month)]).entries),
        one_offs=OneOff.objects.filter(once, from_on__lt=until).count(),
        tariff=tariff.first() or "",
    )
