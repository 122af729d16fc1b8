"""What the rules of this context look at, read from where it is owned; for one customer or for all, in as many queries.

These are facts of the contract, not shown to anybody as they are: queries.py decides who is told what.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from comptoir.access.models import ClosedApplication, Ground, Membership, Suspension
from comptoir.billing.models import Invoice
from comptoir.insights.models import Activation
from comptoir.inventory.models import Holding
from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle import applications, dormancy
from comptoir.lifecycle.models import ApplicationRequest, LastUse, PortalContract
from comptoir.parties.models import Customer
from comptoir.terms import Terms


@dataclass(slots=True)
class Known:
    """All facts about one customer on one day."""

    customer: Customer
    contract_from: date
    contract_to: date | None = None
    is_stopped: bool = False
    first_data_on: date | None = None
    cards: int = 0
    mobile_from: date | None = None
    last_service_to: date | None = None
    levels: dict[str, date] = field(default_factory=dict)
    last_level_to: date | None = None
    granted: dict[str, date] = field(default_factory=dict)
    asked: dict[str, date] = field(default_factory=dict)
    closed: dict[str, tuple[str, date]] = field(default_factory=dict)
    used: dict[str, date] = field(default_factory=dict)
    signed_in_on: date | None = None
    measured_from: date | None = None

    def for_applications(self) -> applications.Facts:
        return applications.Facts(
            contract_from=self.contract_from,
            contract_to=self.contract_to,
            first_data_on=self.first_data_on,
            cards=self.cards,
            mobile_from=self.mobile_from,
            levels=self.levels,
            granted=self.granted,
            asked=self.asked,
            closed=self.closed,
        )

    def for_dormancy(self, today: date, terms: Terms) -> dormancy.Facts:
        active = {
            state.application: dormancy.Use(state.since, self.used.get(measure))
            for state in applications.states(self.for_applications(), today, terms)
            if state.is_on and state.since and (measure := applications.MEASURED_BY.get(state.application))
        }
        return dormancy.Facts(
            contract_from=self.contract_from,
            used_on=self.used.get(""),
            signed_in_on=self.signed_in_on,
            measured_from=self.measured_from,
            without_contract_from=self._without_contract_from(),
            applications=active,
        )

    def _without_contract_from(self) -> date | None:
        if self.cards or self.levels:
            return None
        ends = [self.contract_from, self.last_service_to, self.last_level_to]
        return max(day for day in ends if day is not None)


def known(on: date, customers: Collection[int] | None = None) -> dict[int, Known]:
    """The facts of these customers, or of all, on a day; ten queries whatever their number."""
    rows = Customer.objects.all() if customers is None else Customer.objects.filter(pk__in=customers)
    found = {row.pk: Known(row, row.accepted_on) for row in rows.order_by("sort_name", "pk")}
    for read in (_contracts, _stops, _invoices, _services, _levels, _requests, _closed, _uses, _sign_ins):
        read(found, on, customers)
    return found


def _of(model: Any, customers: Collection[int] | None) -> "QuerySet[Any]":
    rows: QuerySet[Any] = model.objects.order_by()
    return rows if customers is None else rows.filter(customer_id__in=customers)


def _contracts(found: dict[int, Known], on: date, customers: Collection[int] | None) -> None:
    for contract in _of(PortalContract, customers).order_by("from_on", "pk"):
        one = found[contract.customer_id]
        one.contract_from, one.contract_to = contract.from_on, contract.to_on


def _stops(found: dict[int, Known], on: date, customers: Collection[int] | None) -> None:
    stops = _of(Suspension, customers).filter(user=None, lifted_at=None, ground__in=[Ground.ENDED, Ground.DORMANT])
    for customer in stops.values_list("customer_id", flat=True):
        found[customer].is_stopped = True


def _invoices(found: dict[int, Known], on: date, customers: Collection[int] | None) -> None:
    issued = _of(Invoice, customers).filter(number__isnull=False, issued_on__lte=on)
    for customer, first in issued.values_list("customer_id").annotate(Min("issued_on")):
        found[customer].first_data_on = first


def _services(found: dict[int, Known], on: date, customers: Collection[int] | None) -> None:
    running = Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))
    held = _of(Holding, customers).values("customer_id")
    counted = held.annotate(
        cards=Count("line_id", filter=running, distinct=True),
        first=Min("from_on", filter=running),
        last=Max("to_on", filter=~running & Q(to_on__lte=on)),
    )
    for row in counted:
        one = found[row["customer_id"]]
        one.cards, one.mobile_from, one.last_service_to = row["cards"], row["first"], row["last"]


def _levels(found: dict[int, Known], on: date, customers: Collection[int] | None) -> None:
    for activation in _of(Activation, customers).filter(from_on__lte=on).order_by("from_on"):
        one = found[activation.customer_id]
        if activation.to_on is None or activation.to_on > on:
            one.levels[activation.level] = activation.from_on
        else:
            one.last_level_to = max(activation.to_on, one.last_level_to or activation.to_on)


def _requests(found: dict[int, Known], on: date, customers: Collection[int] | None) -> None:
    for request in _of(ApplicationRequest, customers).filter(refused_at=None, ended_at=None):
        one = found[request.customer_id]
        if request.granted_at:
            one.granted[request.application] = brussels_date(request.granted_at)
        else:
            one.asked[request.application] = brussels_date(request.asked_at)


def _closed(found: dict[int, Known], on: date, customers: Collection[int] | None) -> None:
    for closed in _of(ClosedApplication, customers).filter(to_at=None):
        found[closed.customer_id].closed[closed.application] = (closed.ground, brussels_date(closed.from_at))


def _uses(found: dict[int, Known], on: date, customers: Collection[int] | None) -> None:
    for use in _of(LastUse, customers):
        found[use.customer_id].used[use.application] = use.on
    measured_from = LastUse.objects.aggregate(first=Min("first_on"))["first"]
    for one in found.values():
        one.measured_from = measured_from


def _sign_ins(found: dict[int, Known], on: date, customers: Collection[int] | None) -> None:
    # Who has left signs in for somebody else.
    people = _of(Membership, customers).filter(to_at=None).values_list("customer_id")
    for customer, last in people.annotate(Max("user__last_login")):
        found[customer].signed_in_on = brussels_date(last) if last else None
