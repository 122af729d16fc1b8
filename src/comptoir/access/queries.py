"""Who belongs to a customer and who holds what. The first argument is who asks.

Managers see kind, holder and an opaque label of a place; its name only who may see the data there (A-03).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils.functional import cached_property

from comptoir.access.capabilities import CUSTOMER_VIEW, PEOPLE_MANAGE
from comptoir.access.models import Grant, Membership, SeatHolding, User, UserKind
from comptoir.access.names import names_in
from comptoir.access.snapshot import live_grant_ids, live_grants
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeClosure, ScopeNode


@dataclass(frozen=True, slots=True)
class Place:
    """A place as someone may know it: its kind, and its name where they may see the data there."""

    id: int
    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class HeldRight:
    """One grant that lives, as the user administration shows it."""

    id: int
    profile: str
    capabilities: frozenset[str]
    is_narrowed: bool
    place: Place
    from_at: datetime
    to_at: datetime | None
    may_delegate: bool
    given_by: str
    passed_on_by: str
    sub_profile: str = ""
    order_limit_micro: int | None = None


@dataclass(frozen=True)
class Person:
    """One of a customer's people with what they hold there now."""

    user_id: int
    name: str
    email: str
    is_active: bool
    is_access_owner: bool
    has_signed_in: bool
    rights: tuple[HeldRight, ...]

    @cached_property
    def profiles(self) -> tuple[str, ...]:
        return tuple(sorted({right.profile for right in self.rights}))


def running(at: datetime) -> Q:
    """Rows with from_at and to_at that run at an instant."""
    return Q(from_at__lte=at) & (Q(to_at=None) | Q(to_at__gt=at))


def members(actor: Actor) -> "QuerySet[Membership]":
    """The people of the customer for whom `actor` acts, by name; none unless `actor` manages people."""
    if not actor.may(PEOPLE_MANAGE) or actor.customer_id is None:
        return Membership.objects.none()
    found = Membership.objects.filter(customer_id=actor.customer_id, to_at=None)
    return found.select_related("user").order_by("sort_name", "pk")


def once_members(actor: Actor) -> "QuerySet[Membership]":
    """The people who belong or ever belonged to the customer, the latest time first: for questions about the past."""
    if not actor.may(PEOPLE_MANAGE) or actor.customer_id is None:
        return Membership.objects.none()
    found = Membership.objects.filter(customer_id=actor.customer_id)
    return found.select_related("user").order_by(F("to_at").desc(nulls_first=True), "-pk")


def colleague(actor: Actor, email: str) -> Membership | None:
    """Who of the customer's people has this whole address; for anyone who belongs there (A-04)."""
    if actor.customer_id is None:
        return None
    found = Membership.objects.filter(customer_id=actor.customer_id, to_at=None, user__email=email.strip().lower())
    return found.select_related("user", "customer").first()


def people(actor: Actor, at: datetime, chosen: Iterable[Membership] | None = None) -> list[Person]:
    """Those of `members`, with what each holds now; five queries at most, whatever the number of people and rights."""
    found = list(members(actor).filter(user__kind=UserKind.PERSON) if chosen is None else chosen)
    if not found or actor.customer_id is None:
        return []
    owner = seat_holder(actor.customer_id, at)
    rights = _rights(actor, at, {member.user_id for member in found})
    return [
        Person(
            user_id=member.user_id,
            name=member.name,
            email=member.user.email,
            is_active=member.user.is_active,
            is_access_owner=owner is not None and owner.pk == member.user_id,
            has_signed_in=_came_in(member),
            rights=tuple(rights.get(member.user_id, ())),
        )
        for member in found
    ]


def _came_in(member: Membership) -> bool:
    """Since they belong here: whether an address was known elsewhere before is nobody's to learn."""
    last = member.user.last_login
    return last is not None and last >= member.from_at


def person(actor: Actor, at: datetime, user_id: int) -> Person:
    """One of them; raises Membership.DoesNotExist."""
    return people(actor, at, [members(actor).get(user_id=user_id)])[0]


def grants(actor: Actor, at: datetime) -> "QuerySet[Grant]":
    """Grants that run now, on places where `actor` manages people, of the customer for whom they act."""
    nodes = actor.nodes(PEOPLE_MANAGE)
    if not nodes or actor.customer_id is None:
        return Grant.objects.none()
    below = ScopeClosure.objects.filter(ancestor_id__in=nodes).values("descendant_id")
    found = Grant.objects.filter(running(at), customer_id=actor.customer_id, scope_id__in=below)
    related = ("holder", "customer", "scope", "given_by", "parent__holder", "sub_profile", "notice")
    return found.select_related(*related).order_by("pk")


def passed_on(actor: Actor, user_id: int, at: datetime) -> list[Grant]:
    """What others hold directly from the rights of one person, as far as `actor` may know; two queries.

    One's own may be known to anyone; those of others to who manages people there.
    """
    if actor.customer_id is None:
        return []
    found = Grant.objects.filter(customer_id=actor.customer_id) if user_id == actor.user_id else grants(actor, at)
    live = live_grant_ids(actor.customer_id, at)
    hanging = found.filter(running(at), parent__holder_id=user_id, pk__in=live)
    return list(hanging.select_related("holder", "scope", "sub_profile", "parent").order_by("pk"))


def own_grants(actor: Actor, at: datetime) -> list[Grant]:
    """The grants that `actor` holds in the customer for whom they act; two queries."""
    if actor.customer_id is None or actor.user_id is None:
        return []
    live = live_grant_ids(actor.customer_id, at)
    found = Grant.objects.filter(pk__in=live, holder_id=actor.user_id)
    return list(found.select_related("holder", "customer", "scope", "sub_profile", "parent__holder").order_by("pk"))


def hanging_from(grant: Grant, at: datetime) -> list[Grant]:
    """The grants that would end with this one: all that live below it, nearest first."""
    live = live_grant_ids(grant.customer_id, at)
    candidates = Grant.objects.filter(pk__in=live, parent__isnull=False) if live else Grant.objects.none()
    below: dict[int, list[Grant]] = {}
    for one in candidates.select_related("holder", "scope", "sub_profile").order_by("pk"):
        below.setdefault(one.parent_id or 0, []).append(one)
    found, level = [], [grant.pk]
    while level:
        next_ones = [one for pk in level for one in below.get(pk, ())]
        found += next_ones
        level = [one.pk for one in next_ones]
    return found


def seat_holder(customer_id: int | None, at: datetime) -> User | None:
    """Who holds the Access Owner's seat; all the customer's people may know (P-22)."""
    if customer_id is None:
        return None
    holdings = SeatHolding.objects.filter(running(at), seat__customer_id=customer_id)
    holding = holdings.select_related("holder").first()
    return holding.holder if holding else None


def contacts(actor: Actor, at: datetime) -> list[Person]:
    """Whom the customer's people can turn to: the Access Owner, or the Access Managers when there is none (P-22)."""
    if actor.customer_id is None:
        return []
    if owner := seat_holder(actor.customer_id, at):
        return [_contact(owner, is_access_owner=True)]
    live = live_grant_ids(actor.customer_id, at)
    managers = User.objects.filter(
        grants__pk__in=live, grants__profile="access_manager", is_active=True, kind=UserKind.PERSON
    )
    return [_contact(user, is_access_owner=False) for user in managers.distinct().order_by("name", "pk")]


def places(actor: Actor, capability: str, kinds: Iterable[str] = ()) -> "QuerySet[ScopeNode]":
    """The places where `actor` holds a capability; their labels are customer data."""
    below = ScopeClosure.objects.filter(ancestor_id__in=actor.nodes(capability)).values("descendant_id")
    found = ScopeNode.objects.filter(pk__in=below)
    return found.filter(kind__in=list(kinds)) if kinds else found


def named(actor: Actor, nodes: Iterable[ScopeNode]) -> Mapping[int, Place]:
    """Places as `actor` may know them; one query."""
    wanted = {node.pk: node for node in nodes}
    seen = set(places(actor, CUSTOMER_VIEW).filter(pk__in=wanted).values_list("pk", flat=True))
    return {pk: Place(pk, node.kind, node.label if pk in seen else "") for pk, node in wanted.items()}


def _rights(actor: Actor, at: datetime, holders: set[int]) -> dict[int, list[HeldRight]]:
    living = live_grants(actor.customer_id or 0, at)
    found = list(grants(actor, at).filter(holder_id__in=holders, pk__in=living))
    known = named(actor, (grant.scope for grant in found))
    sources = {grant.parent.holder_id for grant in found if grant.parent}
    names = names_in(actor.customer_id, sources)
    rights: dict[int, list[HeldRight]] = {}
    for grant in found:
        rights.setdefault(grant.holder_id, []).append(
            HeldRight(
                id=grant.pk,
                profile=grant.profile,
                capabilities=grant.held_capabilities,
                is_narrowed=bool(grant.capabilities),
                place=known[grant.scope_id],
                from_at=grant.from_at,
                to_at=grant.to_at,
                may_delegate=grant.may_delegate,
                given_by=grant.given_label,
                passed_on_by=names.get(grant.parent.holder_id, "") if grant.parent else "",
                sub_profile=grant.sub_profile.name if grant.sub_profile else "",
                order_limit_micro=grant.order_limit_micro,
            )
        )
    return rights


def _contact(user: User, *, is_access_owner: bool) -> Person:
    return Person(user.pk, user.name, user.email, user.is_active, is_access_owner, user.last_login is not None, ())
