"""Verbs on the tree: add nodes, hang them, keep the closure true and what was before."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from comptoir.scope.models import PastEdge, ScopeClosure, ScopeEdge, ScopeKind, ScopeNode

BATCH = 2_000


@transaction.atomic
def add_node(
    *, kind: ScopeKind, label: str, customer_ref: int | None, at: datetime, parents: Sequence[ScopeNode] = ()
) -> ScopeNode:
    """Adds one node below `parents` (none: a root) and its closure rows."""
    node = ScopeNode.objects.create(kind=kind, label=label, customer_ref=customer_ref)
    ScopeEdge.objects.bulk_create([ScopeEdge(child=node, parent=parent, from_at=at) for parent in parents])
    _rebuild([node.pk])
    return node


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
    ScopeClosure.objects.bulk_create(
        [ScopeClosure(ancestor_id=a, descendant_id=d) for a, d in sorted(closure)], batch_size=BATCH
    )
    return saved


@transaction.atomic
def hang(node: ScopeNode, parents: Iterable[ScopeNode], *, at: datetime) -> None:
    """Gives `node` exactly these parents from now on; what lies below it moves along. Raises ValueError on a cycle."""
    wanted = {parent.pk for parent in parents}
    below = set(ScopeClosure.objects.filter(ancestor=node).values_list("descendant_id", flat=True))
    if wanted & below:
        raise ValueError("A node cannot hang below itself.")
    _unhang(node, wanted, at)
    present = set(node.edges_up.values_list("parent_id", flat=True))
    ScopeEdge.objects.bulk_create([ScopeEdge(child=node, parent_id=pk, from_at=at) for pk in wanted - present])
    _rebuild(sorted(below))


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


def _rebuild(nodes: Sequence[int]) -> None:
    """Computes the closure of `nodes` anew from the edges, parents before children."""
    members = set(nodes)
    edges = list(ScopeEdge.objects.filter(child_id__in=members).values_list("child_id", "parent_id"))
    outside = _ancestors_of({parent for _, parent in edges if parent not in members})
    done: dict[int, set[int]] = dict(outside)
    parents: dict[int, list[int]] = {pk: [] for pk in members}
    for child, parent in edges:
        parents[child].append(parent)

    def ancestors(pk: int) -> set[int]:
        if pk not in done:
            done[pk] = {pk}.union(*(ancestors(parent) for parent in parents[pk]))
        return done[pk]

    ScopeClosure.objects.filter(descendant_id__in=members).delete()
    rows = [ScopeClosure(ancestor_id=above, descendant_id=pk) for pk in nodes for above in sorted(ancestors(pk))]
    ScopeClosure.objects.bulk_create(rows, batch_size=BATCH)
