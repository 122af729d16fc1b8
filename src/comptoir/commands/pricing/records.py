"""Usage records from a CSV file, for `comptoir rate`; every fault is one sentence with its line."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from comptoir.rating.bounds import FIRST_INSTANT, LARGEST_CALLED, LAST_INSTANT, largest_quantity
from comptoir.rating.rules import CompiledTariff
from comptoir.rating.schema import HOME, RATING_INPUT, Direction, Kind

REQUIRED = ("id", "line", "plan", "kind", "started_at", "quantity")
OPTIONAL = ("pool", "direction", "unit", "called", "visited")
_LONGEST_SHORT_CODE = 6

Chosen = TypeVar("Chosen", Kind, Direction)


class RecordFault(ValueError):
    """The file of records cannot be priced: one sentence with the line."""


@dataclass
class RecordSheet:
    """The records of a file: as rating input, whose `record_id` is the row from 1, and as they were written."""

    table: pa.Table
    ids: list[str]
    lines: list[str]
    pools: list[str]


@dataclass
class _Numbers:
    """Gives each text a number, in order of first sight."""

    known: dict[str, int] = field(default_factory=dict)

    def of(self, text: str) -> int:
        return self.known.setdefault(text, len(self.known) + 1)


def read_records(path: Path, tariff: CompiledTariff) -> RecordSheet:
    """All records of the CSV at `path`; raises RecordFault for the first that is off."""
    lines, pools = _Numbers(), _Numbers()
    columns: dict[str, list[object]] = {name: [] for name in RATING_INPUT.names}
    sheet = RecordSheet(RATING_INPUT.empty_table(), [], [], [])
    seen: dict[str, int] = {}
    for number, row in _rows(path):
        try:
            values = _record(row, tariff)
        except ValueError as error:
            raise RecordFault(f"{path.name} line {number}: {error}") from None
        if row["id"] in seen:
            raise RecordFault(
                f"{path.name} line {number}: the id {row['id']} stands on line {seen[row['id']]} already."
            )
        seen[row["id"]] = number
        line, pool = lines.of(row["line"]), row.get("pool") or ""
        sheet.ids.append(row["id"])
        sheet.lines.append(row["line"])
        sheet.pools.append(pool)
        # Lines' own pools count up, shared pools count down: they never meet.
        values |= {"record_id": len(sheet.ids), "line_id": line, "pool_id": -pools.of(pool) if pool else line}
        for name, column in columns.items():
            column.append(values.get(name, 0))
    sheet.table = pa.table(columns, schema=RATING_INPUT)
    return sheet


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows_of(csv.DictReader(file), path.name)
    except FileNotFoundError:
        raise RecordFault(f"There is no file {path}.") from None
    except UnicodeDecodeError:
        raise RecordFault(f"{path.name} is not UTF-8 text.") from None
    except OSError as error:
        raise RecordFault(f"{path.name} cannot be read: {error.strerror}.") from None
    except csv.Error as error:
        raise RecordFault(f"{path.name} is not CSV: {error}.") from None


def _rows_of(reader: "csv.DictReader[str]", name: str) -> Iterator[tuple[int, dict[str, str]]]:
    columns = tuple(reader.fieldnames or ())
    for column in REQUIRED:
        if column not in columns:
            raise RecordFault(f"{name} line 1: the column {column} is missing.")
    for column in columns:
        if column not in (*REQUIRED, *OPTIONAL):
            known = ", ".join((*REQUIRED, *OPTIONAL))
            raise RecordFault(f"{name} line 1: the column {column!r} is not known; columns are {known}.")
    for row in reader:
        if None in row or None in row.values():
            raise RecordFault(f"{name} line {reader.line_num}: there are not {len(columns)} values.")
        yield reader.line_num, {column: value.strip() for column, value in row.items()}


def _record(row: Mapping[str, str], tariff: CompiledTariff) -> dict[str, object]:
    """The columns of one record; ValueError with a sentence."""
    for column in ("id", "line"):
        if not row[column]:
            raise ValueError(f"the {column} is empty.")
    kind = _choice(row["kind"], "kind", Kind)
    direction = _choice(row.get("direction") or "outgoing", "direction", Direction)
    if row["plan"] not in tariff.plan_by_id:
        raise ValueError(f"there is no plan {row['plan']!r}; plans are {', '.join(tariff.plan_by_id)}.")
    visited = row.get("visited") or HOME
    if not re.fullmatch(r"[A-Z]{2}", visited):
        raise ValueError(f"{visited!r} is no country code of two letters.")
    return {
        "started_at": _instant(row["started_at"]),
        "kind": int(kind),
        "direction": int(direction),
        "quantity": _quantity(row["quantity"], row.get("unit") or "", kind, tariff),
        "called": _number(row.get("called") or ""),
        "visited": visited,
        "plan": tariff.plan_by_id[row["plan"]],
    }


def _choice(text: str, column: str, known: type[Chosen]) -> Chosen:
    names = {item.name.lower(): item for item in known}
    if text not in names:
        raise ValueError(f"{text!r} is no {column}; it is one of {', '.join(names)}.")
    return names[text]


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no instant such as 2026-03-02T17:30:00+01:00.") from None
    if found.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone; write 2026-03-02T17:30:00+01:00 or ...Z.")
    naive = found.astimezone(UTC).replace(tzinfo=None)
    if not FIRST_INSTANT <= naive < LAST_INSTANT:
        raise ValueError(f"{text!r} is not between {FIRST_INSTANT:%Y} and {LAST_INSTANT:%Y}.")
    return naive


def _quantity(text: str, unit: str, kind: Kind, tariff: CompiledTariff) -> int:
    """Base units, a fraction rounded up (110.5 s is 111 s)."""
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        raise ValueError(f"{text!r} is no quantity; write digits, with a point before decimals.")
    units = tariff.tariff.units
    try:
        size = units.size(kind, unit) if unit else 1
    except KeyError:
        words = ", ".join(units.words(kind))
        raise ValueError(f"{unit!r} does not measure {kind.name.lower()}; units are {words}.") from None
    found = ceil(Fraction(text) * size)
    if found > largest_quantity(kind):
        raise ValueError(f"{text} {unit} is more than one record can hold.".replace("  ", " "))
    return found


def _number(text: str) -> int:
    """The number called as RECORDS keeps it: E.164 digits, or a short code below 0."""
    digits = re.sub(r"[\s.\-/()]", "", text)
    if not digits:
        return 0
    if not re.fullmatch(r"\+?\d+", digits):
        raise ValueError(f"{text!r} is no phone number.")
    if digits.startswith(("+", "00")):
        digits = digits.lstrip("+") if digits.startswith("+") else digits[2:]
    elif len(digits) <= _LONGEST_SHORT_CODE:
        return -int(digits)
    elif digits.startswith("0"):
        digits = f"32{digits[1:]}"
    if not digits or int(digits) > LARGEST_CALLED:
        raise ValueError(f"{text!r} is no phone number: it has more than fifteen digits.")
    return int(digits)
