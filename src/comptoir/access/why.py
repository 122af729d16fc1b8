"""why: who gave it, when, until when, under which clause; or what stands in the way (A-11).

For now or for any instant that has passed. The rule is the snapshot's own (chains.py). Places are named by id and
kind: whoever shows the answer adds the names that the reader may know (access/places.py).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models

from comptoir.access.capabilities import ACCESS_MANAGER, DATA, SERVICE_USER, STAFF_ROLES
from comptoir.access.chains import Link, Tree, Way, is_manager, ways_of
from comptoir.access.models import Grant, SeatHolding, User
from comptoir.access.names import name_in
from comptoir.access.queries import running
from comptoir.access.snapshot import rights_of
from comptoir.access.who_can import closed_capabilities
from comptoir.kernel.explanation import Explanation, Step, Value
from comptoir.scope.models import ScopeKind, ScopeNode
from comptoir.scope.place import place_of

MAY, MAY_NOT = "why.may", "why.may_not"
#: So many rights that do not reach are told at most; the first say enough.
MOST = 20


def why(user: User, capability: str, obj: models.Model, at: datetime, *, within: int | None = None) -> Explanation:
    """Why `user` holds `capability` on `obj` at an instant, or why not; the message is MAY or MAY_NOT.

    Steps of a way that lives: the seat or each right from the root on, with who gave it, when, until when and under
    which clause, then the places from the thing up to where the right was given. Values `grant`, `place` and `user`
    are ids. Otherwise a step for each thing that stands in the way. `within` is the customer whose people ask: of a
    thing that was another's then, its rights of then are the other's affair.
    """
    place = place_of(obj)
    node = ScopeNode.objects.filter(pk=place).first() if place is not None else None
    asked = _Asked(user, capability, node, Tree(at), within)
    if roles := asked.staff_roles():
        return asked.answer(MAY, [Step("why.staff", {"role": role}) for role in roles])
    if node is None or asked.company is None:
        return asked.answer(MAY_NOT, [Step("why_not.no_place")])
    if within is not None and asked.company != within:
        return asked.answer(MAY_NOT, [Step("why_not.other_company")])
    ways = ways_of(user.pk, asked.company, asked.tree)
    naming = [way for way in ways if capability in way.capabilities]
    barred = list(_barred(asked, ways))
    living = [way for way in naming if way.lives and asked.reaches(way)]
    if living and not barred:
        return asked.answer(MAY, [step for way in living for step in _told(way, node, asked)], ways=len(living))
    return asked.answer(MAY_NOT, [*barred, *_hindrances(naming, asked)] or [Step("why_not.no_right")])


def is_held(answer: Explanation) -> bool:
    """Whether an answer of `why` says yes."""
    return answer.message == MAY


@dataclass(slots=True)
class _Asked:
    """The question, and the places as they stood."""

    user: User
    capability: str
    node: ScopeNode | None
    tree: Tree
    within: int | None = None
    names: dict[int, str] = field(default_factory=dict)

    @property
    def company(self) -> int | None:
        return self.tree.customer_of(self.node) if self.node else None

    def reaches(self, way: Way) -> bool:
        """Whether the place of the right is that of the thing or above it; a seat's is all of its customer."""
        if self.node is None or way.grant is None:
            return self.node is not None
        return way.grant.scope_id in self.tree.above(self.node.pk)

    def staff_roles(self) -> list[str]:
        roles = rights_of(self.user.pk, self.tree.at).staff_roles
        return sorted(role for role in roles if self.capability in STAFF_ROLES.get(role, frozenset()))

    def called(self, user: User) -> str:
        """As the customer calls them; what is asked of once is remembered."""
        if user.pk not in self.names:
            self.names[user.pk] = name_in(self.within or self.company, user)
        return self.names[user.pk]

    def answer(self, message: str, steps: Iterable[Step], **more: Value) -> Explanation:
        said = {"person": self.called(self.user), "capability": self.capability, "at": self.tree.at, **more}
        return Explanation(message, said, tuple(steps))


def _barred(asked: _Asked, ways: list[Way]) -> Iterator[Step]:
    """What takes a capability away from every right at once."""
    if asked.capability in DATA and is_manager(ways):
        yield Step("why_not.manager", {"person": asked.called(asked.user)}, "GC 8.3")
    if asked.company is not None and asked.capability in closed_capabilities(asked.company, asked.tree.at):
        yield Step("why_not.closed", {}, "GC 2.2.2, 2.2.3")


def _told(way: Way, node: ScopeNode, asked: _Asked) -> Iterator[Step]:
    for link in way.links:
        if link.holding is not None:
            yield _seat_step(link.holding, asked)
        elif link.grant is not None:
            yield from _grant_steps(link.grant, asked)
    if way.grant is not None:
        for place in asked.tree.path(node, way.grant.scope_id):
            yield Step(f"why.place.{place.kind}", {"place": place.pk})


def _seat_step(holding: SeatHolding, asked: _Asked) -> Step:
    said: dict[str, Value] = {"person": asked.called(holding.holder), "user": holding.holder_id}
    said |= {"from_at": holding.from_at, "giver": holding.designated_by}
    if holding.seat.customer_id != asked.company:
        return Step("why.seat_of_group", said, "GC 9.1")
    return Step("why.seat", said, "GC 8.2")


def _grant_steps(grant: Grant, asked: _Asked) -> Iterator[Step]:
    """A right: its root where it hangs from the seat, who gave it to whom and when, where, until when."""
    clause = _clause(grant)
    if grant.parent_id is None:
        yield Step("why.from_seat", {"place": grant.scope_id}, "GC 8.2")
    said: dict[str, Value] = {
        "person": asked.called(grant.holder), "user": grant.holder_id,
        "giver": grant.given_label, "from_at": grant.from_at,
        "grant": grant.pk, "place": grant.scope_id,
    }  # fmt: skip
    if grant.sub_profile is not None:
        said["profile"] = grant.sub_profile.name
    yield Step(f"why.given.{grant.profile}", said, clause)
    if grant.to_at is not None:
        yield Step("why.until", {"to_at": grant.to_at, "grant": grant.pk})
    if grant.notice is not None:
        notice, noted_at = grant.notice, grant.notice.noted_at or grant.notice.given_at
        running_to: dict[str, Value] = {"company": notice.company_name, "noted_at": noted_at, "to_at": notice.to_at}
        yield Step("why.notice", running_to, "GC 9.2")


def _clause(grant: Grant) -> str:
    """Under which clause a right was given."""
    if grant.notice_id is not None:
        return "GC 9.2"
    if grant.parent_id is not None:
        return "GC 8.4"
    if grant.profile == SERVICE_USER:
        return "GC 8.5"
    if grant.scope.kind == ScopeKind.GROUP:
        return "GC 9.1"
    return "GC 8.3" if grant.profile == ACCESS_MANAGER or _gave_as_manager(grant) else "GC 8.2"


def _gave_as_manager(grant: Grant) -> bool:
    """Whether who gave it from the seat was not on it."""
    if grant.given_by_id is None:
        return False
    held = SeatHolding.objects.filter(running(grant.from_at), holder_id=grant.given_by_id)
    return not held.filter(seat__customer_id=grant.customer_id).exists()


def _hindrances(ways: list[Way], asked: _Asked) -> Iterator[Step]:
    """For each right that names the capability and does not count here, what stands in the way."""
    wanting = [way for way in ways if not (way.lives and asked.reaches(way))]
    for way in wanting[:MOST]:
        for link in way.links:
            yield from (_hindrance(name, link, asked) for name in link.fails)
        if not asked.reaches(way) and way.grant is not None:
            yield Step("why_not.elsewhere", {"grant": way.grant.pk, "place": way.grant.scope_id})
    if len(wanting) > MOST:
        yield Step("why_not.and_more", {"number": len(wanting) - MOST})


def _hindrance(name: str, link: Link, asked: _Asked) -> Step:
    if link.grant is None:
        holder, to_at = (link.holding.holder, link.holding.to_at) if link.holding else (None, None)
        said: dict[str, Value] = {"person": asked.called(holder) if holder else ""}
    else:
        to_at = link.grant.to_at
        said = {"person": asked.called(link.grant.holder), "grant": link.grant.pk, "place": link.grant.scope_id}
        said["from_at"] = link.grant.from_at
    if name == "runs" and to_at is not None:
        return Step("why_not.ran_until", {**said, "to_at": to_at})
    return Step(f"why_not.{name}", said, _CLAUSES.get(name))


_CLAUSES = {"not_stopped": "GC 2.2.4", "notice": "GC 9.2", "belongs": "GC 9.2"}
