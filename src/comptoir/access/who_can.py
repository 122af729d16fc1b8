"""who_can: the same rule as visible_to and authorize, read the other way round: who holds this on that thing?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Q

from comptoir.access.capabilities import ACCESS_MANAGER, ACCESS_OWNER, DATA, bundle_of
from comptoir.access.models import Grant, SeatHolding
from comptoir.access.queries import running
from comptoir.access.snapshot import live_grant_ids
from comptoir.parties.models import Affiliation
from comptoir.scope.models import ScopeClosure, ScopeKind, ScopeNode
from comptoir.scope.place import place_of


@dataclass(frozen=True, slots=True)
class Holder:
    """Someone who holds the capability, and by which grant; none: by the seat."""

    user_id: int
    grant_id: int | None


def who_can(capability: str, obj: models.Model, at: datetime) -> frozenset[Holder]:
    """Everyone who holds `capability` on `obj` through its own customer, with each way they hold it."""
    place = place_of(obj)
    node = ScopeNode.objects.filter(pk=place).first() if place is not None else None
    if node is None or node.customer_ref is None:
        return frozenset()
    companies = [node.customer_ref, *_parents(node.customer_ref)]
    above = set(ScopeClosure.objects.filter(descendant=node).values_list("ancestor_id", flat=True))
    live = [grant for company in companies for grant in _live(company, at)]
    reaching = [grant for grant in live if _reaches(grant, node)]
    managers = {grant.holder_id for grant in reaching if grant.profile == ACCESS_MANAGER}
    found = {
        Holder(grant.holder_id, grant.pk)
        for grant in reaching
        if grant.scope_id in above and capability in bundle_of(grant.profile, grant.capabilities)
    }
    if capability in bundle_of(ACCESS_OWNER):
        found |= {Holder(user, None) for user in _seated(companies, at)}
    return frozenset(one for one in found if capability not in DATA or one.user_id not in managers)


def _live(customer_id: int, at: datetime) -> Iterable[Grant]:
    grants = Grant.objects.filter(running(at), customer_id=customer_id, holder__is_active=True)
    alive = live_grant_ids(customer_id, at)
    return [grant for grant in grants.select_related("scope") if grant.pk in alive]


def _reaches(grant: Grant, node: ScopeNode) -> bool:
    """A grant counts in its own customer, and in its group when it stands on the group."""
    return grant.customer_id == node.customer_ref or grant.scope.kind == ScopeKind.GROUP


def _parents(customer_id: int) -> list[int]:
    return list(Affiliation.objects.filter(affiliate_id=customer_id).values_list("parent_id", flat=True))


def _seated(companies: Iterable[int], at: datetime) -> Iterable[int]:
    seats = Q(seat__customer_id__in=list(companies), holder__is_active=True)
    return SeatHolding.objects.filter(running(at), seats).values_list("holder_id", flat=True)
