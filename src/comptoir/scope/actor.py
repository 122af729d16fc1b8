"""Actor: who acts, for which customer, through which channel, with which rights. A plain value."""

from collections.abc import Mapping
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


_NOTHING: Mapping[str, frozenset[int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Actor:
    """A snapshot of rights, taken once per request.

    `grants` maps a capability to the scope nodes on which it is held, for `customer_id` only.
    `staff` are the operator's own capabilities: they reach every customer.
    """

    label: str
    channel: Channel
    user_id: int | None = None
    customer_id: int | None = None
    grants: Mapping[str, frozenset[int]] = field(default_factory=lambda: _NOTHING)
    staff: frozenset[str] = frozenset()
    profiles: frozenset[str] = frozenset()
    taken_at: datetime | None = None

    def nodes(self, capability: str) -> frozenset[int]:
        return self.grants.get(capability, frozenset())

    def may(self, capability: str) -> bool:
        """Whether the capability is held anywhere at all; use it for navigation, never for data."""
        return capability in self.staff or bool(self.grants.get(capability))


def system(label: str, channel: Channel = Channel.JOB, *, staff: frozenset[str] = frozenset()) -> Actor:
    """The platform itself, as the author of what a job or a command does."""
    return Actor(label=label, channel=channel, staff=staff)
