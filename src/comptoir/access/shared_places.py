"""The places that two sets of rights share: never more than either reaches."""

from collections.abc import Iterable

from comptoir.scope.models import ScopeClosure, ScopeKind, ScopeNode

#: Kinds of places on which a right shows whole lines, on all their days; one on an account shows what was used on it.
_LINE_BY_LINE = frozenset({ScopeKind.GROUP, ScopeKind.CUSTOMER, ScopeKind.COST_CENTRE, ScopeKind.SITE, ScopeKind.LINE})


class SharedPlaces:
    """How the places of two people lie to each other; two queries, and one for each pair that only lines share."""

    def __init__(self, sets: Iterable[frozenset[int]]) -> None:
        nodes = frozenset().union(*sets)
        rows = ScopeClosure.objects.filter(ancestor_id__in=nodes, descendant_id__in=nodes)
        self._above: dict[int, set[int]] = {node: set() for node in nodes}
        for above, below in rows.values_list("ancestor_id", "descendant_id"):
            self._above[below].add(above)
        self._kinds = dict(ScopeNode.objects.filter(pk__in=nodes).values_list("pk", "kind"))
        self._known: dict[tuple[frozenset[int], frozenset[int]], frozenset[int]] = {}

    def both(self, theirs: frozenset[int], own: frozenset[int]) -> frozenset[int]:
        """The places below one of `theirs` and one of `own`; never more than `own` reaches."""
        if not theirs or not own:
            return frozenset()
        if (theirs, own) not in self._known:
            self._known[theirs, own] = self._both(theirs, own)
        return self._known[theirs, own]

    def _both(self, theirs: frozenset[int], own: frozenset[int]) -> frozenset[int]:
        narrower = {node for node in own if self._above[node] & theirs}
        wider = {node for node in theirs if self._reaches(own, node)}
        apart = theirs - wider - narrower
        beside = {node for node in own if self._kinds.get(node) in _LINE_BY_LINE} - narrower
        return frozenset(narrower | wider | self._crossing(apart, beside))

    def _reaches(self, own: frozenset[int], node: int) -> bool:
        above = self._above[node] & own
        if self._kinds.get(node) != ScopeKind.LINE:
            return bool(above)
        return any(self._kinds.get(one) in _LINE_BY_LINE for one in above)

    def _crossing(self, theirs: Iterable[int], own: Iterable[int]) -> set[int]:
        """What hangs from both without one lying below the other: lines of an account and of a cost centre."""
        mine = ScopeClosure.objects.filter(ancestor_id__in=list(own)).values("descendant_id")
        rows = ScopeClosure.objects.filter(ancestor_id__in=list(theirs), descendant_id__in=mine)
        return set(rows.values_list("descendant_id", flat=True))
