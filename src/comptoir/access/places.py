"""The places of a customer as someone who gives rights may know them.

Whoever sees the customer's data sees names. An Access Manager sees a kind and a number that says nothing
("Billing account 3"): the same for everyone, in the order in which the places were made (A-03).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from comptoir.access.capabilities import DATA, RIGHTS_GIVE
from comptoir.access.queries import places
from comptoir.parties.models import BillingAccount, CostCentre, CustomerAccount
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeClosure, ScopeEdge, ScopeKind, ScopeNode


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place: its kind, its number among its kind, its name for who may see the data there, its depth in the tree."""

    id: int
    kind: str
    number: int
    name: str = ""
    depth: int = 0


def known_places(actor: Actor, nodes: Iterable[int]) -> Mapping[int, KnownPlace]:
    """Places as `actor` may know them; at most six queries, whatever their number."""
    wanted = set(nodes)
    if not wanted:
        return {}
    rows = list(ScopeNode.objects.filter(pk__in=wanted))
    names = _names(actor, wanted)
    # A line with its number is called by it; counting all lines would be for nothing.
    numbers = _numbers(row for row in rows if row.kind != ScopeKind.LINE or row.pk not in names)
    return {row.pk: KnownPlace(row.pk, row.kind, numbers.get(row.pk, 1), names.get(row.pk, "")) for row in rows}


def places_to_give(actor: Actor) -> list[KnownPlace]:
    """Where `actor` may give rights, but for single lines: a tree, each place below the one it belongs to."""
    return _tree(actor, places(actor, RIGHTS_GIVE).filter(customer_ref=actor.customer_id))


def places_below(actor: Actor, node_id: int) -> list[KnownPlace]:
    """A place with those below it, but for single lines, as a tree; for who passes on a right on it."""
    below = ScopeClosure.objects.filter(ancestor_id=node_id).values("descendant_id")
    return _tree(actor, ScopeNode.objects.filter(pk__in=below, customer_ref=actor.customer_id))


def place_below(above: int, node_id: int) -> ScopeNode:
    """A place that lies on or below another; raises ScopeNode.DoesNotExist."""
    return ScopeNode.objects.get(pk=node_id, closure_up__ancestor_id=above)


def _tree(actor: Actor, own: "QuerySet[ScopeNode]") -> list[KnownPlace]:
    known = known_places(actor, own.exclude(kind=ScopeKind.LINE).values_list("pk", flat=True))
    edges = ScopeEdge.objects.filter(child_id__in=known, parent_id__in=known).values_list("parent_id", "child_id")
    below: dict[int, list[int]] = {}
    for parent, child in edges:
        below.setdefault(parent, []).append(child)
    children = {child for found in below.values() for child in found}
    roots = [pk for pk in known if pk not in children]
    return list(_walk(roots, below, known, 0))


def place_to_give(actor: Actor, node_id: int) -> ScopeNode:
    """One place where `actor` may give rights; raises ScopeNode.DoesNotExist."""
    return places(actor, RIGHTS_GIVE).filter(customer_ref=actor.customer_id).get(pk=node_id)


def line_place(actor: Actor, number: int) -> ScopeNode | None:
    """The line of that number, as `known_places` numbers them; none where there is none to give on."""
    lines = ScopeNode.objects.filter(customer_ref=actor.customer_id, kind=ScopeKind.LINE).order_by("pk")
    found = lines[number - 1 : number].first() if number > 0 else None
    if found is None or not places(actor, RIGHTS_GIVE).filter(pk=found.pk).exists():
        return None
    return found


def lines_below(actor: Actor, node_id: int) -> int | None:
    """How many lines a right on a place reaches today; none for who may not know."""
    if not places_seen(actor).filter(pk=node_id).exists():
        return None
    return ScopeClosure.objects.filter(ancestor_id=node_id, descendant__kind=ScopeKind.LINE).count()


def _walk(
    level: Iterable[int], below: Mapping[int, list[int]], known: Mapping[int, KnownPlace], depth: int
) -> Iterable[KnownPlace]:
    for pk in sorted(level, key=lambda one: (list(ScopeKind).index(ScopeKind(known[one].kind)), known[one].number)):
        yield replace(known[pk], depth=depth)
        yield from _walk(below.get(pk, ()), below, known, depth + 1)


def _numbers(rows: Iterable[ScopeNode]) -> dict[int, int]:
    """The number of each place among all those of its kind and customer, as they were made; one query."""
    wanted = {row.pk: (row.customer_ref, row.kind) for row in rows}
    if not wanted:
        return {}
    owners, kinds = {owner for owner, _ in wanted.values()}, {kind for _, kind in wanted.values()}
    alike = ScopeNode.objects.filter(customer_ref__in=owners, kind__in=kinds, pk__lte=max(wanted)).order_by("pk")
    counted: dict[tuple[int | None, str], int] = {}
    numbers = {}
    for pk, owner, kind in alike.values_list("pk", "customer_ref", "kind"):
        counted[owner, kind] = counted.get((owner, kind), 0) + 1
        if pk in wanted:
            numbers[pk] = counted[owner, kind]
    return numbers


def _names(actor: Actor, nodes: set[int]) -> dict[int, str]:
    """Names of those places where `actor` may see data of some kind; four queries."""
    names = dict(places_seen(actor).filter(pk__in=nodes).values_list("pk", "label"))
    for model in (CustomerAccount, BillingAccount, CostCentre):
        rows = model.objects.filter(scope_id__in=list(names)).values_list("scope_id", "code", "name")
        names |= {node: f"{name} ({code})" for node, code, name in rows}
    return names


def places_seen(actor: Actor) -> "QuerySet[ScopeNode]":
    """The places where `actor` holds any data capability: those whose names they may know."""
    nodes = {node for capability in DATA for node in actor.nodes(capability)}
    below = ScopeClosure.objects.filter(ancestor_id__in=nodes).values("descendant_id")
    return ScopeNode.objects.filter(pk__in=below)
