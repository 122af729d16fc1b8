"""Reads one file into a staging table inside DuckDB and finds each record's line: what is good, what is not.

The staging table has a row for each row of the file, in its order, so that a row's number tells its line;
rows that are not good are empty but for their reason.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from comptoir.lake.condition import quoted
from comptoir.usage.intake.engine import Progress, run, without_content
from comptoir.usage.intake.projection import Projection
from comptoir.usage.intake.reasons import Reason
from comptoir.usage.intake.resolution import Resolution
from comptoir.usage.intake.sources import FATAL, MOST_BROKEN, Source
from comptoir.usage.problems import UnableToReadFile

AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record set aside: its position among the rows read, its line, and what it said."""

    ordinal: int
    line_number: int
    reason: Reason
    fields: Table[str, str]


@dataclass(frozen=True, slots=True)
class Staged:
    """What one reading found. `broken` are lines with another number of columns than the file."""

    reasons: Table[int, int]
    broken: tuple[int, ...] = ()
    first_started_at: datetime | None = None
    last_started_at: datetime | None = None

    @property
    def read(self) -> int:
        return sum(self.reasons.values()) + len(self.broken)

    @property
    def free(self) -> int:
        return self.reasons.get(Reason.FREE, 0)

    @property
    def ignored(self) -> int:
        return self.reasons.get(Reason.IGNORED, 0)

    @property
    def good(self) -> int:
        return self.reasons.get(Reason.NONE, 0)

    @property
    def bad(self) -> int:
        return self.read - self.free - self.ignored - self.good


def stage(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    projection: Projection,
    directory: pa.Table,
    progress: Progress,
) -> Staged:
    """Fill the tables `staged` and `directory`; raises UnableToReadFile for a file that cannot be read to its end."""
    with without_content():
        for statement in projection.types():
            connection.execute(statement)
        statement = f"CREATE TEMP TABLE staged AS {projection.select(source.relation)}"
        run(connection, statement, lambda percent: progress("reading", percent, 100))
        broken = _broken_lines(connection) if source.rejects else ()
        connection.register("directory_given", directory)
        connection.execute("CREATE TEMP TABLE directory AS SELECT * FROM directory_given")
        connection.unregister("directory_given")
        resolution = Resolution(projection.mapping)
        connection.execute(f"CREATE TEMP TABLE bad AS {_set_aside()} UNION ALL {_unresolved(resolution)}")
        first, last = _fetch(connection, "SELECT min(started_at), max(started_at) FROM staged")
        return Staged(_reasons(connection), broken, first, last)


def bad_records(
    connection: duckdb.DuckDBPyConnection, source: Source, projection: Projection, staged: Staged
) -> Iterator[BadRecord]:
    """The records to set aside, in the order of the file; the file is read again for what they say.

    Nothing is said of the other party of incoming traffic and of data (U-08), nor of a broken line: whom it
    called cannot be told.
    """
    for line in staged.broken:
        yield BadRecord(-1, line, Reason.BROKEN_LINE, {})
    if staged.bad == len(staged.broken):
        return
    lines = Lines(source.first_line, staged.broken)
    for ordinal, number, fields in _said(connection, source, projection):
        reason = Reason(number)
        yield BadRecord(ordinal, lines.of(ordinal), reason, {} if reason is Reason.BROKEN_LINE else fields)


class Lines:
    """The line of a row by its number: broken lines before it are no rows but are lines."""

    def __init__(self, first_line: int, broken: Sequence[int]) -> None:
        self._first = first_line
        self._shifted = [line - index for index, line in enumerate(broken)]

    def of(self, ordinal: int) -> int:
        return ordinal + self._first + bisect_right(self._shifted, ordinal + self._first)


def _set_aside() -> str:
    neither = ", ".join(str(int(reason)) for reason in (Reason.NONE, Reason.FREE, Reason.IGNORED))
    return f"SELECT rowid AS ordinal, reason FROM staged WHERE reason NOT IN ({neither})"


def _reasons(connection: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """Rows by reason, good ones that nobody can be found for counted by theirs."""
    staged = connection.execute("SELECT reason, count(*) FROM staged GROUP BY reason").fetchall()
    counts = {int(reason): int(count) for reason, count in staged}
    for reason, count in connection.execute("SELECT reason, count(*) FROM bad GROUP BY reason").fetchall():
        if int(reason) not in counts:
            counts[int(reason)] = int(count)
            counts[Reason.NONE] -= int(count)
    return counts


def _unresolved(resolution: Resolution) -> str:
    return (
        f"SELECT DISTINCT s.rowid, {resolution.reason} FROM staged s {resolution.joins}"
        f" WHERE s.reason = 0 AND NOT ({resolution.is_clear})"
    )


def _said(
    connection: duckdb.DuckDBPyConnection, source: Source, projection: Projection
) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Number, reason and texts, in the columns that the mapping uses, of each bad row of the file."""
    mapping = projection.mapping
    with without_content():
        shown = ", ".join(map(quoted, mapping.used))
        # A file's rows cannot be counted beforehand: taken for few, all of them would be kept for the join.
        connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        rows = connection.execute(
            f"SELECT {shown}, {projection.silent()} AS silent, ordinal, reason FROM"
            f" (SELECT *, row_number() OVER () - 1 AS ordinal FROM {source.relation})"
            f" JOIN bad USING (ordinal) ORDER BY ordinal"
        )
        while block := rows.fetchmany(AT_ONCE):
            for *texts, silent, ordinal, reason in block:
                fields = {
                    name: text
                    for name, text in zip(mapping.used, texts, strict=True)
                    if text is not None and not (silent and name == mapping.columns.called)
                }
                yield int(ordinal), int(reason), fields
        connection.execute("RESET disabled_optimizers")


def _broken_lines(connection: duckdb.DuckDBPyConnection) -> tuple[int, ...]:
    # Never the column csv_line: it holds whole lines.
    rows = connection.execute("SELECT DISTINCT line, error_type FROM reject_errors ORDER BY line").fetchall()
    for line, kind in rows:
        if str(kind) in FATAL:
            raise UnableToReadFile(FATAL[str(kind)], line=int(line))
    lines = tuple(sorted({int(line) for line, _ in rows}))
    if len(lines) >= MOST_BROKEN:
        raise UnableToReadFile("usage.file.too_many_broken", line=lines[0], most=MOST_BROKEN)
    return lines


def _fetch(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[datetime | None, datetime | None]:
    row = connection.execute(sql).fetchone()
    return (row[0], row[1]) if row else (None, None)
