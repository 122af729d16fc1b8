"""Where a card was: countries by ISO code, by mobile country code (ITU E.212) and by network (PLMN)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import phonenumbers
from stdnum import numdb

from comptoir.rating.schema import PLANE, SHIP

# Networks of ships and satellites, and of planes, under the shared code 901 (MC 5.6.5).
SHIP_NETWORKS = ("90103", "90105", "90106", "90111", "90112", "90118", "90119", "90121", "90126", "90127",
                 "90168", "90171")  # fmt: skip
PLANE_NETWORKS = ("90114", "90115", "90153", "90193")
# Codes that the registry knows without a country.
FURTHER_CODES = {"340": "GP", "362": "CW", "647": "RE"}

COUNTRIES: frozenset[str] = frozenset(phonenumbers.SUPPORTED_REGIONS) | {SHIP, PLANE}


@cache
def by_code() -> Mapping[str, str]:
    """ISO code, mobile country code or network code -> country; a network stands here only where it differs."""
    found = {country: country for country in COUNTRIES}
    for _, code, _, _, networks in numdb.get("imsi").prefixes:
        countries = Counter(
            country for network in networks if (country := str(network[3].get("cc", "")).upper()) in COUNTRIES
        )
        if not countries:
            continue
        found[code] = countries.most_common(1)[0][0]
        for _, low, _, facts, _ in networks:
            country = str(facts.get("cc", "")).upper()
            if country in COUNTRIES and country != found[code]:
                found[code + low] = country
    found.update({code: country for code, country in FURTHER_CODES.items() if code not in found})
    found.update(dict.fromkeys(SHIP_NETWORKS, SHIP) | dict.fromkeys(PLANE_NETWORKS, PLANE))
    return found


@dataclass(frozen=True, slots=True)
class Dialling:
    """How numbers are dialled within a country: its calling code and what precedes a national number."""

    calling_code: str
    trunk: str


@cache
def dialling(country: str) -> Dialling | None:
    """None for ships and planes, which have no numbers of their own."""
    facts = phonenumbers.PhoneMetadata.metadata_for_region(country)
    if facts is None:
        return None
    return Dialling(str(facts.country_code), facts.national_prefix or "")
