"""An access review in words: people with what they hold, and each answer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.models import AccessReview, Grant, Tie
from comptoir.access.names import names_in
from comptoir.access.places import KnownPlace, known_places
from comptoir.access.review_queries import Asked, Reviewed, people_of
from comptoir.access.reviewed import CONFIRMED, ENDED, WAITS
from comptoir.portal.people.what import name_of
from comptoir.portal.people.words import place_name, time_words
from comptoir.scope.actor import Actor

ANSWERS = {
    CONFIRMED: ("good", _("Confirmed")),
    ENDED: ("neutral", _("Ended")),
    WAITS: ("attention", _("Not answered")),
}


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One right with its answer, in words."""

    pk: int
    person: str
    what: str
    where: str
    when: str
    given_by: str
    answer: str
    answered_by: str
    answered_at: datetime | None

    @property
    def badge(self) -> tuple[str, Any]:
        return ANSWERS[self.answer]


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """One person with their rights and answers; `is_self`: another must answer."""

    pk: int
    name: str
    email: str
    tie: Tie
    tie_words: str
    tie_confirmed_at: datetime | None
    rights: tuple[ShownAnswer, ...]
    is_self: bool

    @property
    def waiting(self) -> int:
        return sum(right.answer == WAITS for right in self.rights)

    @property
    def state(self) -> str:
        if self.waiting:
            return WAITS
        return CONFIRMED if any(right.answer == CONFIRMED for right in self.rights) else ENDED

    @property
    def holding(self) -> str:
        return "; ".join(f"{right.what}: {right.where}" for right in self.rights)


def shown_review(
    actor: Actor, review: AccessReview, at: datetime, only: Collection[int] | None = None
) -> list[ShownPerson]:
    """The people of a review, or these of them, by name; the number of queries does not grow with them."""
    people = people_of(review, at, only)
    grants = [asked.grant for person in people for asked in person.rights]
    known = known_places(actor, {grant.scope_id for grant in grants})
    names = names_in(review.customer_id, {grant.parent.holder_id for grant in grants if grant.parent})
    return [_person(actor, person, known, names) for person in people]


def shown_record(people: Sequence[ShownPerson]) -> list[ShownAnswer]:
    """Every right with its answer, one by one."""
    return [right for person in people for right in person.rights]


def _person(actor: Actor, person: Reviewed, known: Mapping[int, KnownPlace], names: Mapping[int, str]) -> ShownPerson:
    return ShownPerson(
        pk=person.user_id,
        name=person.name,
        email=person.email,
        tie=person.tie,
        tie_words=str(person.tie.label),
        tie_confirmed_at=person.tie_confirmed_at,
        rights=tuple(_answer(person, asked, known, names) for asked in person.rights),
        is_self=person.user_id == actor.user_id,
    )


def _answer(person: Reviewed, asked: Asked, known: Mapping[int, KnownPlace], names: Mapping[int, str]) -> ShownAnswer:
    grant, answer = asked.grant, asked.answer
    return ShownAnswer(
        pk=grant.pk,
        person=person.name,
        what=name_of(grant),
        where=place_name(known[grant.scope_id]),
        when=time_words(grant.from_at, grant.to_at),
        given_by=_giver(grant, names),
        answer=WAITS if answer is None else CONFIRMED if answer.confirmed else ENDED,
        answered_by=answer.by_label if answer else "",
        answered_at=answer.at if answer else None,
    )


def _giver(grant: Grant, names: Mapping[int, str]) -> str:
    """Who gave it, and from whose right where it was passed on; people as the customer calls them."""
    if grant.parent is None:
        return grant.given_label
    said = {"giver": grant.given_label, "holder": names.get(grant.parent.holder_id, "")}
    return _now("%(giver)s, from the right of %(holder)s") % said
