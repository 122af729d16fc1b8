"""An answer as a chain: from the root of a right down to the thing, each link with who, when and which clause."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comptoir.access.models import User
from comptoir.access.places import KnownPlace, known_places
from comptoir.access.why import is_held, why
from comptoir.kernel.explanation import Explanation, Step
from comptoir.portal.people.words import place_kind, place_name
from comptoir.scope.actor import Actor
from comptoir.scope.place import place_of
from comptoir.web.words import sentence

#: The mark of each kind of link, by the beginning of its message.
_MARKS = (
    ("why.seat", "key", "good"),
    ("why.staff", "shield", "good"),
    ("why.from_seat", "key", "good"),
    ("why.given", "user", "good"),
    ("why.notice", "mail", "info"),
    ("why.until", "calendar", "info"),
    ("why.place", "company", "neutral"),
    ("why_not", "bad", "bad"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link in words: its sentence, the place it is about as the reader may know it, the clause."""

    text: str
    place: str
    kind: str
    clause: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The answer about one place."""

    sentence: str
    place: str
    holds: bool
    links: tuple[Link, ...]


def chains(viewer: Actor, user: User, capability: str, objects: Iterable[Any], at: datetime) -> list[Chain]:
    """The answers for each object, in words that `viewer` may read: places they may not know stay opaque."""
    within = viewer.customer_id
    answers = [(place_of(thing), why(user, capability, thing, at, within=within)) for thing in objects]
    known = known_places(viewer, {node for place, answer in answers for node in _places(place, answer.steps)})
    return [_chain(place, answer, known) for place, answer in answers]


def _places(own: int | None, steps: Sequence[Step]) -> Iterable[int]:
    if own is not None:
        yield own
    for step in steps:
        if isinstance(node := step.values.get("place"), int):
            yield node


def _chain(place: int | None, answer: Explanation, known: Any) -> Chain:
    links = tuple(_link(step, known) for step in answer.steps)
    name = place_name(known[place]) if place in known else ""
    return Chain(sentence(answer), name, is_held(answer), links)


def _link(step: Step, known: Any) -> Link:
    marks = [(icon, tone) for start, icon, tone in _MARKS if step.message.startswith(start)]
    icon, tone = marks[0] if marks else ("info", "info")
    node = step.values.get("place")
    place: KnownPlace | None = known.get(node) if isinstance(node, int) else None
    return Link(
        text=sentence(step),
        place=place_name(place) if place else "",
        kind=place_kind(place) if place else "",
        clause=step.clause or "",
        icon=icon,
        tone=tone,
    )
