"""Reads one CSV file of a base: its encoding, its separator, its columns, and every cell of every row."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comptoir.base.problems import UnableToReadFile, UnableToTake
from comptoir.base.results import Key
from comptoir.base.sheets import Column, Sheet
from comptoir.kernel.identifiers import InvalidIdentifier

_LONGEST_FIELD = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row that could be read. `given` are its cells that are not empty: an empty one says nothing."""

    file: str
    line: int
    cells: Mapping[str, Any]
    key: Key
    given: frozenset[str]

    def __getitem__(self, column: str) -> Any:
        return self.cells[column]

    @property
    def code(self) -> str:
        return self.key[0]


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that could not be read, with the reason; `key` as far as it could be read."""

    file: str
    line: int
    key: Key
    message: str
    values: Mapping[str, str | int]

    @property
    def code(self) -> str:
        return self.key[0] if self.key else ""


def read_text(path: Path) -> str:
    """The file's text, with or without a byte order mark. Raises UnableToReadFile."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        before = path.read_bytes()[: error.start].count(b"\n") + 1
        raise UnableToReadFile("base.file.encoding", line=before) from None


def rows_of(path: Path, sheet: Sheet) -> Iterator[Row | BadRow]:
    """Each row of a sheet's file. Raises UnableToReadFile when the file as a whole is no such sheet."""
    yield from rows_in(read_text(path), sheet)


def rows_in(text: str, sheet: Sheet) -> Iterator[Row | BadRow]:
    """Each row of a sheet's text. Raises UnableToReadFile when it is no such sheet."""
    if not text.strip():
        raise UnableToReadFile("base.file.empty")
    csv.field_size_limit(_LONGEST_FIELD)
    separator = separator_of(text.partition("\n")[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        columns = _columns(next(reader), sheet)
        for fields in reader:
            if any(field.strip() for field in fields):
                yield _row(fields, columns, sheet, reader.line_num)
    except csv.Error:
        raise UnableToReadFile("base.file.form", line=reader.line_num) from None


def separator_of(header: str) -> str:
    """What stands between the columns: a semicolon, a comma or a tab."""
    return max(";,\t", key=header.count)


def _columns(header: list[str], sheet: Sheet) -> list[Column]:
    """The columns in the file's own order."""
    names = [name.strip().lower().replace(" ", "_").replace("-", "_") for name in header]
    known = {column.name: column for column in sheet.columns}
    for name in names:
        if name not in known:
            raise UnableToReadFile("base.file.unknown_column", column=name, known=", ".join(known))
        if names.count(name) > 1:
            raise UnableToReadFile("base.file.column_twice", column=name)
    for column in sheet.columns:
        if column.required and column.name not in names:
            raise UnableToReadFile("base.file.missing_column", column=column.name)
    return [known[name] for name in names]


def _row(fields: list[str], columns: list[Column], sheet: Sheet, line: int) -> Row | BadRow:
    if len(fields) != len(columns):
        counts = {"found": len(fields), "expected": len(columns)}
        return BadRow(sheet.file, line, (fields[0].strip(),), "base.row.fields", counts)
    cells: dict[str, Any] = {column.name: column.default for column in sheet.columns}
    for field, column in zip(fields, columns, strict=True):
        try:
            cells[column.name] = _cell(field.strip(), column)
        except (UnableToTake, InvalidIdentifier) as error:
            values = {"column": column.name, **error.values}
            return BadRow(sheet.file, line, _raw_key(fields, columns, sheet), error.message, values)
    key = tuple(str(cells[name] or "") for name in sheet.key)
    given = frozenset(column.name for field, column in zip(fields, columns, strict=True) if field.strip())
    return Row(sheet.file, line, cells, key, given)


def _cell(field: str, column: Column) -> Any:
    if field:
        if "\x00" in field or any(ord(sign) < 32 for sign in field):
            raise UnableToTake("base.cell.control")
        return column.read(field)
    if column.required:
        raise UnableToTake("base.cell.empty")
    return column.default


def _raw_key(fields: list[str], columns: list[Column], sheet: Sheet) -> Key:
    by_name = dict(zip((column.name for column in columns), fields, strict=True))
    return tuple(by_name.get(name, "").strip() for name in sheet.key)
