"""Several sorted streams made one, a row group of each in memory at a time."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from comptoir.lake.entry import Entry, StaleSnapshot
from comptoir.lake.order import sort


def row_groups(path: Path) -> Iterator[pa.Table]:
    """The rows of one file, a row group at a time, in the file's order."""
    with pq.ParquetFile(path) as file:
        for index in range(file.num_row_groups):
            yield file.read_row_group(index)


def row_groups_of(root: Path, entry: Entry) -> Iterator[pa.Table]:
    """The same for an entry; raises `StaleSnapshot` when its file is gone."""
    try:
        yield from row_groups(root / entry.path)
    except FileNotFoundError:
        raise StaleSnapshot(f"The file {entry.path} is gone; the snapshot that names it is too old.") from None


def sort_keys_of(path: Path) -> tuple[str, ...]:
    """The columns by which the file was sorted when it was written."""
    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        return tuple(names[key.column_index] for key in file.metadata.row_group(0).sorting_columns)


def merged(sources: Sequence[Iterator[pa.Table]], by: Sequence[str]) -> Iterator[pa.Table]:
    """One sorted stream of all rows; each source must be sorted by the same columns."""
    streams = [source for source in map(_Stream, sources) if source.load()]
    while streams:
        cut = min(stream.last_key(by) for stream in streams)
        parts = [stream.take_to(cut, by) for stream in streams]
        yield sort(pa.concat_tables(parts), by)
        streams = [stream for stream in streams if stream.load()]


Key = tuple[tuple[bool, Any], ...]


class _Stream:
    """A sorted source with the rows that were read from it and not yet given on."""

    def __init__(self, source: Iterator[pa.Table]) -> None:
        self._source = source
        self._rows: pa.Table | None = None

    def load(self) -> bool:
        """Read on if nothing is in hand; False at the end."""
        while self._rows is None or not self._rows.num_rows:
            self._rows = next(self._source, None)
            if self._rows is None:
                return False
        return True

    def last_key(self, by: Sequence[str]) -> Key:
        assert self._rows is not None
        return _key(self._rows, self._rows.num_rows - 1, by)

    def take_to(self, cut: Key, by: Sequence[str]) -> pa.Table:
        """The rows up to and with the key `cut`; they are no longer in hand."""
        rows = self._rows
        assert rows is not None
        count = bisect_right(range(rows.num_rows), cut, key=lambda row: _key(rows, row, by))
        self._rows = rows.slice(count)
        return rows.slice(0, count)


def _key(table: pa.Table, row: int, by: Sequence[str]) -> Key:
    """A comparable key of one row; an empty value comes last, as it does in a sorted table."""
    values = (table[name][row].as_py() for name in by)
    return tuple((value is None, 0 if value is None else value) for value in values)
