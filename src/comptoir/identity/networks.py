"""Networks from which nobody is let in (P-09; GC 2.2.4): asked at each request, so kept for a moment."""

import ipaddress
import time
from collections.abc import Iterable
from typing import Any

from comptoir.access.models import BlockedAddress

#: How long a process goes on with what it has read, in seconds: so late at most does a block reach it.
MOMENT = 5.0
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_kept: tuple[float, tuple[_Network, ...]] | None = None


def is_blocked(address: str) -> bool:
    """Whether an address lies in a blocked network. An address written as IPv6 for an IPv4 one is that one."""
    blocked = _networks()
    if not blocked or not address:
        return False
    try:
        found: Any = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found.version == network.version and found in network for network in blocked)


def forget() -> None:
    """Reads anew at the next question."""
    global _kept
    _kept = None


def take(networks: Iterable[str]) -> tuple[_Network, ...]:
    """From now on, and for a moment, these are the ones that are blocked."""
    global _kept
    _kept = (time.monotonic(), tuple(ipaddress.ip_network(network, strict=False) for network in networks))
    return _kept[1]


def _networks() -> tuple[_Network, ...]:
    if _kept is not None and time.monotonic() - _kept[0] <= MOMENT:
        return _kept[1]
    return take(BlockedAddress.objects.filter(lifted_at=None).values_list("network", flat=True))
