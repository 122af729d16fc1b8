"""Reads a file of people: its columns may be named in any of our languages, and so may all that stands in it."""

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from comptoir.access.arrivals import Arrival
from comptoir.access.capabilities import SUB_PROFILE
from comptoir.base import cells
from comptoir.base.problems import UnableToReadFile, UnableToTake
from comptoir.base.reading import BadRow, Row, rows_in, separator_of
from comptoir.base.sheets import Column, Sheet
from comptoir.kernel.clock import brussels_date, brussels_midnight
from comptoir.kernel.sorting import fold
from comptoir.portal.people.file_words import FileWords
from comptoir.portal.people.said import every_language, spoken
from comptoir.scope.actor import Actor
from comptoir.web import formats

MOST_LINES = 2_000
COLUMNS = {
    "name": _("Name"),
    "email": _("E-mail address"),
    "language": _("Language"),
    "what": _("What"),
    "where": _("Where"),
    "until": _("Last day"),
    "tie": _("Tie with your company"),
}
ALSO = {"e-mail": "email", "mail": "email"}
_FORMULA = ("=", "+", "-", "@")


def plain_text(cell: str) -> str:
    """A text of at most 200 characters that no spreadsheet would compute."""
    if cell.startswith(_FORMULA):
        raise UnableToTake("arrival.formula", text=cell[:40])
    return str(cells.text(200)(cell))


SHEET = Sheet(
    "people.csv",
    (
        Column("name", plain_text, required=True),
        Column("email", cells.email, required=True),
        Column("language", cells.text(40)),
        Column("what", cells.text(100)),
        Column("where", cells.text(200)),
        Column("until", cells.day, default=None),
        Column("tie", cells.text(60)),
    ),
    key=("email", "what", "where"),
)


def people_in(text: str, actor: Actor, at: datetime, language: str) -> list[Arrival]:
    """What every line asks, or why it cannot be read; `language` where it says none. Raises UnableToReadFile."""
    rows = list(rows_in(_named(text), SHEET))
    if not rows:
        raise UnableToReadFile("arrival.none")
    if len(rows) > MOST_LINES:
        raise UnableToReadFile("arrival.too_many", number=len(rows), most=MOST_LINES)
    words = FileWords(actor, at, [str(row["where"]) for row in rows if isinstance(row, Row)])
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for row in rows:
        first = seen.setdefault(tuple(fold(part) for part in row.key), row.line)
        found.append(_unread(row) if isinstance(row, BadRow) else _arrival(row, first, words, at, language))
    return found


def _named(text: str) -> str:
    """The text with its columns named as the sheet names them."""
    head, newline, rest = text.partition("\n")
    if not head.strip():
        return text
    separator = separator_of(head)
    known = every_language(COLUMNS) | ALSO
    try:
        names = [spoken(name) for name in next(csv.reader(io.StringIO(head), delimiter=separator), [])]
    except csv.Error:
        raise UnableToReadFile("base.file.form", line=1) from None
    titles = ", ".join(str(title) for title in COLUMNS.values())
    for name in names:
        if name not in known:
            raise UnableToReadFile("base.file.unknown_column", column=name[:60], known=titles)
    for column in SHEET.columns:
        if column.required and column.name not in {known[name] for name in names}:
            raise UnableToReadFile("base.file.missing_column", column=str(COLUMNS[column.name]))
    return separator.join(known[name] for name in names) + newline + rest


def _unread(row: BadRow) -> Arrival:
    column = str(row.values.get("column", ""))
    values = dict(row.values) | ({"column": str(COLUMNS.get(column, column))} if column else {})
    return Arrival(row.line, email=row.code, message=row.message, values=values)


def _arrival(row: Row, first: int, words: FileWords, at: datetime, language: str) -> Arrival:
    said = {"email": row["email"], "name": row["name"]}
    try:
        if first != row.line:
            raise UnableToTake("arrival.twice", other=first)
        return Arrival(row.line, **said, **_asked(row, words, at, language))
    except UnableToTake as fault:
        return Arrival(row.line, **said, message=fault.message, values=dict(fault.values))


def _asked(row: Row, words: FileWords, at: datetime, language: str) -> dict[str, Any]:
    """What one line asks. Raises UnableToTake."""
    asked: dict[str, Any] = {"language": words.language(row["language"]) or language, "tie": words.tie(row["tie"])}
    if not row["what"]:
        if row["where"]:
            raise UnableToTake("arrival.what_missing")
        return asked
    if not row["where"]:
        raise UnableToTake("arrival.where_missing")
    what = words.what(row["what"])
    return asked | {
        "profile": SUB_PROFILE if what.sub_profile else what.profile,
        "sub_profile": what.sub_profile.pk if what.sub_profile else None,
        "scope": words.where(row["where"]),
        "to_at": _end(row["until"], at),
    }


def _end(last: date | None, at: datetime) -> datetime | None:
    if last is None:
        return None
    if last < brussels_date(at):
        raise UnableToTake("arrival.until_passed", text=formats.day(last))
    return brussels_midnight(last + timedelta(days=1))
