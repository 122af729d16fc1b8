"""What the registration form says of the contract: that access is free, and which general conditions are accepted."""

from dataclasses import dataclass
from datetime import datetime

from comptoir.kernel.clock import brussels_date
from comptoir.scope.contract import terms_on


@dataclass(frozen=True, slots=True)
class ConditionsInForce:
    """The version that is accepted, and where it can be read."""

    version: str
    url: str = ""


def access_is_free(at: datetime) -> bool:
    """Whether access to the portal costs nothing (P-19; GC 7; portal.access_price)."""
    return terms_on(brussels_date(at))["portal.access_price"].amount.amount == 0


def conditions_in_force(at: datetime) -> ConditionsInForce:
    """The general conditions that a registration accepts at an instant (GC 3)."""
    return ConditionsInForce(version=brussels_date(at).isoformat())
