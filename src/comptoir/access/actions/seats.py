"""The Access Owner's seat: designating who holds it, replacing them, leaving it vacant (A-01; GC 8.1.2)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from comptoir.access.actions.people import add_member
from comptoir.access.actors import still
from comptoir.access.capabilities import ACCESS_MANAGER, OPERATE_CUSTOMERS, SEAT_REPLACE
from comptoir.access.locks import held, hold_rights_of
from comptoir.access.models import Grant, Seat, SeatHolding, Tie, User, UserKind
from comptoir.access.names import name_in
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
    A manager who becomes the Access Owner is a manager no longer: that role ends by the same act.
    """
    hold_rights_of(customer)
    _assert_may(customer, still(by, at))
    holder = held(holder)
    if not holder.is_active:
        raise UnableToDesignate("seat.holder_inactive", person=name_in(customer.pk, holder))
    if holder.kind != UserKind.PERSON:
        raise UnableToDesignate("seat.holder_is_no_person", person=name_in(customer.pk, holder))
    if holder.staff_roles.exists():
        raise UnableToDesignate("seat.holder_is_staff", person=name_in(customer.pk, holder))
    if holder.memberships.filter(customer=customer, to_at=None, tie=Tie.THIRD_PARTY).exists():
        raise UnableToDesignate("seat.holder_is_third_party", person=name_in(customer.pk, holder))
    seat = _seat_of(customer)
    current = seat.holdings.filter(to_at=None).first()
    if current is not None and current.holder_id == holder.pk:
        return current
    seat.holdings.filter(to_at=None).update(to_at=at)
    holding = SeatHolding.objects.create(seat=seat, holder=holder, from_at=at, designated_by=by.label)
    add_member(customer, user=holder, name=holder.name, by=by, at=at)
    _end_manager_roles(customer, holder, at)
    record(actor=by, verb="seat.designated", obj=customer, customer_id=customer.pk, at=at, user=holder.pk)
    emit("seat.replaced", _told(customer, holder, current, by), at)
    return holding


@transaction.atomic
def leave_seat_vacant(customer: Customer, *, by: Actor, at: datetime) -> None:
    """Nobody holds the seat; a vacancy ends nothing that hangs from it (A-07)."""
    hold_rights_of(customer)
    _assert_may(customer, still(by, at))
    seat = _seat_of(customer)
    current = seat.holdings.filter(to_at=None).first()
    if current is not None:
        seat.holdings.filter(to_at=None).update(to_at=at)
        record(actor=by, verb="seat.vacated", obj=customer, customer_id=customer.pk, at=at)
        emit("seat.replaced", _told(customer, None, current, by), at)


def _told(customer: Customer, holder: User | None, before: SeatHolding | None, by: Actor) -> dict[str, int | None]:
    """What the operator's letter needs: ids only."""
    return {
        "customer": customer.pk,
        "holder": holder.pk if holder else None,
        "before": before.holder_id if before else None,
        "by": by.user_id,
    }


def _end_manager_roles(customer: Customer, holder: User, at: datetime) -> None:
    roles = Grant.objects.filter(customer=customer, holder=holder, profile=ACCESS_MANAGER)
    roles.filter(Q(to_at=None) | Q(to_at__gt=at)).update(to_at=at)


def _seat_of(customer: Customer) -> Seat:
    return Seat.objects.get_or_create(customer=customer)[0]


def _assert_may(customer: Customer, by: Actor) -> None:
    if OPERATE_CUSTOMERS not in by.staff:
        authorize(by, SEAT_REPLACE, customer)
