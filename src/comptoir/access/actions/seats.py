"""The Access Owner's seat: designating who holds it, replacing them, leaving it vacant (A-01; GC 8.1.2)."""

from datetime import datetime

from django.db import transaction

from comptoir.access.capabilities import OPERATE_CUSTOMERS, SEAT_REPLACE
from comptoir.access.models import Seat, SeatHolding, User
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import authorize
from comptoir.scope.refusal import Refused


class UnableToDesignate(Refused):
    """The person cannot hold the seat."""


@transaction.atomic
def designate_access_owner(customer: Customer, *, holder: User, by: Actor, at: datetime) -> SeatHolding:
    """`holder` has the seat from now on; who held it before has it no longer, by the same act.

    The operator is told in writing. What hangs from the seat stays: grants hang from it, not from its holder.
    """
    _assert_may(customer, by)
    if not holder.is_active:
        raise UnableToDesignate("seat.holder_inactive", person=str(holder))
    seat = _seat_of(customer)
    current = seat.holdings.filter(to_at=None).first()
    if current is not None and current.holder_id == holder.pk:
        return current
    seat.holdings.filter(to_at=None).update(to_at=at)
    holding = SeatHolding.objects.create(seat=seat, holder=holder, from_at=at, designated_by=by.label)
    record(actor=by, verb="seat.designated", obj=customer, customer_id=customer.pk, at=at, user=holder.pk)
    emit("seat.replaced", {"customer": customer.pk, "holder": holder.pk}, at)
    return holding


@transaction.atomic
def leave_seat_vacant(customer: Customer, *, by: Actor, at: datetime) -> None:
    """Nobody holds the seat; a vacancy ends nothing that hangs from it (A-07)."""
    _assert_may(customer, by)
    if _seat_of(customer).holdings.filter(to_at=None).update(to_at=at):
        record(actor=by, verb="seat.vacated", obj=customer, customer_id=customer.pk, at=at)
        emit("seat.replaced", {"customer": customer.pk, "holder": None}, at)


def _seat_of(customer: Customer) -> Seat:
    Seat.objects.get_or_create(customer=customer)
    return Seat.objects.select_for_update().get(customer=customer)


def _assert_may(customer: Customer, by: Actor) -> None:
    if OPERATE_CUSTOMERS not in by.staff:
        authorize(by, SEAT_REPLACE, customer)
