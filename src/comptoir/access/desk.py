"""What the operator's customer desk sees of a customer's people: who holds what, where."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from comptoir.access.capabilities import ACCESS_OWNER, OPERATE_CUSTOMERS
from comptoir.access.models import Grant, SeatHolding
from comptoir.access.snapshot import live_grant_ids
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor


@dataclass(frozen=True, slots=True)
class HeldProfile:
    """One profile that a person holds: on what kind of place, and since when."""

    name: str
    email: str
    profile: str
    place_kind: str
    place: str
    since: datetime
    until: datetime | None
    own_name: str = ""  # what the customer calls it, where it is a profile of its own


def held_at(actor: Actor, customer: Customer, at: datetime) -> list[HeldProfile]:
    """The Access Owner first, then everyone by name; empty for who is not of the desk. Three queries."""
    if OPERATE_CUSTOMERS not in actor.staff:
        return []
    running = Q(from_at__lte=at) & (Q(to_at=None) | Q(to_at__gt=at))
    seats = SeatHolding.objects.filter(running, seat__customer=customer).select_related("holder")
    live = live_grant_ids(customer.pk, at)
    grants = Grant.objects.filter(pk__in=live).select_related("holder", "scope", "sub_profile")
    owners = [
        HeldProfile(seat.holder.name, seat.holder.email, ACCESS_OWNER, "customer", "", seat.from_at, seat.to_at)
        for seat in seats
    ]
    others = [
        HeldProfile(
            grant.holder.name, grant.holder.email, grant.profile, grant.scope.kind, grant.scope.label,
            grant.from_at, grant.to_at, grant.sub_profile.name if grant.sub_profile else "",
        )
        for grant in grants.order_by("holder__name", "holder_id", "pk")
    ]  # fmt: skip
    return owners + others
