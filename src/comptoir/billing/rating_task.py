"""One bucket of a run's usage, rated and written: what a process of the pool, or a cluster's task, is handed.

Values in, entries out. It knows no database: paths, tariffs and assignments come along.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from comptoir.lake.entry import Entry
from comptoir.lake.files import write
from comptoir.lake.rollup import rollup
from comptoir.lake.schemas import ROLLUP, ROLLUP_SORT, USAGE_SORT
from comptoir.rating.bucket import DatedTariff, rate_bucket
from comptoir.rating.reading import read_tariff
from comptoir.rating.rules import CompiledTariff, compile_tariff
from comptoir.rating.schema import RATED


class RecordsWithoutPlan(Exception):
    """Records of lines that had no plan when they started: the message counts them and names a line."""


@dataclass(frozen=True, slots=True)
class TariffText:
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
    tariffs: tuple[TariffText, ...]
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
    """The bucket's records, priced, in the order of the disk; raises RecordsWithoutPlan."""
    found = rate_bucket(
        [task.root / path for path in task.paths],
        [DatedTariff(compiled(text), text.from_us, text.to_us) for text in task.tariffs],
        task.assignments,
        at_standard_price=task.standard,
        cache_root=task.cache,
    )
    if found.unassigned.num_rows:
        raise RecordsWithoutPlan(
            f"{found.unassigned.num_rows} records have no plan, the first of line"
            f" {found.unassigned['line_id'][0].as_py()}."
        )
    return found.records


@lru_cache(maxsize=8)
def compiled(text: TariffText) -> CompiledTariff:
    """The tariff of these documents, ready to price; kept by the process."""
    return compile_tariff(read_tariff(text.document, text.destinations))
