"""What follows from a right before it is given: who gets what, how far it reaches, what it replaces."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comptoir.access.actions.together import Wanted
from comptoir.access.capabilities import DATA
from comptoir.access.held import beside
from comptoir.access.models import Grant
from comptoir.access.places import known_places, lines_below
from comptoir.parties.models import Customer
from comptoir.portal.people.words import abilities, place_name, time_words
from comptoir.scope.actor import Actor
from comptoir.web import formats


@dataclass(frozen=True, slots=True)
class Beside:
    """A right of the same kind that the person holds already, in words."""

    grant: Grant
    where: str
    when: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Those that make the new right needless, and those whose place it can take."""

    covering: Sequence[Beside]
    replaced: Sequence[Beside]


def standing(actor: Actor, customer: Customer, wanted: Wanted, at: datetime) -> Standing:
    """Rights of the same kind of the same person, above and below the place; the number of queries does not grow."""
    found = beside(customer, wanted, at)
    known = known_places(actor, {grant.scope_id for grant in (*found.covering, *found.replaced)})

    def said(grants: Iterable[Grant]) -> list[Beside]:
        return [Beside(g, place_name(known[g.scope_id]), time_words(g.from_at, g.to_at)) for g in grants]

    return Standing(said(found.covering), said(found.replaced))


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
