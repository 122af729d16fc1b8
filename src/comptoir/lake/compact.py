"""Files replaced by others: small ones merged, rows taken out. What is replaced stays until it is swept."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from comptoir.lake.condition import Condition
from comptoir.lake.engine import literal, scratch
from comptoir.lake.entry import Entry, Replacement, StaleSnapshot, totals
from comptoir.lake.files import FileWriter, discard
from comptoir.lake.merge import merged, row_groups_of, sort_keys_of
from comptoir.lake.order import sort

SMALL_ROWS = 500_000
# A merged file grows no larger than this, so that a later deletion in it stays quick.
LARGE_ROWS = 2_000_000
# Up to here files are merged in memory, which is quicker; beyond, a row group of each at a time.
ROWS_IN_MEMORY = 1_000_000


class TotalsChanged(AssertionError):
    """Merged files do not hold what the originals held; nothing was kept."""


def compact(root: Path, entries: Iterable[Entry], small_rows: int = SMALL_ROWS) -> list[Replacement]:
    """Merge the files of fewer than `small_rows` rows, per dataset, period, bucket and schema.

    Each replacement holds one new file and the two or more it stands for, of the same rows and sums.
    Raises `StaleSnapshot`, `UnableToWrite`; then no new file is left behind.
    """
    replacements: list[Replacement] = []
    small = sorted((entry for entry in entries if entry.rows < small_rows), key=_group)
    try:
        for _, group in groupby(small, key=_group):
            portions = _portions(sorted(group, key=lambda entry: (entry.rows, entry.path)))
            replacements.extend(Replacement((_merge(root, portion),), portion) for portion in portions)
    except BaseException:
        discard(root, [entry for replacement in replacements for entry in replacement.add])
        raise
    return replacements


def rewrite_without(root: Path, entry: Entry, doomed: Condition) -> Entry | None:
    """The entry of a new file without the rows that meet the condition.

    The same entry when there are none, None when no row is left. The old file's bytes are gone once the
    replacement is published and the old file swept. Raises `StaleSnapshot`, `UnableToWrite`.
    """
    schema, keys = _shape(root, entry)
    if not _any(root, entry, doomed):
        return entry
    with FileWriter(root, entry.dataset, entry.period, entry.bucket, schema, keys) as file:
        kept = 0
        for table in _without(row_groups_of(root, entry), doomed):
            kept += table.num_rows
            file.write(table)
        return file.finish() if kept else None


def _group(entry: Entry) -> tuple[str, str, int, str]:
    return entry.dataset, entry.period, entry.bucket, entry.fingerprint


def _portions(entries: Iterable[Entry]) -> Iterator[tuple[Entry, ...]]:
    """Two or more entries at a time, up to the size of a large file."""
    portion: list[Entry] = []
    for entry in entries:
        if sum(other.rows for other in portion) + entry.rows > LARGE_ROWS:
            if len(portion) > 1:
                yield tuple(portion)
            portion = []
        portion.append(entry)
    if len(portion) > 1:
        yield tuple(portion)


def _merge(root: Path, together: Sequence[Entry]) -> Entry:
    first = together[0]
    schema, keys = _shape(root, first)
    with FileWriter(root, first.dataset, first.period, first.bucket, schema, keys) as file:
        sources = [row_groups_of(root, entry) for entry in together]
        if sum(entry.rows for entry in together) <= ROWS_IN_MEMORY:
            file.write(sort(pa.concat_tables(chain.from_iterable(sources)), keys))
        else:
            for table in merged(sources, keys):
                file.write(table)
        result = file.finish()
    if totals([result]) != totals(together):
        discard(root, [result])
        raise TotalsChanged(f"Merging files of {first.dataset} for {first.period} changed their totals.")
    return result


def _shape(root: Path, entry: Entry) -> tuple[pa.Schema, tuple[str, ...]]:
    path = root / entry.path
    try:
        return pq.read_schema(path).remove_metadata(), sort_keys_of(path)
    except FileNotFoundError:
        raise StaleSnapshot(f"The file {entry.path} is gone; the snapshot that names it is too old.") from None


def _any(root: Path, entry: Entry, doomed: Condition) -> bool:
    """Whether a row meets the condition; most files that may hold one are found not to, without rewriting."""
    with scratch() as connection:
        source = f"read_parquet({literal(str(root / entry.path))})"
        found = connection.execute(f"SELECT 1 FROM {source} WHERE {doomed.sql} LIMIT 1", list(doomed.values))
        return found.fetchone() is not None


def _without(tables: Iterator[pa.Table], doomed: Condition) -> Iterator[pa.Table]:
    """The rows that do not meet the condition, in their order; a row for which it is unknown stays."""
    keep = f"SELECT * FROM rows WHERE NOT coalesce(({doomed.sql}), false)"
    with scratch() as connection:
        for table in tables:
            connection.register("rows", table)
            kept = connection.sql(keep, params=list(doomed.values)).to_arrow_table()
            yield pa.Table.from_arrays(kept.columns, schema=table.schema)
