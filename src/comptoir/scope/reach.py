"""with_reach: every place that an actor's rights cover, loaded once, for who decides on many things.

A bulk action, an export or a job that asks `authorize` of each of its rows takes the reach before the first: one
query, whatever the number of rows. It says what was covered at that moment and belongs to the Actor, which no request
or job outlives: take it where you use it, never keep it.
"""

from collections.abc import Set
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
    held = {one: actor.nodes(one) for one in capabilities if one not in actor.staff}
    below = _below(frozenset().union(*held.values()))
    # One set for all capabilities that are held on the same places.
    covered = {nodes: frozenset().union(*(below[node] for node in nodes)) for nodes in set(held.values())}
    reach: dict[str, Set[int]] = dict.fromkeys(capabilities, EVERYWHERE)
    reach |= {one: covered[nodes] for one, nodes in held.items()}
    return replace(actor, reach={**actor.reach, **reach})


def _below(nodes: frozenset[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {node: [] for node in nodes}
    if nodes:
        rows = ScopeClosure.objects.filter(ancestor_id__in=nodes).values_list("ancestor_id", "descendant_id")
        for ancestor, descendant in rows.iterator(chunk_size=20_000):
            found[ancestor].append(descendant)
    return found
