"""Tokens ready for a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.access.capabilities import IDENTITY_MANAGE, TOKENS_MANAGE
from comptoir.access.models import Token
from comptoir.scope.actor import Actor
from comptoir.web.rights import BY_TOKEN


@dataclass(frozen=True, slots=True)
class ShownToken:
    """One token: its state as a tone and a word."""

    id: int
    name: str
    prefix: str
    whose: str
    abilities: tuple[str, ...]
    from_at: datetime
    to_at: datetime
    last_used_at: datetime | None
    is_live: bool
    tone: str
    state: str


def shown_tokens(tokens: Iterable[Token], at: datetime) -> list[ShownToken]:
    """Those that live first."""
    found = [_shown(token, at) for token in tokens]
    return sorted(found, key=lambda token: not token.is_live)


def tabs_for(actor: Actor, here: str) -> list[tuple[str, str, bool]]:
    """The pages for programs that this person may use; none where there is one only."""
    found = [("own", _("Your tokens"), "portal:tokens:index")]
    if actor.may(TOKENS_MANAGE):
        found.append(("services", _("Service accounts"), "portal:tokens:services"))
    if actor.may(IDENTITY_MANAGE):
        found.append(("directory", _("Directory"), "portal:tokens:directory"))
    if len(found) == 1:
        return []
    return [(words, reverse(name), key == here) for key, words, name in found]


def _shown(token: Token, at: datetime) -> ShownToken:
    tone, state = _state(token, at)
    return ShownToken(
        token.pk,
        token.name,
        token.prefix,
        str(token.user),
        tuple(str(words) for one, words in BY_TOKEN.items() if one in token.capabilities),
        token.from_at,
        token.to_at,
        token.last_used_at,
        tone == "good",
        tone,
        state,
    )


def _state(token: Token, at: datetime) -> tuple[str, str]:
    if token.revoked_at is not None:
        return "neutral", _("Revoked")
    return ("good", _("Runs")) if token.to_at > at else ("neutral", _("Over"))
