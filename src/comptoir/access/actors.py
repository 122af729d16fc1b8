"""Builds the Actor: a snapshot of rights, one query per request."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Protocol, cast

from django.http import HttpRequest

from comptoir.access.capabilities import (
    ACCESS_MANAGER,
    DATA,
    MANAGER,
    ORDERS_PLACE,
    SERVICE_USER,
    STAFF_ROLES,
    bundle_of,
)
from comptoir.access.models import User
from comptoir.access.snapshot import Company, Held, Rights, rights_of
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.reach import reaching

ACTIVE_CUSTOMER = "active_customer"
LABEL = 200  # as long as the log keeps


class _Request(Protocol):
    user: User
    now: datetime
    rights: Rights
    session: dict[str, int]


def actor_for(
    user: User, customer_id: int | None, channel: Channel, at: datetime, *, reach: Iterable[str] = ()
) -> Actor:
    """Who `user` is for that customer at that instant; one query. Without rights there, an Actor that sees nothing.

    `reach`: capabilities of which much will be decided, as `with_reach` has them, in the same query.
    """
    wanted = tuple(reach)
    rights = rights_of(user.pk, at, below_in=customer_id if wanted else None)
    actor = actor_of(user, rights, customer_id, channel, at)
    return reaching(actor, wanted, rights.below) if wanted else actor


def customers_of(user: User, at: datetime) -> tuple[Company, ...]:
    """The customers in which `user` has rights, by name; one query."""
    return rights_of(user.pk, at).companies


def still(actor: Actor, at: datetime) -> Actor:
    """`actor` with what they hold now of what they held when their snapshot was taken; one query.

    An action that gives asks again once it holds its locks: what was revoked meanwhile gives nothing. The platform and
    the operator's own people stay as they are.
    """
    if actor.user_id is None or actor.customer_id is None:
        return actor
    rights = rights_of(actor.user_id, at)
    held, closed = _in(rights, actor.customer_id)
    now = _grants(held, closed)
    kept = {capability: nodes & now.get(capability, frozenset()) for capability, nodes in actor.grants.items()}
    # What has become one's own line only meanwhile is no more than that; what was so stays so.
    own = {one: nodes | actor.own.get(one, frozenset()) for one, nodes in _own(held, closed).items()}
    return replace(actor, grants=MappingProxyType(kept), own=MappingProxyType({**actor.own, **own}))


def actor_for_request(request: HttpRequest) -> Actor | None:
    """Who acts in this request: for the customer chosen in the session, else their own; None when signed out.

    The operator's own people act from the desk, for no customer. Call it once (web does, and keeps it as
    `request.actor`): it takes a new snapshot each time, and none outlives its request.
    """
    if not request.user.is_authenticated:
        return None
    asked = cast(_Request, request)
    asked.rights = rights_of(asked.user.pk, asked.now)
    if asked.rights.staff_roles:
        return actor_of(asked.user, asked.rights, None, Channel.DESK, asked.now)
    chosen = _chosen(asked.session.get(ACTIVE_CUSTOMER), asked.rights)
    return actor_of(asked.user, asked.rights, chosen, Channel.SESSION, asked.now)


def companies_of_request(request: HttpRequest) -> tuple[Company, ...]:
    """What the customer switcher offers: from the snapshot that the request has taken already."""
    rights = getattr(request, "rights", None)
    return rights.companies if isinstance(rights, Rights) else ()


def choose_customer(request: HttpRequest, customer_id: int) -> bool:
    """Makes a customer the active one of this session; False when the user has no right in it."""
    if all(company.id != customer_id for company in companies_of_request(request)):
        return False
    request.session[ACTIVE_CUSTOMER] = customer_id
    return True


def actor_of(user: User, rights: Rights, customer_id: int | None, channel: Channel, at: datetime) -> Actor:
    """The Actor that a snapshot taken already comes to, for one customer; no query."""
    held, closed = _in(rights, customer_id)
    third_party = next((one.third_party for one in held if one.third_party), "")
    name = user.name or user.email
    return Actor(
        label=(f"{name} ({third_party})" if third_party else name)[:LABEL],
        channel=Channel.THIRD_PARTY if third_party and channel == Channel.SESSION else channel,
        user_id=user.pk,
        customer_id=customer_id,
        grants=_grants(held, closed),
        staff=frozenset().union(*(STAFF_ROLES.get(role, frozenset()) for role in rights.staff_roles)),
        profiles=frozenset(one.profile for one in held),
        taken_at=at,
        third_party=third_party,
        order_limits=_order_limits(held, closed),
        own=_own(held, closed),
    )


def _in(rights: Rights, customer_id: int | None) -> tuple[tuple[Held, ...], frozenset[str]]:
    """What is held in one customer, and what is closed there."""
    if customer_id is None:
        return (), frozenset()
    return rights.held.get(customer_id, ()), rights.closed.get(customer_id, frozenset())


def _grants(held: Iterable[Held], closed: frozenset[str]) -> Mapping[str, frozenset[int]]:
    """Capability -> nodes; none of a closed application's."""
    nodes: dict[str, set[int]] = {}
    for one, capabilities in _counting(held, closed):
        for capability in capabilities:
            nodes.setdefault(capability, set()).add(one.node_id)
            if one.group_id is not None and capability in MANAGER:
                nodes[capability].add(one.group_id)
    return MappingProxyType({capability: frozenset(found) for capability, found in nodes.items()})


def _own(held: Iterable[Held], closed: frozenset[str]) -> Mapping[str, frozenset[int]]:
    """Capability -> the nodes on which it is held as the user of a line and by no other right (A-05)."""
    counting = _counting(held, closed)
    own: dict[str, set[int]] = {}
    for one, capabilities in counting:
        if one.profile == SERVICE_USER:
            for capability in capabilities:
                own.setdefault(capability, set()).add(one.node_id)
    for one, capabilities in counting:
        if one.profile != SERVICE_USER:
            for capability in capabilities & own.keys():
                own[capability].discard(one.node_id)
    return MappingProxyType({capability: frozenset(found) for capability, found in own.items()})


def _order_limits(held: Iterable[Held], closed: frozenset[str]) -> Mapping[int, int | None]:
    """The most that one order may cost, by node; of two rights on one node the wider counts."""
    limits: dict[int, int | None] = {}
    for one, capabilities in _counting(held, closed):
        if ORDERS_PLACE in capabilities:
            before, limit = limits.get(one.node_id, 0), one.order_limit_micro
            limits[one.node_id] = None if limit is None or before is None else max(before, limit)
    return MappingProxyType(limits)


def _counting(held: Iterable[Held], closed: frozenset[str]) -> list[tuple[Held, frozenset[str]]]:
    """What counts of each right held. A manager holds no data capability, from anyone (A-03, A-07)."""
    found = list(held)
    is_manager = any(one.profile == ACCESS_MANAGER for one in found)
    out = closed | DATA if is_manager else closed
    return [(one, bundle_of(one.profile, one.capabilities) - out) for one in found]


def _chosen(asked: int | None, rights: Rights) -> int | None:
    """The customer asked for, else one's own before others', and the first by name of those."""
    if asked in rights.held:
        return asked
    nearest = min(rights.companies, key=lambda company: _distance(rights.held[company.id]), default=None)
    return nearest.id if nearest else None


def _distance(held: Iterable[Held]) -> int:
    """How near a customer is to someone: where they head a group or hold the seat, where they belong, then others."""
    found = list(held)
    if any(one.group_id is not None for one in found):
        return 0
    if any(one.by_seat for one in found):
        return 1
    return 3 if all(one.third_party for one in found) else 2
