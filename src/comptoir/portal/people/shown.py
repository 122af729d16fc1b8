"""People and their rights, ready for a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from comptoir.access.capabilities import bundle_of
from comptoir.access.held import grants_of
from comptoir.access.models import Grant
from comptoir.access.names import names_in
from comptoir.access.places import KnownPlace, known_places
from comptoir.access.queries import HeldRight, Person
from comptoir.access.snapshot import Held, rights_of
from comptoir.kernel.clock import brussels_date
from comptoir.portal.people.what import name_of
from comptoir.portal.people.words import abilities, place_name, profile_name, profile_sentence, time_words
from comptoir.scope.actor import Actor
from comptoir.web import formats

#: Among the profiles: someone who holds no right.
NONE = "none"


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
    profile: str = ""
    kind: str = ""
    to_at: datetime | None = None
    limit: str = ""


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

    @property
    def profiles(self) -> frozenset[str]:
        own = {"access_owner"} if self.is_access_owner else set()
        return frozenset({right.profile for right in self.rights} | own) or frozenset({NONE})

    @property
    def kinds(self) -> frozenset[str]:
        own = {"customer"} if self.is_access_owner else set()
        return frozenset({right.kind for right in self.rights} | own)

    @property
    def ends_on(self) -> date | None:
        """The last day of the first of their rights that ends by itself."""
        ends = [right.to_at for right in self.rights if right.to_at is not None]
        return brussels_date(min(ends) - timedelta(microseconds=1)) if ends else None


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


@dataclass(frozen=True, slots=True)
class ShownGrant:
    """Who holds what, where: one line."""

    id: int
    holder_id: int
    who: str
    what: str
    where: str
    when: str


def shown_grants(actor: Actor, grants: Iterable[Grant]) -> list[ShownGrant]:
    """Rights of several people in words; the number of queries does not grow with them."""
    found = list(grants)
    known = known_places(actor, {grant.scope_id for grant in found})
    names = names_in(actor.customer_id, (grant.holder_id for grant in found))
    return [
        ShownGrant(
            grant.pk,
            grant.holder_id,
            names.get(grant.holder_id) or str(grant.holder),
            name_of(grant),
            place_name(known[grant.scope_id]),
            time_words(grant.from_at, grant.to_at),
        )
        for grant in found
    ]


def _shown(right: HeldRight, known: Mapping[int, KnownPlace]) -> ShownRight:
    limit = right.order_limit_micro
    return ShownRight(
        id=right.id,
        what=right.sub_profile or profile_name(right.profile),
        sentence=profile_sentence(right.profile),
        where=place_name(known[right.place.id]),
        when=time_words(right.from_at, right.to_at),
        given_by=right.passed_on_by or right.given_by,
        abilities=tuple(abilities(right.capabilities)),
        may_delegate=right.may_delegate,
        profile=right.profile,
        kind=right.place.kind,
        to_at=right.to_at,
        limit=formats.micro(limit) if limit is not None else "",
    )


def own_rights(actor: Actor, at: datetime) -> list[ShownRight]:
    """What the actor holds in the customer for whom they act, in words."""
    if actor.own_id is None or actor.customer_id is None:
        return []
    held = rights_of(actor.own_id, at).held.get(actor.customer_id, ())
    known = known_places(actor, {one.node_id for one in held})
    grants = grants_of(actor.own_id, [one.grant_id for one in held if one.grant_id is not None])
    return [_own(one, known[one.node_id], grants.get(one.grant_id or 0)) for one in held]


def _own(held: Held, place: KnownPlace, grant: Grant | None) -> ShownRight:
    """One right of one's own; without a grant it is the seat's."""
    limit = held.order_limit_micro
    return ShownRight(
        id=held.grant_id or 0,
        what=name_of(grant) if grant else profile_name(held.profile),
        sentence=profile_sentence(held.profile),
        where=place_name(place),
        when=time_words(grant.from_at, grant.to_at) if grant else "",
        given_by=grant.given_label if grant else "",
        abilities=tuple(abilities(bundle_of(held.profile, held.capabilities))),
        may_delegate=bool(grant and grant.may_delegate),
        profile=held.profile,
        kind=place.kind,
        to_at=grant.to_at if grant else None,
        limit=formats.micro(limit) if limit is not None else "",
    )
