"""who_can: the same rule as visible_to and authorize, read the other way round: who holds this on that thing?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from comptoir.access.capabilities import ACCESS_MANAGER, ACCESS_OWNER, DATA, bundle_of, capabilities_of
from comptoir.access.models import ClosedApplication, Grant
from comptoir.access.queries import running
from comptoir.access.snapshot import live_grant_ids, seated_in
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
    if node is None or node.customer_ref is None or capability in closed_capabilities(node.customer_ref, at):
        return frozenset()
    company = node.customer_ref
    above = set(ScopeClosure.objects.filter(descendant=node).values_list("ancestor_id", flat=True))
    reaching = [grant for customer in (company, *_parents(company)) for grant in _live(customer, company, at)]
    managers = {grant.holder_id for grant in reaching if grant.profile == ACCESS_MANAGER}
    found = {
        Holder(grant.holder_id, grant.pk)
        for grant in reaching
        if grant.scope_id in above and capability in bundle_of(grant.profile, grant.capabilities)
    }
    if capability in bundle_of(ACCESS_OWNER):
        found |= {Holder(user, None) for user in seated_in(company, at)}
    return frozenset(one for one in found if capability not in DATA or one.user_id not in managers)


def closed_capabilities(customer_id: int, at: datetime) -> frozenset[str]:
    """What reaches nothing in a customer because its application is closed; one query."""
    closed = ClosedApplication.objects.filter(running(at), customer_id=customer_id)
    return capabilities_of(closed.values_list("application", flat=True))


def _live(customer_id: int, company_id: int, at: datetime) -> Iterable[Grant]:
    """A grant counts in its own customer, and in its group when it stands on the group."""
    grants = Grant.objects.filter(running(at), customer_id=customer_id).select_related("scope")
    if customer_id != company_id:
        grants = grants.filter(scope__kind=ScopeKind.GROUP)
    alive = live_grant_ids(customer_id, at, company_id=company_id)
    return [grant for grant in grants if grant.pk in alive]


def _parents(customer_id: int) -> list[int]:
    return list(Affiliation.objects.filter(affiliate_id=customer_id).values_list("parent_id", flat=True))
