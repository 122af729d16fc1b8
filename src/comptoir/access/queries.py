"""Who holds what: for those who manage people, never customer data. The first argument is who asks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from comptoir.access.capabilities import PEOPLE_MANAGE
from comptoir.access.models import Grant, SeatHolding, User
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeClosure, ScopeNode


def running(at: datetime) -> Q:
    """Rows with from_at and to_at that run at an instant."""
    return Q(from_at__lte=at) & (Q(to_at=None) | Q(to_at__gt=at))


def grants(actor: Actor, at: datetime) -> "QuerySet[Any]":
    """Grants that run now, on places where `actor` manages people."""
    below = _managed(actor)
    found = Grant.objects.filter(running(at), scope_id__in=below)
    return found.select_related("holder", "scope", "given_by", "parent").order_by("holder__name", "holder_id", "pk")


def seat_holder(actor: Actor, at: datetime) -> User | None:
    """Who holds the Access Owner's seat of the customer for whom `actor` acts (P-22)."""
    holding = (
        SeatHolding.objects.filter(running(at), seat__customer_id=actor.customer_id).select_related("holder").first()
    )
    return holding.holder if holding else None


def people(actor: Actor, at: datetime) -> "QuerySet[Any]":
    """The persons who hold something where `actor` manages people."""
    holders = grants(actor, at).order_by().values("holder_id")
    seats = SeatHolding.objects.filter(running(at), seat__customer_id=actor.customer_id).values("holder_id")
    if not actor.may(PEOPLE_MANAGE):
        return User.objects.none()
    return User.objects.filter(Q(pk__in=holders) | Q(pk__in=seats)).order_by("name", "pk")


def places(actor: Actor, capability: str, kinds: Iterable[str] = ()) -> "QuerySet[ScopeNode]":
    """The places where `actor` holds a capability; their labels are customer data."""
    below = ScopeClosure.objects.filter(ancestor_id__in=actor.nodes(capability)).values("descendant_id")
    found = ScopeNode.objects.filter(pk__in=below)
    return found.filter(kind__in=list(kinds)) if kinds else found


def _managed(actor: Actor) -> Any:
    return ScopeClosure.objects.filter(ancestor_id__in=actor.nodes(PEOPLE_MANAGE)).values("descendant_id")
