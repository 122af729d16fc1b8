"""One bucket of a run's usage, rated and written: what a process of the pool, or a cluster's task, is handed.

Values in, entries out. It knows no database: paths, tariffs and assignments come along.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from comptoir.lake.entry import Entry
from comptoir.lake.files import write
from comptoir.lake.rollup import rollup
from comptoir.lake.schemas import ROLLUP, ROLLUP_SORT, USAGE_SORT
from comptoir.rating.schema import RATED


@dataclass(frozen=True, slots=True)
class DatedTariff:
    """A tariff's documents and the naive UTC microseconds [from, to) in which records are priced by it."""

    document: str
    destinations: str
    from_us: int
    to_us: int


@dataclass(frozen=True, slots=True)
class RatingTask:
    root: Path
    period: str
    bucket: int
    paths: tuple[str, ...]
    tariffs: tuple[DatedTariff, ...]
    assignments: pa.Table
    cache: Path
    standard: bool = False


def rate_and_write(task: RatingTask) -> tuple[Entry, ...]:
    """Rates the bucket's raw files; writes `rated` and `rollup` (or `standard`) and returns their entries."""
    rated = rate_files(task)
    if task.standard:
        return (write(task.root, "standard", task.period, task.bucket, rated, RATED, USAGE_SORT),)
    sums = rollup(rated, task.period)
    return (
        write(task.root, "rated", task.period, task.bucket, rated, RATED, USAGE_SORT),
        write(task.root, "rollup", task.period, task.bucket, sums, ROLLUP, ROLLUP_SORT),
    )


def rate_files(task: RatingTask) -> pa.Table:
    """The bucket's records, priced, in the order of the disk."""
    raise NotImplementedError(task.bucket)


def tariffs_between(versions: Sequence[DatedTariff], first: int, last: int) -> list[DatedTariff]:
    """The tariffs that price any record started between two instants."""
    return [version for version in versions if version.from_us <= last and first < version.to_us]
