"""Number ranges: read from CSV, found by longest prefix.

CSV columns: prefix, country, zone, name. A prefix is E.164 digits without "+", or "-" and the digits of a
short code used at home. Where the zone is empty it is the country's; the name may be empty too.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

import numpy as np
from numpy.typing import NDArray

from comptoir.rating.document import TariffFault
from comptoir.rating.tariff import Destination, Zone

COLUMNS = ("prefix", "country", "zone", "name")
DIGITS = 15
"""The longest E.164 number; numbers are compared with zeros added up to this length."""

_HEAD = 10 ** (DIGITS - 4)  # leaves the first four digits
_PREFIX = re.compile(r"-\d{1,9}|[1-9]\d{0,14}")


def read_destinations(text: str, zones: Sequence[Zone]) -> tuple[Destination, ...]:
    """The destinations of a CSV; TariffFault with the line for the first that is off."""
    rows = csv.DictReader(StringIO(text))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise TariffFault(f"destinations line 1: the columns must be {', '.join(COLUMNS)}.")
    by_id = {zone.id: index for index, zone in enumerate(zones)}
    by_country = zone_of_country(zones)
    found: dict[str, Destination] = {}
    for row in rows:
        try:
            destination = _destination(row, by_id, by_country)
            if destination.prefix in found:
                raise ValueError(f"the prefix {destination.prefix} stands there twice")
        except ValueError as error:
            raise TariffFault(f"destinations line {rows.line_num}: {error}.") from None
        found[destination.prefix] = destination
    return tuple(found.values())


def zone_of_country(zones: Sequence[Zone]) -> dict[str, int]:
    """Country code -> zone index; "*" -> the zone of all others."""
    return {country: index for index, zone in enumerate(zones) for country in zone.countries}


def _destination(row: dict[str, str | None], by_id: Mapping[str, int], by_country: Mapping[str, int]) -> Destination:
    if None in row or None in row.values():
        raise ValueError("the line has not four columns")
    prefix, country, zone, name = (str(row[column]).strip() for column in COLUMNS)
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"{prefix!r} is no prefix; it is digits, or - and digits for a short code")
    if zone and zone not in by_id:
        raise ValueError(f"there is no zone {zone!r}")
    if not zone and not re.fullmatch(r"[A-Z]{2}", country):
        raise ValueError(f"{country!r} is no country code of two letters, and no zone is given")
    index = by_id[zone] if zone else by_country.get(country, by_country["*"])
    return Destination(prefix, country, index, name)


@dataclass(frozen=True)
class PrefixTable:
    """Prefixes cut into intervals of full-length numbers, so that finding is a short binary search.

    An interval runs from `starts[i]` to the next and belongs to `owner[i]` (-1: no prefix). The number's
    first four digits give, in `head`, where to look. A number shorter than the owner's prefix belongs to a
    `parent`. Short codes have tables of their own behind the same functions.
    """

    starts: NDArray[np.int64]
    owner: NDArray[np.int32]
    head: NDArray[np.int32]
    length: NDArray[np.int8]
    parent: NDArray[np.int32]


def prefix_table(destinations: Sequence[Destination], *, short: bool) -> PrefixTable:
    """The table of the E.164 prefixes, or of the short codes; owners are indexes in `destinations`."""
    digits = {
        item.prefix.lstrip("-"): index
        for index, item in enumerate(destinations)
        if item.prefix.startswith("-") == short
    }
    length = np.zeros(len(destinations) + 1, np.int8)
    parent = np.full(len(destinations) + 1, -1, np.int32)
    marks: dict[int, int] = {0: -1}
    # In this order a prefix comes after what it refines and before what stands within it.
    for prefix in sorted(digits):
        index = digits[prefix]
        shorter = (prefix[:size] for size in range(len(prefix) - 1, 0, -1))
        length[index] = len(prefix)
        parent[index] = next((digits[text] for text in shorter if text in digits), -1)
        begins = int(prefix.ljust(DIGITS, "0"))
        marks[begins] = index
        ends = begins + 10 ** (DIGITS - len(prefix))
        if marks.get(ends) is None:
            marks[ends] = int(parent[index])
    starts = np.array(sorted(marks), np.int64)
    owner = np.array([marks[start] for start in starts.tolist()], np.int32)
    head = np.searchsorted(starts, np.arange(10_001, dtype=np.int64) * _HEAD, side="right") - 1
    return PrefixTable(starts, owner, head.astype(np.int32), length, parent)
