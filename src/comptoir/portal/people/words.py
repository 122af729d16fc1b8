"""Profiles, places and rights in the words of the people who give them."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.models import Tie
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.explanation import Step
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.refusal import Refused
from comptoir.web import formats
from comptoir.web.rights import (
    CAPABILITIES,
    KIND_NAMES,
    KINDS,
    ORDER,
    PROFILES,
    place_kind,
    place_name,
    profile_name,
)
from comptoir.web.words import sentence

__all__ = [
    "CAPABILITIES",
    "KINDS",
    "KIND_NAMES",
    "ORDER",
    "PROFILES",
    "TIES",
    "abilities",
    "place_kind",
    "place_name",
    "profile_name",
    "profile_sentence",
    "refusal_words",
    "time_words",
]
#: The tie that a right needs for the whole time (A-10).
TIES = {
    Tie.EMPLOYMENT.value: _("Employee"),
    Tie.CIVIL_SERVICE.value: _("Civil servant"),
    Tie.ADMINISTRATION.value: _("Director or administrator"),
}


def profile_sentence(profile: str) -> str:
    """What someone who holds it does."""
    return str(PROFILES[profile][1]) if profile in PROFILES else ""


def abilities(capabilities: frozenset[str]) -> list[str]:
    """What capabilities let one do, a sentence each."""
    return [str(CAPABILITIES[one]) for one in ORDER if one in capabilities]


def time_words(from_at: datetime, to_at: datetime | None, *, to_come: bool = False) -> str:
    """From which day to which day, the last included, a right runs; `to_come`: it does not run yet."""
    start = formats.day(brussels_date(from_at))
    if to_at is None and to_come:
        return _now("from %(start)s, until someone ends it") % {"start": start}
    if to_at is None:
        return _now("since %(start)s") % {"start": start}
    last = formats.day(brussels_date(to_at - timedelta(microseconds=1)))
    return _now("from %(start)s to %(end)s") % {"start": start, "end": last}


def refusal_words(refusal: Refused | NotAuthorized) -> str:
    """Why something cannot be done, in one sentence."""
    if isinstance(refusal, Refused):
        return sentence(Step(refusal.message, dict(refusal.values)))
    return _now("You may not give this right there.")
