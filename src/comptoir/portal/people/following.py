"""What follows from a right before it is given: who gets what, how far it reaches, what it replaces."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from comptoir.access.actions.together import Wanted
from comptoir.access.capabilities import DATA
from comptoir.access.models import Grant
from comptoir.access.places import known_places, lines_below
from comptoir.access.queries import running
from comptoir.parties.models import Customer
from comptoir.portal.people.words import abilities, place_name, time_words
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeClosure
from comptoir.web import formats


@dataclass(frozen=True, slots=True)
class Beside:
    """A right of the same kind that the person holds already."""

    grant: Grant
    where: str
    when: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Those that make the new right needless, and those whose place it can take."""

    covering: Sequence[Beside]
    replaced: Sequence[Beside]


def standing(actor: Actor, customer: Customer, wanted: Wanted, at: datetime) -> Standing:
    """Rights of the same kind of the same person, above and below the place; four queries and no more."""
    alike = Grant.objects.filter(
        running(at), customer=customer, holder=wanted.holder, profile=wanted.profile, sub_profile=wanted.sub_profile
    )
    # Allowing neither more nor less: a part of a profile is a kind of its own.
    same = sorted(wanted.capabilities or (wanted.sub_profile.capabilities if wanted.sub_profile else ()))
    found = [one for one in alike.select_related("scope").order_by("pk") if sorted(one.capabilities) == same]
    if not found:
        return Standing((), ())
    pairs = ScopeClosure.objects.filter(
        Q(ancestor=wanted.scope, descendant_id__in=[g.scope_id for g in found])
        | Q(descendant=wanted.scope, ancestor_id__in=[g.scope_id for g in found])
    )
    related = set(pairs.values_list("ancestor_id", "descendant_id"))
    known = known_places(actor, {grant.scope_id for grant in found})
    sources = set(Grant.objects.filter(running(at), parent__in=found).values_list("parent_id", flat=True))

    def said(grant: Grant) -> Beside:
        return Beside(grant, place_name(known[grant.scope_id]), time_words(grant.from_at, grant.to_at))

    covering = [g for g in found if (g.scope_id, wanted.scope.pk) in related and _lasts(g.to_at, wanted.to_at)]
    replaced = [
        g
        for g in found
        if g not in covering
        and g.pk not in sources
        and (wanted.scope.pk, g.scope_id) in related
        and _lasts(wanted.to_at, g.to_at)
        and wanted.from_at is None
    ]
    return Standing([said(g) for g in covering], [said(g) for g in replaced])


def following(
    actor: Actor, wanted: Wanted, *, what: str, sentence: str, capabilities: frozenset[str], at: datetime
) -> dict[str, Any]:
    """A right that is to be given, in words."""
    place = known_places(actor, [wanted.scope.pk])[wanted.scope.pk]
    limit = wanted.order_limit_micro
    return {
        "what": what,
        "sentence": sentence,
        "where": place_name(place),
        "lines": None if place.kind == "line" else lines_below(actor, wanted.scope.pk),
        "when": time_words(wanted.from_at or at, wanted.to_at, to_come=True),
        "limit": formats.micro(limit) if limit is not None else "",
        "may_delegate": wanted.may_delegate,
        "can": abilities(capabilities),
        "cannot": abilities(DATA - capabilities),
    }


def _lasts(longer: datetime | None, shorter: datetime | None) -> bool:
    return longer is None or (shorter is not None and longer >= shorter)
