"""How the tree was: for "why could I see this then?"."""

from datetime import datetime

from django.db.models import Q

from comptoir.scope.models import PastEdge, ScopeEdge


def ancestors_at(node_id: int, at: datetime) -> frozenset[int]:
    """The ids of all above a node at an instant, itself included; one query for each level."""
    began = Q(from_at=None) | Q(from_at__lte=at)
    found, level = {node_id}, {node_id}
    while level:
        still = ScopeEdge.objects.filter(began, child_id__in=level).values_list("parent_id", flat=True)
        ended = PastEdge.objects.filter(began, child_id__in=level, to_at__gt=at).values_list("parent_id", flat=True)
        level = set(still.union(ended)) - found
        found |= level
    return frozenset(found)
