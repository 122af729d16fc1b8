"""What someone holds already: its sources, and what of it stands above or below a right that is to be given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from comptoir.access.actions.together import Wanted
from comptoir.access.models import Grant
from comptoir.access.queries import running
from comptoir.parties.models import Customer
from comptoir.scope.models import ScopeClosure


@dataclass(frozen=True, slots=True)
class Beside:
    """Rights of the same kind as a new one: those that make it needless, those whose place it can take."""

    covering: Sequence[Grant] = ()
    replaced: Sequence[Grant] = ()


def beside(customer: Customer, wanted: Wanted, at: datetime) -> Beside:
    """What its holder has of the same kind above and below the place; at most three queries.

    One from which something hangs is not replaced by the way: it is ended where that is shown.
    """
    found = _alike(customer, wanted, at)
    if not found:
        return Beside()
    places = [grant.scope_id for grant in found]
    above = Q(ancestor_id__in=places, descendant=wanted.scope)
    below = Q(ancestor=wanted.scope, descendant_id__in=places)
    related = set(ScopeClosure.objects.filter(above | below).values_list("ancestor_id", "descendant_id"))
    sources = set(Grant.objects.filter(running(at), parent__in=found).values_list("parent_id", flat=True))
    covering = [g for g in found if (g.scope_id, wanted.scope.pk) in related and _lasts(g.to_at, wanted.to_at)]
    replaced = [
        g
        for g in found
        if (wanted.scope.pk, g.scope_id) in related and _lasts(wanted.to_at, g.to_at) and g.pk not in sources
    ]
    return Beside(covering, [g for g in replaced if g not in covering] if wanted.from_at is None else ())


def grants_of(user_id: int, ids: Iterable[int]) -> Mapping[int, Grant]:
    """Some grants of one holder with their sub-profile and source, for who holds them; one query."""
    found = Grant.objects.filter(holder_id=user_id).select_related("sub_profile", "parent__holder")
    return found.in_bulk(list(ids))


def _alike(customer: Customer, wanted: Wanted, at: datetime) -> list[Grant]:
    """Allowing neither more nor less: a part of a profile is a kind of its own."""
    found = Grant.objects.filter(
        running(at), customer=customer, holder=wanted.holder, profile=wanted.profile, sub_profile=wanted.sub_profile
    )
    same = sorted(wanted.capabilities or (wanted.sub_profile.capabilities if wanted.sub_profile else ()))
    return [grant for grant in found.order_by("pk") if sorted(grant.capabilities) == same]


def _lasts(longer: datetime | None, shorter: datetime | None) -> bool:
    return longer is None or (shorter is not None and longer >= shorter)
