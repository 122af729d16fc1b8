"""Builds an Actor: the snapshot of a person's rights for one customer, at one instant."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest

from comptoir.access.capabilities import ACCESS_OWNER, PROFILES, STAFF_ROLES
from comptoir.access.chains import GrantFacts, capabilities_of, live_grants, without_data_for_managers
from comptoir.access.models import Grant, SeatHolding, StaffRole, User
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel

SESSION_CUSTOMER = "customer"

# The holder's grants and, above each, every source up to its root: one statement.
CHAINS_SQL = """
WITH RECURSIVE chain(id) AS (
  SELECT g.id FROM access_grant g WHERE g.holder_id = %s
  UNION
  SELECT g.parent_id FROM access_grant g JOIN chain c ON g.id = c.id WHERE g.parent_id IS NOT NULL
)
SELECT g.id, g.holder_id, g.customer_id, g.profile, g.capabilities, g.scope_id, g.parent_id, g.from_at, g.to_at
FROM access_grant g JOIN chain c ON c.id = g.id
"""


@dataclass(frozen=True, slots=True)
class Rights:
    """Everything a person holds at an instant, for all customers."""

    seats: dict[int, int]  # customer -> its node
    grants: tuple[GrantFacts, ...]
    staff: frozenset[str]

    @property
    def customers(self) -> frozenset[int]:
        return frozenset(self.seats) | {grant.customer_id for grant in self.grants}


def rights_of(user: User, at: datetime) -> Rights:
    """Seats (with those of affiliates, GC 9.1), live grants and staff capabilities; three queries."""
    if not user.is_active:
        return Rights({}, (), frozenset())
    chains = {grant.id: grant for grant in _chain_facts(user.pk)}
    held = tuple(grant for grant in live_grants(chains, at) if grant.holder_id == user.pk)
    roles = StaffRole.objects.filter(user=user).values_list("role", flat=True)
    staff = frozenset[str]().union(*(STAFF_ROLES.get(role, frozenset()) for role in roles))
    return Rights(_seats(user, at), held, staff)


def actor_for(user: User, customer_id: int | None, channel: Channel, at: datetime) -> Actor:
    """The Actor of a person for one customer; without rights on it, an Actor that may do nothing."""
    return _actor(user, rights_of(user, at), customer_id, channel, at)


def actor_for_request(request: HttpRequest) -> Actor | None:
    """Who acts in this request: the signed-in person, for the customer chosen in the session, or their first."""
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return None
    at = request.now  # type: ignore[attr-defined]
    rights = rights_of(user, at)
    request.rights = rights  # type: ignore[attr-defined]
    if rights.staff:
        return _actor(user, rights, None, Channel.DESK, at)
    chosen = request.session.get(SESSION_CUSTOMER)
    customer = chosen if chosen in rights.customers else min(rights.customers, default=None)
    return _actor(user, rights, customer, Channel.SESSION, at)


def customers_of(user: User, at: datetime) -> list[Customer]:
    """The customers for which a person may act, by name."""
    return list(Customer.objects.filter(pk__in=rights_of(user, at).customers).order_by("sort_name", "pk"))


def customers_for_request(request: HttpRequest) -> list[Customer]:
    """The same from the rights already read for this request; one query, none for the operator's people."""
    rights: Rights | None = getattr(request, "rights", None)
    if rights is None or rights.staff or not rights.customers:
        return []
    return list(Customer.objects.filter(pk__in=rights.customers).order_by("sort_name", "pk"))


def _actor(user: User, rights: Rights, customer_id: int | None, channel: Channel, at: datetime) -> Actor:
    held: dict[str, set[int]] = defaultdict(set)
    profiles = set()
    if customer_id in rights.seats:
        profiles.add(ACCESS_OWNER)
        for capability in PROFILES[ACCESS_OWNER]:
            held[capability].add(rights.seats[customer_id])
    for grant in rights.grants:
        if grant.customer_id == customer_id:
            profiles.add(grant.profile)
            for capability in grant.capabilities:
                held[capability].add(grant.scope_id)
    return Actor(
        label=str(user),
        channel=channel,
        user_id=user.pk,
        customer_id=customer_id,
        grants=without_data_for_managers(held, owns_seat=customer_id in rights.seats),
        staff=rights.staff,
        profiles=frozenset(profiles),
        taken_at=at,
    )


def _seats(user: User, at: datetime) -> dict[int, int]:
    """Customers whose seat the person holds, and the affiliates of those."""
    holding = SeatHolding.objects.filter(Q(to_at=None) | Q(to_at__gt=at), holder=user, from_at__lte=at)
    owned = holding.values("seat__customer_id")
    customers = Customer.objects.filter(Q(pk__in=owned) | Q(affiliation__parent_id__in=owned))
    return dict(customers.values_list("pk", "scope_id"))


def _chain_facts(user_id: int) -> list[GrantFacts]:
    rows = Grant.objects.raw(CHAINS_SQL, [user_id])
    return [
        GrantFacts(
            id=row.pk,
            holder_id=row.holder_id,
            customer_id=row.customer_id,
            profile=row.profile,
            capabilities=capabilities_of(row.profile, row.capabilities),
            scope_id=row.scope_id,
            parent_id=row.parent_id,
            from_at=row.from_at,
            to_at=row.to_at,
        )
        for row in rows
    ]
