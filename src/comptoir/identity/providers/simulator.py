"""A DNS for the demo and for tests: zones in memory, with names that do not exist and servers that do not answer."""

from comptoir.identity.providers.base import UnableToAsk

_zones: dict[str, tuple[str, ...]] = {}
_silent: set[str] = set()


def publish(name: str, *texts: str) -> None:
    """The name's TXT records, in place of those it had; none: the name is gone."""
    _silent.discard(name.lower())
    if texts:
        _zones[name.lower()] = texts
    else:
        _zones.pop(name.lower(), None)


def fall_silent(name: str) -> None:
    """Nobody answers for the name from now on."""
    _silent.add(name.lower())


def clear() -> None:
    _zones.clear()
    _silent.clear()


class SimulatedResolver:
    def texts(self, name: str) -> tuple[str, ...]:
        key = name.lower().rstrip(".")
        if key in _silent:
            raise UnableToAsk("The DNS operation timed out.")
        return _zones.get(key, ())
