"""One bucket of the lake: files in, priced records out. Who runs it (a loop, a pool, Spark) does not matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from comptoir.kernel.clock import brussels_midnight
from comptoir.lake.order import sort
from comptoir.rating.assigning import assign
from comptoir.rating.pricing import rate
from comptoir.rating.rules import CompiledTariff, standard
from comptoir.rating.schema import DISK_ORDER, RATED, RECORDS, check
from comptoir.rating.state import BundleState


class NoTariff(ValueError):
    """A record started before the first tariff or after the last."""


@dataclass(frozen=True)
class DatedTariff:
    """A tariff and when it is in force: [from_us, to_us) in microseconds of naive UTC."""

    compiled: CompiledTariff
    from_us: int = -(2**62)
    to_us: int = 2**62


@dataclass(frozen=True)
class RatedBucket:
    """`records` are priced (schema RATED, sorted as on disk); `unassigned` (schema RECORDS) had no plan."""

    records: pa.Table
    unassigned: pa.Table
    state: BundleState


def rate_bucket(
    paths: Sequence[Path],
    tariffs: Sequence[DatedTariff],
    assignments: pa.Table,
    *,
    at_standard_price: bool = False,
    state: BundleState | None = None,
    cache_root: Path | None = None,
) -> RatedBucket:
    """Prices the records in some Parquet files of schema RECORDS; all records of a pool are among them.

    `assignments` (schema ASSIGNMENTS) says which plan and pool a line had when. Records whose line had no
    plan at their start come back apart, so that nothing is lost. `at_standard_price` leaves bundles out (U-04).
    Raises NoTariff, UnknownPlan, OutOfBounds, WrongSchema; then nothing is priced.
    """
    read = [pq.read_table(path, schema=RECORDS) for path in paths] or [RECORDS.empty_table()]
    records = sort(pa.concat_tables(read), DISK_ORDER).combine_chunks()
    return rate_by_date(
        records,
        tariffs,
        assignments,
        at_standard_price=at_standard_price,
        state=state,
        cache_root=cache_root,
    )


def rate_by_date(
    records: pa.Table,
    tariffs: Sequence[DatedTariff],
    assignments: pa.Table,
    *,
    at_standard_price: bool = False,
    state: BundleState | None = None,
    cache_root: Path | None = None,
) -> RatedBucket:
    """Prices records (schema RECORDS), each by the tariff in force at its start, the earlier tariff first.

    A bundle that a later tariff still has, by its id, goes on from where it stood.
    """
    check(records, RECORDS)
    state = state or BundleState()
    done: list[pa.Table] = []
    apart: list[pa.Table] = []
    for dated in sorted(tariffs, key=lambda item: item.from_us):
        part = _started_within(records, dated.from_us, dated.to_us)
        if not part.num_rows:
            continue
        tariff = standard(dated.compiled) if at_standard_price else dated.compiled
        found = assign(part, assignments, tariff, cache_root)
        rated = rate(found.records, tariff, state, cache_root=cache_root)
        state = rated.state
        done.append(rated.records)
        apart.append(found.unassigned)
    if sum(table.num_rows for table in (*done, *apart)) != records.num_rows:
        raise NoTariff("A record started when no tariff was in force.")
    together = pa.concat_tables(done) if done else RATED.empty_table()
    missing = pa.concat_tables(apart) if apart else RECORDS.empty_table()
    return RatedBucket(sort(together, DISK_ORDER), missing, state)


def tariffs_in_turn(tariffs: Sequence[CompiledTariff]) -> tuple[DatedTariff, ...]:
    """Each tariff from its `valid_from` (midnight in Brussels) until the next one's."""
    ordered = sorted(tariffs, key=lambda item: item.tariff.valid_from)
    starts = [_midnight_us(item.tariff.valid_from) for item in ordered]
    ends = [*starts[1:], 2**62]
    return tuple(map(DatedTariff, ordered, starts, ends))


def _started_within(records: pa.Table, from_us: int, to_us: int) -> pa.Table:
    started = records["started_at"].combine_chunks().cast(pa.int64()).to_numpy()
    if len(started) and started.min() >= from_us and started.max() < to_us:
        return records
    return records.filter(pa.array((started >= from_us) & (started < to_us)))


def _midnight_us(day: date) -> int:
    return int(brussels_midnight(day).timestamp()) * 1_000_000
