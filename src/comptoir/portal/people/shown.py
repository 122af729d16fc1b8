"""People and their rights, ready for a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comptoir.access.capabilities import bundle_of
from comptoir.access.models import Grant
from comptoir.access.places import KnownPlace, known_places
from comptoir.access.queries import HeldRight, Person
from comptoir.access.snapshot import rights_of
from comptoir.portal.people.words import abilities, place_name, profile_name, profile_sentence, time_words
from comptoir.scope.actor import Actor


@dataclass(frozen=True, slots=True)
class ShownRight:
    """One right in words."""

    id: int
    what: str
    sentence: str
    where: str
    when: str
    given_by: str
    abilities: tuple[str, ...]
    may_delegate: bool


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """One person with rights in words."""

    id: int
    name: str
    email: str
    is_access_owner: bool
    has_signed_in: bool
    rights: tuple[ShownRight, ...]

    @property
    def pk(self) -> int:
        return self.id

    @property
    def holding(self) -> str:
        """Everything held, in one line; for searching and sorting."""
        own = [_("Access Owner")] if self.is_access_owner else []
        return "; ".join([*own, *(f"{right.what}: {right.where}" for right in self.rights)])


def shown_people(actor: Actor, found: Iterable[Person]) -> list[ShownPerson]:
    """People with their rights in words; the number of queries does not grow with them."""
    people = list(found)
    known = known_places(actor, {right.place.id for person in people for right in person.rights})
    return [
        ShownPerson(
            person.user_id,
            person.name,
            person.email,
            person.is_access_owner,
            person.has_signed_in,
            tuple(_shown(right, known) for right in person.rights),
        )
        for person in people
    ]


def shown_grants(actor: Actor, grants: Iterable[Grant]) -> list[tuple[str, str]]:
    """(who, what and where) of rights that would end."""
    found = list(grants)
    known = known_places(actor, {grant.scope_id for grant in found})
    return [
        (
            str(grant.holder),
            _("%(what)s: %(where)s")
            % {"what": profile_name(grant.profile), "where": place_name(known[grant.scope_id])},
        )
        for grant in found
    ]


def in_words(profile: str, place: KnownPlace, from_at: datetime, to_at: datetime | None) -> dict[str, str]:
    """A right that is to be given, in words."""
    return {
        "what": profile_name(profile),
        "sentence": profile_sentence(profile),
        "where": place_name(place),
        "when": time_words(from_at, to_at),
    }


def _shown(right: HeldRight, known: Mapping[int, KnownPlace]) -> ShownRight:
    return ShownRight(
        id=right.id,
        what=profile_name(right.profile),
        sentence=profile_sentence(right.profile),
        where=place_name(known[right.place.id]),
        when=time_words(right.from_at, right.to_at),
        given_by=right.passed_on_by or right.given_by,
        abilities=tuple(abilities(right.capabilities)),
        may_delegate=right.may_delegate,
    )


def own_rights(actor: Actor, at: datetime) -> list[ShownRight]:
    """What the actor holds in the customer for whom they act, in words."""
    if actor.user_id is None or actor.customer_id is None:
        return []
    held = rights_of(actor.user_id, at).held.get(actor.customer_id, ())
    known = known_places(actor, {one.node_id for one in held})
    return [
        ShownRight(
            id=0,
            what=profile_name(one.profile),
            sentence=profile_sentence(one.profile),
            where=place_name(known[one.node_id]),
            when="",
            given_by="",
            abilities=tuple(abilities(bundle_of(one.profile, one.capabilities))),
            may_delegate=False,
        )
        for one in held
    ]
