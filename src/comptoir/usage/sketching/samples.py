"""The first records of an unknown file, as columns of texts. They stay in memory and are shown to nobody."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from comptoir.lake.engine import literal, scratch
from comptoir.usage.intake.sources import compression_of, first_lines
from comptoir.usage.problems import UnableToReadFile

ROWS = 2_000
DELIMITERS = (",", ";", "|", "\t")
ENCODINGS = ("utf-8", "utf-16", "latin-1")


@dataclass(frozen=True, slots=True)
class Samples:
    """What the beginning of a file looks like. `columns` maps each name to its texts; "" is empty.

    `delimiter`, `quote`, `encoding` and `has_header` are of text files; `typed` are columns that a Parquet file
    holds as instants.
    """

    format: str
    columns: Mapping[str, Sequence[str]]
    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    has_header: bool = True
    typed: frozenset[str] = frozenset()


def take(path: Path) -> Samples:
    """The first records of a file. Raises UnableToReadFile for an empty file and for one that is no text."""
    compression = compression_of(path)
    if compression == "parquet":
        return _parquet(path)
    lines, encoding = _lines(path, compression)
    if not lines:
        raise UnableToReadFile("usage.file.empty")
    return _ndjson(lines) if lines[0].lstrip().startswith("{") else _csv(lines, encoding)


def _lines(path: Path, compression: str) -> tuple[list[str], str]:
    for encoding in ENCODINGS:
        try:
            lines = first_lines(path, compression, encoding, most=ROWS)
        except UnableToReadFile as problem:
            if not problem.explanation.message.startswith("usage.file.encoding"):
                raise
            continue
        if encoding != "utf-16" or all(line.isprintable() for line in lines[:1]):
            return [line.removeprefix("\ufeff") for line in lines if line], encoding
    raise UnableToReadFile("usage.file.encoding")


def _csv(lines: list[str], encoding: str) -> Samples:
    delimiter = max(DELIMITERS, key=lambda sign: _evenness(lines, sign))
    if not _evenness(lines, delimiter):
        raise UnableToReadFile("usage.sketch.no_columns")
    quote = '"' if any('"' in line for line in lines) else ("" if delimiter == "|" else '"')
    if quote:
        cut = list(csv.reader(lines, delimiter=delimiter, quotechar=quote))
    else:
        cut = [line.split(delimiter) for line in lines]
    width = len(cut[0])
    rows = [[text.strip() for text in row] for row in cut if len(row) == width]
    has_header = not any(text and text.replace(" ", "").lstrip("+-").isdecimal() for text in rows[0])
    names = rows[0] if has_header else [f"column_{n}" for n in range(1, width + 1)]
    body = rows[1:] if has_header else rows
    columns = {name: [row[index] for row in body] for index, name in enumerate(names)}
    return Samples("csv", columns, delimiter, quote, encoding, has_header)


def _evenness(lines: list[str], sign: str) -> int:
    """How many columns the sign cuts lines into, if it does so evenly; 0 if not."""
    counts = [line.count(sign) for line in lines]
    usual = max(set(counts), key=counts.count)
    return usual if counts.count(usual) * 10 >= len(counts) * 8 else 0


def _ndjson(lines: list[str]) -> Samples:
    rows = []
    for line in lines:
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            rows.append(dict(_flat(found)))
    if not rows:
        raise UnableToReadFile("usage.file.not_ndjson")
    names = dict.fromkeys(name for row in rows for name in row)
    return Samples("ndjson", {name: [row.get(name, "") for row in rows] for name in names})


def _flat(found: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in found.items():
        if isinstance(value, dict) and not prefix:
            pairs += _flat(value, f"{key}.")
        elif not isinstance(value, dict | list):
            pairs.append((prefix + key, "" if value is None else str(value).strip()))
    return pairs


def _parquet(path: Path) -> Samples:
    first = f"SELECT * FROM read_parquet({literal(str(path))}) LIMIT {ROWS}"
    with scratch() as connection:
        try:
            types = {str(row[0]): str(row[1]) for row in connection.execute(f"DESCRIBE {first}").fetchall()}
            rows = connection.execute(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({first})").fetchall()
        except duckdb.Error:
            raise UnableToReadFile("usage.file.broken_parquet") from None
    columns = {name: [row[index] or "" for row in rows] for index, name in enumerate(types)}
    typed = frozenset(name for name, kind in types.items() if kind.startswith(("TIMESTAMP", "DATE")))
    return Samples("parquet", columns, typed=typed)
