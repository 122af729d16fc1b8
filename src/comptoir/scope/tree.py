"""Verbs on the tree: add nodes, hang them, keep the closure true and what was before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from comptoir.scope.models import PastEdge, ScopeClosure, ScopeEdge, ScopeKind, ScopeNode, WideClosure

BATCH = 2_000

_BELOW = "(SELECT descendant_id FROM scope_scopeclosure WHERE ancestor_id = %(node)s)"
# Of a place that hangs elsewhere now: what is below it stays below it, whatever is above all of that is found anew.
_HANG = (
    f"DELETE FROM scope_wideclosure WHERE descendant_id IN {_BELOW} AND ancestor_id NOT IN {_BELOW}",
    f"DELETE FROM scope_scopeclosure WHERE descendant_id IN {_BELOW} AND ancestor_id NOT IN {_BELOW}",
    f"""
    INSERT INTO scope_scopeclosure (ancestor_id, descendant_id)
    SELECT DISTINCT up.ancestor_id, down.descendant_id
    FROM scope_scopeclosure inside
    JOIN scope_scopeedge e ON e.child_id = inside.descendant_id
    JOIN scope_scopeclosure up ON up.descendant_id = e.parent_id
    JOIN scope_scopeclosure down ON down.ancestor_id = e.child_id
    WHERE inside.ancestor_id = %(node)s AND e.parent_id NOT IN {_BELOW}
    """,
    f"""
    INSERT INTO scope_wideclosure (ancestor_id, kind, descendant_id)
    SELECT k.ancestor_id, n.kind, n.id
    FROM scope_scopenode n JOIN scope_scopeclosure k ON k.descendant_id = n.id
    WHERE n.kind <> 'line' AND n.id IN {_BELOW} AND k.ancestor_id NOT IN {_BELOW}
    """,
)


@transaction.atomic
def add_node(
    *, kind: ScopeKind, label: str, customer_ref: int | None, at: datetime, parents: Sequence[ScopeNode] = ()
) -> ScopeNode:
    """Adds one node below `parents` (none: a root) and its closure rows."""
    node = ScopeNode(kind=kind, label=label, customer_ref=customer_ref)
    return add_leaves([node], [[parent.pk for parent in parents]], at=at)[0]


@transaction.atomic
def add_leaves(nodes: Sequence[ScopeNode], parents: Sequence[Sequence[int]], *, at: datetime) -> list[ScopeNode]:
    """Adds many leaves at once: `parents[i]` are the ids of the parents of `nodes[i]`."""
    saved = ScopeNode.objects.bulk_create(nodes, batch_size=BATCH)
    pairs = [(node.pk, parent) for node, above in zip(saved, parents, strict=True) for parent in above]
    edges = [ScopeEdge(child_id=child, parent_id=parent, from_at=at) for child, parent in pairs]
    ScopeEdge.objects.bulk_create(edges, batch_size=BATCH)
    ancestors = _ancestors_of({parent for _, parent in pairs})
    closure = {(node.pk, node.pk) for node in saved}
    for child, parent in pairs:
        closure.update((ancestor, child) for ancestor in ancestors[parent])
    _save(sorted(closure), {node.pk: node.kind for node in saved})
    return saved


@transaction.atomic
def hang(node: ScopeNode, parents: Iterable[ScopeNode], *, at: datetime) -> None:
    """Gives `node` exactly these parents from now on; what lies below it moves along. Raises ValueError on a cycle."""
    wanted = {parent.pk for parent in parents}
    if ScopeClosure.objects.filter(ancestor=node, descendant_id__in=wanted).exists():
        raise ValueError("A node cannot hang below itself.")
    _unhang(node, wanted, at)
    present = set(node.edges_up.values_list("parent_id", flat=True))
    ScopeEdge.objects.bulk_create([ScopeEdge(child=node, parent_id=pk, from_at=at) for pk in wanted - present])
    with connection.cursor() as cursor:
        for statement in _HANG:
            cursor.execute(statement, {"node": node.pk})


def _save(closure: Iterable[tuple[int, int]], kinds: Mapping[int, str]) -> None:
    pairs = list(closure)
    rows = [ScopeClosure(ancestor_id=above, descendant_id=pk) for above, pk in pairs]
    ScopeClosure.objects.bulk_create(rows, batch_size=BATCH)
    wide = [
        WideClosure(ancestor_id=above, kind=kinds[pk], descendant_id=pk)
        for above, pk in pairs
        if kinds[pk] != ScopeKind.LINE
    ]
    WideClosure.objects.bulk_create(wide, batch_size=BATCH)


def _unhang(node: ScopeNode, kept: set[int], at: datetime) -> None:
    """Ends the edges to all other parents, and keeps how long each lasted."""
    ending = node.edges_up.exclude(parent_id__in=kept)
    PastEdge.objects.bulk_create(
        PastEdge(child=node, parent_id=edge.parent_id, from_at=edge.from_at, to_at=at)
        for edge in ending
        if edge.from_at is None or edge.from_at < at
    )
    ending.delete()


def _ancestors_of(nodes: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {pk: set() for pk in nodes}
    rows = ScopeClosure.objects.filter(descendant_id__in=nodes).values_list("descendant_id", "ancestor_id")
    for descendant, ancestor in rows:
        found[descendant].add(ancestor)
    return found
