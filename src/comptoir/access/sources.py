"""Which grants live: each while its own days run and every source above it lives, up to a live root.

The root is the Access Owner's seat (or the customer, when there is none); a vacancy ends nothing (A-07). The
snapshot of one person says the same in SQL; tests hold the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Link:
    """What of a grant decides whether it lives."""

    parent_id: int | None
    from_at: datetime
    to_at: datetime | None

    def runs_at(self, at: datetime) -> bool:
        return self.from_at <= at and (self.to_at is None or at < self.to_at)


def live_ids(links: Mapping[int, Link], at: datetime) -> frozenset[int]:
    """The grants that live at an instant, of a set that holds every source that may still run."""
    known: dict[int, bool] = {}
    for start in links:
        path: list[int] = []
        current: int | None = start
        while current is not None and current not in known and current not in path:
            path.append(current)
            link = links.get(current)
            current = link.parent_id if link and link.runs_at(at) else -1
        # Above the path stands the root, something already judged, or an end: a stranger or a circle has no root.
        alive = current is None or known.get(current, False)
        for pk in reversed(path):
            link = links.get(pk)
            alive = alive and link is not None and link.runs_at(at)
            known[pk] = alive
    return frozenset(pk for pk, alive in known.items() if alive)
