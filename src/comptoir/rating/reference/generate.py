"""Makes `destinations.csv` of the reference tariff: country codes, mobile ranges, Belgian special numbers.

`python -m comptoir.rating.reference.generate` writes the file anew; from the same numbering plan
(the package phonenumbers) it always makes the same file.
"""

import csv
from pathlib import Path

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata
from phonenumbers.carrierdata import CARRIER_DATA

from comptoir.rating.destinations import COLUMNS

TARGET = Path(__file__).with_name("destinations.csv")
_MOBILE_RANGES = 5_000
_LONGEST = 6
_NETWORKS = ("870", "878", "881", "882", "883")  # satellite and international networks, no country
_SPECIAL = (
    ("32800", "BE", "freephone", ""),
    ("3270", "BE", "shared-cost", ""),
    ("32900", "BE", "premium", ""),
    ("32901", "BE", "premium", ""),
    ("32902", "BE", "premium", ""),
    ("32903", "BE", "premium", ""),
    ("32904", "BE", "premium", ""),
    ("32905", "BE", "premium", ""),
    ("32906", "BE", "premium", ""),
    ("32907", "BE", "premium", ""),
    ("32909", "BE", "premium", ""),
    ("-100", "BE", "freephone", ""),
    ("-101", "BE", "freephone", ""),
    ("-112", "BE", "freephone", ""),
    ("-1207", "BE", "premium", ""),
    ("-1307", "BE", "premium", ""),
    ("-1407", "BE", "premium", ""),
    *((f"-{digit}", "BE", "premium-sms", "") for digit in range(2, 10)),
)

Row = tuple[str, str, str, str]


def destinations() -> list[Row]:
    """All rows, sorted by prefix: prefix, country, zone (empty: the country's), name."""
    rows = {prefix: (prefix, country, "", "") for prefix, country in _countries().items()}
    for prefix in _mobile_ranges(set(rows)):
        rows[prefix] = (prefix, _country_of(prefix), "", "mobile")
    rows |= {network: (network, "", "satellite-numbers", "") for network in _NETWORKS}
    rows |= {row[0]: row for row in _SPECIAL}
    return [rows[prefix] for prefix in sorted(rows)]


def _countries() -> dict[str, str]:
    """Country code, or code and leading digits where several countries share one -> country."""
    found: dict[str, str] = {}
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items():
        if regions[0] == "001":
            continue
        found[str(code)] = regions[0]
        for region in regions[1:]:
            metadata = PhoneMetadata.metadata_for_region(region)
            leading = metadata.leading_digits or "" if metadata else ""
            found |= {f"{code}{digits}": region for digits in leading.split("|") if digits.isdigit()}
    return found


def _mobile_ranges(taken: set[str]) -> list[str]:
    """Mobile ranges cut to six digits, dealt out to the countries in turn until there are enough."""
    by_country: dict[str, list[str]] = {}
    for prefix in sorted({prefix[:_LONGEST] for prefix in CARRIER_DATA} - taken):
        by_country.setdefault(_country_of(prefix), []).append(prefix)
    found: list[str] = []
    for turn in range(max(len(ranges) for ranges in by_country.values())):
        found += [ranges[turn] for _, ranges in sorted(by_country.items()) if turn < len(ranges)]
    return found[:_MOBILE_RANGES]


def _country_of(prefix: str) -> str:
    known = _countries_once()
    lengths = range(len(prefix), 0, -1)
    return next((known[prefix[:length]] for length in lengths if prefix[:length] in known), "")


_KNOWN: dict[str, str] = {}


def _countries_once() -> dict[str, str]:
    if not _KNOWN:
        _KNOWN.update(_countries())
    return _KNOWN


def main() -> None:
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(row for row in destinations() if row[1] or row[2])


if __name__ == "__main__":
    main()
