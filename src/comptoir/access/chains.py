"""Every way by which someone might hold a right in a customer, link by link, with what holds of each and what does not.

The conditions are those of standing.py, the very ones that the snapshot joins, asked here by name; places are as they
stood at the instant (scope/history.py). For explanations and for the past: pages and actions ask snapshot.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from comptoir.access.capabilities import ACCESS_MANAGER, ACCESS_OWNER, bundle_of
from comptoir.access.models import Grant, SeatHolding
from comptoir.access.standing import conditions, seat_conditions
from comptoir.parties.models import Affiliation, PastAffiliation
from comptoir.scope.history import ancestors_at
from comptoir.scope.models import ScopeClosure, ScopeKind, ScopeNode

_OF_GRANT = conditions("g", "%(company)s")
_CHAINS = f"""
WITH RECURSIVE chain(leaf, id, parent_id, depth) AS (
    SELECT g.id, g.id, g.parent_id, 0 FROM access_grant g JOIN scope_scopenode n ON n.id = g.scope_id
    WHERE g.holder_id = %(user)s
      AND (g.customer_id = %(company)s OR (g.customer_id = %(parent)s AND n.kind = 'group'))
  UNION ALL
    SELECT chain.leaf, p.id, p.parent_id, chain.depth + 1 FROM chain JOIN access_grant p ON p.id = chain.parent_id
)
SELECT chain.leaf, g.id, {", ".join(_OF_GRANT.values())}
FROM chain JOIN access_grant g ON g.id = chain.id ORDER BY chain.leaf, chain.depth DESC
"""
_OF_SEAT = seat_conditions("h", "s", "%(company)s")
_SEATS = f"""
SELECT h.id, {", ".join(_OF_SEAT.values())}
FROM access_seatholding h JOIN access_seat s ON s.id = h.seat_id
WHERE h.holder_id = %(user)s AND s.customer_id IN (%(company)s, %(parent)s) ORDER BY h.id
"""
_NO_PARENT = -1


@dataclass(frozen=True, slots=True)
class Link:
    """One right in a chain, or the holding of a seat, and the names of the conditions that do not hold."""

    grant: Grant | None
    holding: SeatHolding | None
    fails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A chain from its root to what the person holds: from the seat, or by grants of which the last is theirs."""

    links: tuple[Link, ...]

    @property
    def lives(self) -> bool:
        return not any(link.fails for link in self.links)

    @property
    def grant(self) -> Grant | None:
        return self.links[-1].grant

    @property
    def profile(self) -> str:
        return self.grant.profile if self.grant else ACCESS_OWNER

    @property
    def capabilities(self) -> frozenset[str]:
        return self.grant.held_capabilities if self.grant else bundle_of(ACCESS_OWNER)


@dataclass(slots=True)
class Tree:
    """The places as they stood at one instant; what has been asked is remembered."""

    at: datetime
    _above: dict[int, frozenset[int]] = field(default_factory=dict)
    _owner: dict[int, int | None] = field(default_factory=dict)

    def above(self, node_id: int) -> frozenset[int]:
        """A place and all above it."""
        if node_id not in self._above:
            self._above[node_id] = ancestors_at(node_id, self.at)
        return self._above[node_id]

    def customer_of(self, node: ScopeNode) -> int | None:
        """Whose the place was: as it is noted now where nothing above it has changed, else the customer above it."""
        if node.pk not in self._owner:
            self._owner[node.pk] = self._customer_of(node)
        return self._owner[node.pk]

    def path(self, node: ScopeNode, top_id: int) -> list[ScopeNode]:
        """The places from `node` up to `top_id`, narrow to wide; only the first where it does not lie below."""
        between = {pk for pk in self.above(node.pk) if top_id in self.above(pk)}
        nodes = ScopeNode.objects.filter(pk__in=between | {node.pk})
        return sorted(nodes, key=lambda one: (-len(self.above(one.pk)), one.pk))

    def _customer_of(self, node: ScopeNode) -> int | None:
        above = self.above(node.pk)
        now = ScopeClosure.objects.filter(descendant=node).values_list("ancestor_id", flat=True)
        if above == set(now):
            return node.customer_ref
        then = ScopeNode.objects.filter(pk__in=above, kind=ScopeKind.CUSTOMER)
        return then.values_list("customer_ref", flat=True).first()


def ways_of(user_id: int, company_id: int, tree: Tree) -> list[Way]:
    """Every way, living or not, by which the person might hold something in a customer, seats first."""
    parent = parent_at(company_id, tree.at)
    asked = {"user": user_id, "company": company_id, "parent": parent if parent is not None else _NO_PARENT}
    return [*_by_seat(asked, tree.at), *_by_grant(asked, tree)]


def parent_at(company_id: int, at: datetime) -> int | None:
    """The customer that headed its group at an instant."""
    named = Q(named_at=None) | Q(named_at__lte=at)
    now = Affiliation.objects.filter(named, affiliate_id=company_id).values_list("parent_id", flat=True).first()
    if now is not None:
        return now
    past = PastAffiliation.objects.filter(named, affiliate_id=company_id, ended_at__gt=at)
    return past.values_list("parent_id", flat=True).first()


def is_manager(ways: Iterable[Way]) -> bool:
    """Whether one of the living ways makes the person a manager, who sees no data from anyone (A-03)."""
    return any(way.lives and way.profile == ACCESS_MANAGER for way in ways)


def _by_seat(asked: dict[str, int], at: datetime) -> Iterable[Way]:
    rows = _rows(_SEATS, asked, at)
    found = SeatHolding.objects.select_related("holder", "seat").in_bulk([row[0] for row in rows])
    for pk, *holds in rows:
        yield Way((Link(None, found[pk], _failing(_OF_SEAT, holds)),))


def _by_grant(asked: dict[str, int], tree: Tree) -> Iterable[Way]:
    rows = _rows(_CHAINS, asked, tree.at)
    loaded = Grant.objects.select_related("holder", "scope", "given_by", "notice", "sub_profile", "customer")
    found = loaded.in_bulk({row[1] for row in rows})
    chains: dict[int, list[Link]] = {}
    for leaf, pk, *holds in rows:
        links = chains.setdefault(leaf, [])
        grant = found[pk]
        fails = [*_failing(_OF_GRANT, holds), *_misplaced(grant, links[-1].grant if links else None, tree)]
        links.append(Link(grant, None, tuple(fails)))
    return [Way(tuple(links)) for links in chains.values()]


def _misplaced(grant: Grant, parent: Grant | None, tree: Tree) -> Iterable[str]:
    if tree.customer_of(grant.scope) != grant.customer_id:
        yield "own_place"
    if parent is not None and parent.scope_id not in tree.above(grant.scope_id):
        yield "inside"


def _failing(names: Iterable[str], holds: Iterable[Any]) -> tuple[str, ...]:
    return tuple(name for name, well in zip(names, holds, strict=True) if not well)


def _rows(sql: str, asked: dict[str, int], at: datetime) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        instant = connection.ops.adapt_datetimefield_value(at)
        cursor.execute(sql, {"at": instant, "history": True, **asked})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
