"""One import under way: who and when, what became of each row, and what rows may still refer to."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from comptoir.access.models import User
from comptoir.base.problems import UnableToReadFile, UnableToTake
from comptoir.base.reading import BadRow, Row, rows_of
from comptoir.base.results import NOTHING, Key, Outcome, RowResult, Values
from comptoir.base.sheets import Sheet
from comptoir.catalogue.actions.offerings import UnableToOffer
from comptoir.inventory.actions.activation import UnableToActivateLine
from comptoir.kernel.identifiers import InvalidIdentifier
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.refusal import Refused

T = TypeVar("T")

#: Told as work goes on: the file, rows done, rows in all (0: not known yet).
Progress: TypeAlias = Callable[[str, int, int], None]
REFUSALS = (UnableToTake, Refused, UnableToOffer, UnableToActivateLine, InvalidIdentifier)


@dataclass(slots=True)
class Run:
    """The folder that is read, its author and instant, and the results so far."""

    folder: Path
    by: Actor
    at: datetime
    progress: Progress
    results: list[RowResult] = field(default_factory=list)
    refused_codes: set[tuple[str, str]] = field(default_factory=set)
    #: People made known whose rights are still to be given: row, person, customer, whether new.
    people: list[tuple[Row, User, Customer | None, bool]] = field(default_factory=list)

    def path(self, file: str) -> Path | None:
        """The file's path when the folder has it."""
        path = self.folder / file
        return path if path.is_file() else None

    def say(self, row: Row | BadRow, outcome: Outcome, message: str = "", values: Values = NOTHING) -> None:
        """Notes what became of a row."""
        self.results.append(RowResult(row.file, row.line, row.code, outcome, message, values))
        if outcome is Outcome.REFUSED:
            self.refused_codes.add((row.file, row.code))

    def refuse(self, row: Row | BadRow, error: Any) -> None:
        """Notes that a row is refused, for the reason in `error`."""
        self.say(row, Outcome.REFUSED, error.message, error.values)

    def note(self, file: str, code: str, outcome: Outcome, message: str = "", values: Values = NOTHING) -> None:
        """Notes what became of something that is no row of a sheet."""
        self.results.append(RowResult(file, 0, code, outcome, message, values))

    def stands(self, row: Row, present: Mapping[str, Any]) -> None:
        """Notes a row that is there already: unchanged, or which columns stand otherwise."""
        others = differing(row, present)
        if others:
            self.say(row, Outcome.DIFFERS, "base.row.differs", {"columns": ", ".join(others)})
        else:
            self.say(row, Outcome.UNCHANGED)

    def rows(self, sheet: Sheet) -> list[Row]:
        """The rows of a sheet that can be read, each key once; the others are noted as refused."""
        path = self.path(sheet.file)
        if path is None:
            return []
        good: dict[Key, Row] = {}
        try:
            for row in rows_of(path, sheet):
                self._take(row, good)
        except UnableToReadFile as error:
            self.note(sheet.file, "", Outcome.REFUSED, error.message, error.values)
        self.progress(sheet.file, 0, len(good))
        return list(good.values())

    def _take(self, row: Row | BadRow, good: dict[Key, Row]) -> None:
        if isinstance(row, BadRow):
            self.say(row, Outcome.REFUSED, row.message, row.values)
        elif row.key in good:
            self.say(row, Outcome.REFUSED, "base.row.twice", {"line": good[row.key].line})
        else:
            good[row.key] = row

    def bring_in(
        self, sheet: Sheet, rows: list[Row], present: Mapping[Key, Mapping[str, Any]], create: Callable[[Row], object]
    ) -> None:
        """Creates each row that is not there yet; what an action refuses is noted with its reason."""
        for done, row in enumerate(rows, 1):
            found = present.get(row.key)
            if found is not None:
                self.stands(row, found)
            else:
                try:
                    create(row)
                except REFUSALS as error:
                    self.refuse(row, error)
                else:
                    self.say(row, Outcome.CREATED)
            if done % 500 == 0:
                self.progress(sheet.file, done, len(rows))

    def referred(self, known: Mapping[str, T], code: str, *, kind: str, sheet: Sheet | None = None) -> T:
        """What a row refers to. Raises UnableToTake when there is none, or when its own row was refused."""
        if code in known:
            return known[code]
        if sheet is not None and (sheet.file, code) in self.refused_codes:
            raise UnableToTake("base.refers.refused", code=code, file=sheet.file)
        raise UnableToTake(f"base.refers.{kind}", code=code)


def differing(row: Row, present: Mapping[str, Any]) -> list[str]:
    """The columns that the row fills and that stand otherwise."""
    return [name for name, value in present.items() if name in row.given and row[name] != value]


def in_chunks(rows: list[Row], size: int) -> Iterator[list[Row]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
