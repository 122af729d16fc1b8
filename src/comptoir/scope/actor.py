"""Actor: who acts, for which customer, through which channel, with which rights. A plain value."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Channel(StrEnum):
    SESSION = "session"
    TOKEN = "token"
    DESK = "desk"
    THIRD_PARTY = "third_party"
    JOB = "job"
    COMMAND = "command"
    PREVIEW = "preview"  # sees as another would, and does nothing


#: A place that is none: a capability held there shows in the navigation, and reaches nothing (previews).
NOWHERE: frozenset[int] = frozenset({0})
_NOTHING: Mapping[str, frozenset[int]] = MappingProxyType({})
_NO_REACH: Mapping[str, Set[int]] = MappingProxyType({})
_NO_LIMITS: Mapping[int, int | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Actor:
    """A snapshot of rights, taken once per request.

    `grants` maps a capability to the scope nodes on which it is held, for `customer_id` only.
    `staff` are the operator's own capabilities: they reach every customer. `third_party` is the company of someone
    from outside who acts in the customer's name, empty for its own people (A-09). `order_limits` says for each node
    on which orders may be placed what one may cost at most, in millionths of a euro; None: no limit. `reach` holds,
    for a capability that `with_reach` was asked for, every place that it covers; a copy with other rights has none.
    `seen_as` is, in a preview, the person whose own lines count as own; `user_id` stays who looks. `own` are, for a
    capability, those of its nodes on which it is held as the user of a line and by no other right: there it reaches
    only the days on which the line was theirs (A-05).
    """

    label: str
    channel: Channel
    user_id: int | None = None
    customer_id: int | None = None
    grants: Mapping[str, frozenset[int]] = field(default_factory=lambda: _NOTHING)
    staff: frozenset[str] = frozenset()
    profiles: frozenset[str] = frozenset()
    taken_at: datetime | None = None
    third_party: str = ""
    order_limits: Mapping[int, int | None] = field(default_factory=lambda: _NO_LIMITS)
    seen_as: int | None = None
    own: Mapping[str, frozenset[int]] = field(default_factory=lambda: _NOTHING)
    reach: Mapping[str, Set[int]] = field(default_factory=lambda: _NO_REACH, init=False, repr=False, compare=False)

    def nodes(self, capability: str) -> frozenset[int]:
        return self.grants.get(capability, frozenset())

    def own_nodes(self, capability: str) -> frozenset[int]:
        """Where the capability is held as the user of a line, and by no other right on that place."""
        return self.nodes(capability) & self.own.get(capability, frozenset())

    def may(self, capability: str) -> bool:
        """Whether the capability is held anywhere at all; use it for navigation, never for data."""
        return capability in self.staff or bool(self.grants.get(capability))

    def reaches(self, capability: str) -> bool:
        """Whether the capability is held on any place that there is."""
        return capability in self.staff or bool(self.nodes(capability) - NOWHERE)

    @property
    def own_id(self) -> int | None:
        """Whose lines count as one's own: the actor's, or in a preview those of the person who is looked as."""
        return self.user_id if self.seen_as is None else self.seen_as

    def may_order(self, above: Iterable[int], amount_micro: int) -> bool:
        """Whether one order may cost so much on a place that lies below the nodes `above` (itself among them)."""
        limits = [self.order_limits[node] for node in above if node in self.order_limits]
        return any(limit is None or amount_micro <= limit for limit in limits)


def system(label: str, channel: Channel = Channel.JOB, *, staff: frozenset[str] = frozenset()) -> Actor:
    """The platform itself, as the author of what a job or a command does."""
    return Actor(label=label, channel=channel, staff=staff)
