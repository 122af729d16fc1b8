"""Questions to the lake: SQL over exactly the files that a snapshot names."""

import os
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from comptoir.lake.answers import Answers, key_of
from comptoir.lake.condition import EVERY_ROW, Condition, quoted
from comptoir.lake.engine import confined, literal
from comptoir.lake.entry import Entry, StaleSnapshot
from comptoir.lake.guard import assert_reads_only
from comptoir.lake.keyset import Page, after_key, cursor_of, key_from, ordering
from comptoir.lake.schemas import USAGE_SORT
from comptoir.lake.visibility import RELATION, normalised, restriction, within

Views = Mapping[str, Sequence[Entry]]
REMEMBERED = 500


class LakeBusy(Exception):
    """More questions are being answered than the lake allows at once; ask again in a moment."""


class QueryTooLarge(Exception):
    """The question needs more memory than one question may have."""


class QueryTooLong(Exception):
    """The question took longer than it was given."""


class InexactResult(ValueError):
    """A result column is a binary float; the lake answers in whole numbers only."""


class UnknownDataset(ValueError):
    """A view has neither files nor a known schema, so its columns cannot be told."""


class Lake:
    """Reads the lake under `root`.

    `schemas` gives, by view name, the columns of a view that happens to have no files. At most `concurrent`
    questions run at once; further ones wait `patience` seconds and then raise `LakeBusy`. `memory` bounds
    all questions of one thread count together.
    """

    def __init__(
        self,
        root: Path,
        schemas: Mapping[str, pa.Schema] | None = None,
        memory: str = "1GB",
        concurrent: int = 4,
        patience: float = 30.0,
    ) -> None:
        self._root = root.resolve()
        self._schemas = dict(schemas or {})
        self._memory, self._patience = memory, patience
        self._slots = threading.BoundedSemaphore(concurrent)
        self._lock = threading.Lock()
        self._connections: dict[tuple[int, int], duckdb.DuckDBPyConnection] = {}
        self._allowed: set[tuple[str, tuple[str, ...]]] = set()
        self._answers = Answers()

    def query(
        self,
        sql: str,
        views: Views,
        parameters: Sequence[object] | Mapping[str, object] = (),
        *,
        threads: int = 1,
        visible: pa.Table | None = None,
        accounts: Collection[int] | None = None,
        tables: Mapping[str, pa.Table] | None = None,
        seconds: float | None = None,
    ) -> pa.Table:
        """The answer to one SELECT over the views (name -> entries) and the small `tables` handed along.

        With `visible` (schema `VISIBLE`) every view shows that set's records only, with `accounts` those of
        these billing accounts only. Sums come back as exact int64. A small answer is kept for a while (answers.py)
        and given again as long as its files stand. Raises `StaleSnapshot` when a file is gone, `ForbiddenQuery`,
        `InexactResult`, `LakeBusy`, `QueryTooLarge`, `QueryTooLong` (after `seconds`), and DuckDB's own error for
        wrong SQL.
        """
        values = dict(parameters) if isinstance(parameters, Mapping) else list(parameters)
        key = key_of(sql, views, self._stamps(views), values, visible, accounts, tables or {})
        answer = self._answers.get(key)
        if answer is None:
            answer = self._asked(sql, views, values, threads, visible, accounts, tables or {}, seconds)
            self._answers.keep(key, answer)
        return answer

    def _asked(
        self,
        sql: str,
        views: Views,
        values: dict[str, object] | list[object],
        threads: int,
        visible: pa.Table | None,
        accounts: Collection[int] | None,
        tables: Mapping[str, pa.Table],
        seconds: float | None,
    ) -> pa.Table:
        with self._cursor(threads) as cursor, _limit(cursor, seconds):
            self._assert_allowed(cursor, sql, (*views, *tables))
            for name, table in tables.items():
                cursor.register(name, table)
            chosen = None if visible is None else normalised(visible)
            if chosen is not None:
                cursor.register(RELATION, chosen)
            try:
                for name, entries in views.items():
                    self._define(cursor, name, entries, chosen, accounts)
                return _exact(cursor.sql(sql, params=values).to_arrow_table())
            except duckdb.OutOfMemoryException:
                raise QueryTooLarge("This question needs more memory than one question may have.") from None
            except duckdb.InterruptException:
                raise QueryTooLong(f"This question took longer than {seconds} s and was stopped.") from None
            except duckdb.IOException:
                self._raise_if_stale(views)
                raise

    def page(
        self,
        dataset: str,
        entries: Sequence[Entry],
        where: Condition = EVERY_ROW,
        *,
        after: str | None = None,
        limit: int = 50,
        order: Sequence[str] = USAGE_SORT,
        descending: bool = False,
        columns: Sequence[str] | None = None,
        visible: pa.Table | None = None,
        accounts: Collection[int] | None = None,
        tables: Mapping[str, pa.Table] | None = None,
    ) -> Page:
        """The next `limit` rows behind the cursor `after`, in the order of columns that make a row unique.

        Pages neither repeat nor skip a row, however many there are; raises `InvalidCursor` besides what
        `query` raises.
        """
        if after is not None:
            where = where & after_key(order, key_from(after, len(order)), descending)
        # The key comes along under other names, so that a page may show any columns.
        keys = ", ".join(f"{cursor_of(name)} AS {quoted(f'key {i}')}" for i, name in enumerate(order))
        shown = "*" if columns is None else ", ".join(map(quoted, columns))
        table = self.query(
            f"SELECT {shown}, {keys} FROM {quoted(dataset)} WHERE {where.sql}"
            f" ORDER BY {ordering(order, descending)} LIMIT {int(limit) + 1}",
            {dataset: entries},
            where.values,
            visible=visible,
            accounts=accounts,
            tables=tables,
        )
        return Page.of(table, len(order), limit)

    def close(self) -> None:
        """Let go of the engine's memory; the next question opens it again."""
        with self._lock:
            for connection in self._connections.values():
                connection.close()
            self._connections = {}

    @contextmanager
    def _cursor(self, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
        if not self._slots.acquire(timeout=self._patience):
            raise LakeBusy("Too many questions are being answered at once; ask again in a moment.")
        try:
            with self._connection(threads).cursor() as cursor:
                yield cursor
        finally:
            self._slots.release()

    def _connection(self, threads: int) -> duckdb.DuckDBPyConnection:
        # A forked server process must not use its parent's engine: its threads stayed behind.
        key = (os.getpid(), threads)
        with self._lock:
            if key not in self._connections:
                self._connections[key] = confined(self._root, threads, self._memory)
            return self._connections[key]

    def _assert_allowed(self, cursor: duckdb.DuckDBPyConnection, sql: str, views: tuple[str, ...]) -> None:
        if (sql, views) in self._allowed:
            return
        assert_reads_only(cursor, sql, views)
        if len(self._allowed) >= REMEMBERED:
            self._allowed.clear()
        self._allowed.add((sql, views))

    def _define(
        self,
        cursor: duckdb.DuckDBPyConnection,
        name: str,
        entries: Sequence[Entry],
        visible: pa.Table | None,
        accounts: Collection[int] | None,
    ) -> None:
        if entries:
            files = ", ".join(literal(str(self._root / entry.path)) for entry in entries)
            mixed = len({entry.fingerprint for entry in entries}) > 1
            source = f"read_parquet([{files}], union_by_name={str(mixed).lower()})"
        elif name in self._schemas:
            source = quoted(f"no {name}")
            cursor.register(f"no {name}", self._schemas[name].empty_table())
        else:
            raise UnknownDataset(f"There are no files of {name} and its columns are not known.")
        limits = ""
        if visible is not None:
            columns = cursor.sql(f"SELECT * FROM {source} LIMIT 0").columns
            limits = restriction(visible, columns)
        elif accounts is not None:
            limits = within(accounts)
        cursor.execute(f"CREATE TEMP VIEW {quoted(name)} AS SELECT u.* FROM {source} AS u {limits}")

    def _stamps(self, views: Views) -> list[tuple[int, int, int]]:
        """Which bytes the files are, as the file system tells; a published file never changes, but someone might."""
        paths = [self._root / entry.path for entries in views.values() for entry in entries]
        try:
            found = [path.stat() for path in paths]
        except FileNotFoundError:
            self._raise_if_stale(views)
            raise
        return [(one.st_ino, one.st_mtime_ns, one.st_size) for one in found]

    def _raise_if_stale(self, views: Views) -> None:
        for entries in views.values():
            for entry in entries:
                if not (self._root / entry.path).exists():
                    raise StaleSnapshot(
                        f"The file {entry.path} is gone; the snapshot that names it is too old."
                    ) from None


@contextmanager
def _limit(cursor: duckdb.DuckDBPyConnection, seconds: float | None) -> Iterator[None]:
    if seconds is None:
        yield
        return
    timer = threading.Timer(seconds, cursor.interrupt)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _exact(table: pa.Table) -> pa.Table:
    """Whole numbers wider than 64 bits (DuckDB's sums) as int64, refused where they do not fit; no floats."""
    for index, field in enumerate(table.schema):
        if pa.types.is_floating(field.type):
            raise InexactResult(f"Column {field.name} is a binary float; ask for whole numbers.")
        if pa.types.is_decimal(field.type) and field.type.scale == 0:
            table = table.set_column(index, field.name, table[field.name].cast(pa.int64()))
    return table
