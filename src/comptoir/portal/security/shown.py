"""Sessions and sign-ins as a page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from comptoir.identity.models import SignIn
from comptoir.identity.queries import OpenSession
from comptoir.portal.security.devices import device_words


@dataclass(frozen=True, slots=True)
class ShownSession:
    id: int
    device: str
    address: str
    since: datetime
    last_seen: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class ShownAttempt:
    at: datetime
    device: str
    address: str
    how: str
    outcome: str
    tone: str


def shown_sessions(found: Iterable[OpenSession]) -> list[ShownSession]:
    return [
        ShownSession(one.id, device_words(one.agent), one.address, one.since, one.last_seen, one.is_current)
        for one in found
    ]


def shown_attempts(found: Iterable[SignIn]) -> list[ShownAttempt]:
    return [
        ShownAttempt(one.at, device_words(one.agent), one.address or "", how(one), one.get_outcome_display(), tone(one))
        for one in found
    ]


def how(one: SignIn) -> str:
    """By which means; a company's sign-in by its name."""
    return one.provider.name if one.provider else str(one.get_method_display())


def tone(one: SignIn) -> str:
    if one.succeeded:
        return "info" if one.is_new_device else "good"
    return "attention"
