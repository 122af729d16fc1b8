"""Which grants live: a grant does while its own days run and every source above it lives, up to a live root.

The root is the Access Owner's seat (or the customer, when there is none); a vacancy ends nothing (A-07). The same
rule serves an actor's snapshot and the questions about who can do what.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from comptoir.access.capabilities import DATA, MANAGER, PROFILES


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """What of a grant decides: a plain value, one row of the one query."""

    id: int
    holder_id: int
    customer_id: int
    profile: str
    capabilities: frozenset[str]
    scope_id: int
    parent_id: int | None
    from_at: datetime
    to_at: datetime | None

    def runs_at(self, at: datetime) -> bool:
        return self.from_at <= at and (self.to_at is None or at < self.to_at)


def live_grants(grants: Mapping[int, GrantFacts], at: datetime) -> list[GrantFacts]:
    """The grants that live at an instant, of a set that holds every source of each."""
    known: dict[int, bool] = {}

    def lives(pk: int) -> bool:
        if pk not in known:
            known[pk] = False  # a cycle has no root and never lives
            grant = grants.get(pk)
            known[pk] = (
                bool(grant)
                and grant.runs_at(at)
                and (  # type: ignore[union-attr]
                    grant.parent_id is None or lives(grant.parent_id)  # type: ignore[union-attr]
                )
            )
        return known[pk]

    return [grant for pk, grant in grants.items() if lives(pk)]


def capabilities_of(profile: str, chosen: Iterable[str]) -> frozenset[str]:
    """What a profile brings, narrowed to `chosen` where a grant names its own."""
    own = frozenset(chosen)
    bundle = PROFILES.get(profile, frozenset())
    return own or bundle


def without_data_for_managers(held: Mapping[str, set[int]], *, owns_seat: bool) -> dict[str, frozenset[int]]:
    """Whoever holds a manager role can hold no data capability, from anyone (A-03); the seat itself may."""
    manages = any(capability in MANAGER for capability in held)
    return {
        capability: frozenset(nodes)
        for capability, nodes in held.items()
        if owns_seat or not manages or capability not in DATA
    }
