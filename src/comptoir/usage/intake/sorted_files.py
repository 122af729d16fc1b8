"""From the staging table to sorted files of the lake, each record once; nothing counts before it is published."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from comptoir.kernel.clock import brussels_date
from comptoir.kernel.periods import Month
from comptoir.lake.engine import literal
from comptoir.lake.entry import Entry
from comptoir.lake.files import FileWriter, discard
from comptoir.lake.schemas import USAGE_SORT
from comptoir.rating.schema import RECORDS
from comptoir.usage.intake.ahead import Ahead
from comptoir.usage.intake.engine import without_content
from comptoir.usage.intake.local_time import month_sql
from comptoir.usage.intake.resolution import Resolution
from comptoir.usage.intake.staging import Staged

DATASET = "raw"
BLOCK = 65_536
_KEY = ("line_id", "started_at", "record_id")
#: Called with the number of records written so far; raising in it ends the work.
Tick = Callable[[int], None]


@dataclass
class Written:
    """The files of a batch and what is in them."""

    entries: list[Entry] = field(default_factory=list)
    accepted: int = 0
    periods: dict[str, int] = field(default_factory=dict)
    first_on: date | None = None
    last_on: date | None = None


def own_months(staged: Staged) -> list[Month]:
    """The Brussels months in which the good records began, without gaps."""
    if staged.first_started_at is None or staged.last_started_at is None:
        return []
    month, last = (Month.of(_brussels_day(at)) for at in (staged.first_started_at, staged.last_started_at))
    months = [month]
    while month < last:
        month = month.next()
        months.append(month)
    return months


def mark_seen(connection: duckdb.DuckDBPyConnection, root: Path, files: Sequence[Entry], staged: Staged) -> None:
    """Note which staged records the given files of the lake hold already; adds to those noted before."""
    with without_content():
        key = "line_id BIGINT, started_at TIMESTAMP, record_id BIGINT"
        connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS seen ({key})")
        if not files or staged.first_started_at is None:
            return
        paths = ", ".join(literal(str(root / entry.path)) for entry in files)
        connection.execute(
            f"INSERT INTO seen SELECT DISTINCT l.line_id, l.started_at, l.record_id"
            f" FROM read_parquet([{paths}]) AS l"
            f" SEMI JOIN (SELECT started_at, record_id FROM staged WHERE reason = 0) AS s"
            f" ON s.record_id = l.record_id AND s.started_at = l.started_at"
            f" WHERE l.started_at BETWEEN TIMESTAMP '{staged.first_started_at}'"
            f" AND TIMESTAMP '{staged.last_started_at}'"
        )


def write_sorted(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    *,
    resolution: Resolution,
    targets: Sequence[tuple[Month, str]],
    buckets: int,
    batch_id: int,
    tick: Tick,
) -> Written:
    """Write the good records that were not seen before, in the order of the lake.

    `targets` names, for each own month, the period in which it is billed. On an error no file is left.
    """
    written = Written()
    if not targets:
        return written
    periods = sorted({period for _, period in targets})
    index = {period: str(position) for position, period in enumerate(periods)}
    with without_content():
        reader = connection.sql(
            _sorted_sql(resolution, [(month, index[period]) for month, period in targets], buckets, batch_id)
        ).to_arrow_reader(BLOCK)
    try:
        with Ahead(_blocks(reader)) as blocks:
            _write_parts(root, _parts(_once(iter(blocks))), periods, written, tick)
    except BaseException:
        discard(root, written.entries)
        raise
    return written


def _write_parts(
    root: Path,
    parts: Iterator[tuple[int, int, pa.Table]],
    periods: Sequence[str],
    written: Written,
    tick: Tick,
) -> None:
    place: tuple[int, int] | None = None
    file: FileWriter | None = None
    try:
        for position, bucket, table in parts:
            if (position, bucket) != place:
                _finish(file, written)
                place, period = (position, bucket), periods[position]
                file = FileWriter(root, DATASET, period, bucket, RECORDS, USAGE_SORT)
            assert file is not None
            file.write(table)
            written.accepted += table.num_rows
            tick(written.accepted)
        _finish(file, written)
    except BaseException:
        if file is not None:
            file.discard()
        raise


def _finish(file: FileWriter | None, written: Written) -> None:
    if file is None:
        return
    entry = file.finish()
    written.entries.append(entry)
    written.periods[entry.period] = written.periods.get(entry.period, 0) + entry.rows
    if entry.first_started_at is not None and entry.last_started_at is not None:
        first, last = _brussels_day(entry.first_started_at), _brussels_day(entry.last_started_at)
        written.first_on = min(written.first_on or first, first)
        written.last_on = max(written.last_on or last, last)


def _sorted_sql(resolution: Resolution, targets: Sequence[tuple[Month, str]], buckets: int, batch_id: int) -> str:
    found = (
        "SELECT s.record_id, "
        + ", ".join(f"{resolution.of(name)} AS {name}" for name in ("customer_id", "billing_account_id", "line_id"))
        + ", s.started_at, s.kind, s.direction, s.quantity, s.called, s.visited,"
        f" CAST({batch_id} AS BIGINT) AS batch_id, CAST({month_sql('s.started_at', targets)} AS SMALLINT) AS period"
        f" FROM staged s {resolution.joins} WHERE s.reason = 0 AND {resolution.is_clear}"
    )
    return (
        f"SELECT *, CAST(billing_account_id % {buckets} AS SMALLINT) AS bucket FROM ({found}) AS found"
        " ANTI JOIN seen USING (line_id, started_at, record_id)"
        " ORDER BY period, bucket, billing_account_id, line_id, started_at, record_id, quantity"
    )


def _blocks(reader: pa.RecordBatchReader) -> Iterator[pa.Table]:
    while True:
        with without_content():
            try:
                block = reader.read_next_batch()
            except StopIteration:
                return
            except (OSError, pa.ArrowInvalid) as error:
                raise duckdb.Error(str(error)) from None
        if block.num_rows:
            yield pa.Table.from_batches([block])


def _once(blocks: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The rows without those whose key is that of the row before: equal keys stand side by side."""
    last: tuple[int, ...] | None = None
    for block in blocks:
        keys = [_integers(block[name]) for name in _KEY]
        new = np.ones(block.num_rows, dtype=bool)
        same = np.logical_and.reduce([key[1:] == key[:-1] for key in keys])
        new[1:] = ~same
        first = tuple(int(key[0]) for key in keys)
        new[0] = first != last
        last = tuple(int(key[-1]) for key in keys)
        yield block if bool(new.all()) else block.filter(pa.array(new))


def _parts(blocks: Iterator[pa.Table]) -> Iterator[tuple[int, int, pa.Table]]:
    """Each block cut where the period or the bucket changes, in the schema of the lake."""
    for block in blocks:
        if not block.num_rows:
            continue
        period, bucket = _integers(block["period"]), _integers(block["bucket"])
        records = block.select(RECORDS.names).cast(RECORDS)
        changes = np.flatnonzero((period[1:] != period[:-1]) | (bucket[1:] != bucket[:-1])) + 1
        bounds = [0, *changes.tolist(), block.num_rows]
        for start, end in pairwise(bounds):
            yield int(period[start]), int(bucket[start]), records.slice(start, end - start)


def _integers(column: pa.ChunkedArray) -> "np.typing.NDArray[np.int64]":
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    values: np.typing.NDArray[np.int64] = column.to_numpy().astype(np.int64, copy=False)
    return values


def _brussels_day(at: datetime) -> date:
    return brussels_date(at.replace(tzinfo=UTC))
