"""What can be given: the profiles and the customer's own, each with what it allows."""

from dataclasses import dataclass
from datetime import datetime

from comptoir.access.capabilities import (
    ACCESS_MANAGER,
    ACCESS_OWNER,
    BUYER,
    DATA,
    FINANCE_ADMINISTRATOR,
    FLEET_ADMINISTRATOR,
    INCIDENT_ADMINISTRATOR,
    ORDERS_PLACE,
    SEAT_REPLACE,
    SERVICE_USER,
    SUB_PROFILE,
    bundle_of,
)
from comptoir.access.models import Grant, SubProfile
from comptoir.access.profiles import sub_profiles
from comptoir.portal.people.words import PROFILES, abilities, profile_name
from comptoir.scope.actor import Actor

OWN = "own-"


@dataclass(frozen=True, slots=True)
class What:
    """One choice: a profile, or a sub-profile of the customer's own."""

    key: str
    name: str
    sentence: str
    profile: str
    capabilities: frozenset[str]
    sub_profile: SubProfile | None = None

    @property
    def orders(self) -> bool:
        return ORDERS_PLACE in self.capabilities

    @property
    def abilities(self) -> list[str]:
        return abilities(self.capabilities)

    @property
    def lacks(self) -> list[str]:
        """What of the customer's data it does not open, in words."""
        return abilities(DATA - self.capabilities)


#: What is given every day first, what manages others last.
USUAL = (FLEET_ADMINISTRATOR, FINANCE_ADMINISTRATOR, BUYER, INCIDENT_ADMINISTRATOR, SERVICE_USER)
MANAGING = (ACCESS_MANAGER, ACCESS_OWNER)


def whats(actor: Actor, at: datetime) -> list[What]:
    """What `actor` may give: data first, the customer's own next, managing last; one query."""
    managing = [key for key in MANAGING if key != ACCESS_OWNER or actor.may(SEAT_REPLACE)]
    own_ones = [own(one) for one in sub_profiles(actor, at)]
    return [*map(_profile, USUAL), *own_ones, *map(_profile, managing)]


def _profile(key: str) -> What:
    name, sentence = PROFILES[key]
    return What(key, str(name), str(sentence), key, bundle_of(key))


def own(sub_profile: SubProfile) -> What:
    """A sub-profile as a choice; its sentence lists what it allows."""
    capabilities = frozenset(sub_profile.capabilities)
    said = " · ".join(abilities(capabilities))
    return What(f"{OWN}{sub_profile.pk}", sub_profile.name, said, SUB_PROFILE, capabilities, sub_profile)


def name_of(grant: Grant) -> str:
    """What a right is called: its own sub-profile's name, or the profile's."""
    return grant.sub_profile.name if grant.sub_profile is not None else profile_name(grant.profile)
