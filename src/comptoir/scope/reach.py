"""with_reach: every place that an actor's rights cover, loaded once, for who decides on many things.

A bulk action, an export or a job that asks `authorize` of each of its rows takes the reach before the first: one
query, whatever the number of rows. It says what was covered at that moment and belongs to the Actor, which no request
or job outlives: take it where you use it, never keep it.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeClosure


class _Everywhere(frozenset[int]):
    """What the operator's own capabilities cover: all there is, also what has no place."""

    __slots__ = ()

    def __contains__(self, place: object) -> bool:
        return True


EVERYWHERE: Set[int] = _Everywhere()


def with_reach(actor: Actor, *capabilities: str) -> Actor:
    """The same actor, for whom `check` and `authorize` of these capabilities ask the database no more; one query."""
    nodes = frozenset().union(*(actor.nodes(one) for one in capabilities if one not in actor.staff))
    return reaching(actor, capabilities, _below(nodes))


def reaching(actor: Actor, capabilities: Iterable[str], below: Mapping[int, Iterable[int]]) -> Actor:
    """The same with what lies below the actor's nodes already known; what is not known stays with the database."""
    reach = dict(actor.reach)
    covered: dict[frozenset[int], Set[int]] = {}  # capabilities that are held on the same places share one set
    for capability in capabilities:
        nodes = actor.nodes(capability)
        if capability in actor.staff:
            reach[capability] = EVERYWHERE
        elif nodes <= below.keys():
            if nodes not in covered:
                covered[nodes] = frozenset().union(*(below[node] for node in nodes))
            reach[capability] = covered[nodes]
    # A copy made by `replace` begins without a reach, so that none survives a change of rights.
    found = replace(actor)
    object.__setattr__(found, "reach", reach)
    return found


def _below(nodes: frozenset[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {node: [] for node in nodes}
    if nodes:
        rows = ScopeClosure.objects.filter(ancestor_id__in=nodes).values_list("ancestor_id", "descendant_id")
        for ancestor, descendant in rows.iterator(chunk_size=20_000):
            found[ancestor].append(descendant)
    return found
