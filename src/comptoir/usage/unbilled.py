"""Traffic not yet billed, priced at the standard price: visible within hours of the communication (U-04).

Without bundles each record has its price alone, whatever came before it: a batch is priced once, after it was
published, and never again. A bill run retires the files of its month when it publishes the billed ones.
"""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction

from comptoir.audit.log import record
from comptoir.catalogue.models import TariffVersion
from comptoir.catalogue.tariffs import tariff_on
from comptoir.inventory.assignments import rating_assignments
from comptoir.kernel.clock import brussels_midnight
from comptoir.kernel.periods import Month
from comptoir.lake.entry import Entry, StaleSnapshot
from comptoir.lake.files import FileWriter, discard
from comptoir.lake.schemas import USAGE_SORT
from comptoir.manifest.actions.publications import hold_publishing, publish
from comptoir.manifest.queries import live
from comptoir.rating.assigning import UnknownPlan
from comptoir.rating.bounds import OutOfBounds
from comptoir.rating.bucket import DatedTariff, NoTariff, rate_by_date
from comptoir.rating.schema import RATED, RECORDS
from comptoir.scope.actor import Actor
from comptoir.usage.actions.periods import first_open_month
from comptoir.usage.intake.sorted_files import DATASET
from comptoir.usage.models import BatchState, UsageBatch
from comptoir.usage.problems import UsageProblem

STANDARD = "standard"
ROWS_AT_ONCE = 500_000
ATTEMPTS = 5


class UnableToPrice(UsageProblem):
    """Records that no tariff prices; they stay in the lake and are priced when one does."""


def price_waiting(*, by: Actor, at: datetime) -> int:
    """Price every published batch that was not priced yet; how many there were. Raises UnableToPrice."""
    waiting = UsageBatch.objects.filter(state=BatchState.PUBLISHED, priced_at=None).order_by("pk")
    count = 0
    for batch in waiting:
        price_batch(batch, by=by, at=at)
        count += 1
    return count


def price_batch(batch: UsageBatch, *, by: Actor, at: datetime) -> None:
    """Price the records of a published batch in months still open; doing it again changes nothing."""
    for attempt in range(1, ATTEMPTS + 1):
        entries: list[Entry] = []
        try:
            periods = _open_periods(batch)
            entries = _priced(batch, periods)
            if _publish(batch, periods, entries, by, at):
                return
        except (StaleSnapshot, FileNotFoundError):
            if attempt == ATTEMPTS:
                raise
        except BaseException:
            discard(_root(), entries)
            raise
        discard(_root(), entries)


def dated_tariffs() -> list[DatedTariff]:
    """Every tariff with the instants between which it prices records."""
    days = list(TariffVersion.objects.order_by("from_on").values_list("from_on", flat=True))
    starts = [_micros(day) for day in days]
    ends = [*starts[1:], 2**62]
    return [DatedTariff(tariff_on(day), start, end) for day, start, end in zip(days, starts, ends, strict=True)]


def _priced(batch: UsageBatch, periods: list[str]) -> list[Entry]:
    written: list[Entry] = []
    if not periods or batch.first_on is None:
        return written
    tariffs = dated_tariffs()
    assignments = rating_assignments(Month.of(batch.first_on), Month.of(batch.last_on or batch.first_on))
    try:
        for entry in live(DATASET, periods=periods).entries:
            priced = _price_file(batch, entry, tariffs, assignments)
            written += [priced] if priced else []
    except BaseException:
        discard(_root(), written)
        raise
    return written


def _price_file(batch: UsageBatch, entry: Entry, tariffs: list[DatedTariff], assignments: pa.Table) -> Entry | None:
    writer: FileWriter | None = None
    try:
        for table in _records_of(batch.pk, _root() / entry.path):
            rated = _rate(table, tariffs, assignments)
            if rated.num_rows:
                writer = writer or FileWriter(_root(), STANDARD, entry.period, entry.bucket, RATED, USAGE_SORT)
                writer.write(rated)
        return writer.finish() if writer else None
    except BaseException:
        if writer:
            writer.discard()
        raise


def _rate(records: pa.Table, tariffs: list[DatedTariff], assignments: pa.Table) -> pa.Table:
    try:
        found = rate_by_date(
            records, tariffs, assignments, at_standard_price=True, cache_root=Path(settings.KERNEL_CACHE)
        )
    except NoTariff:
        raise UnableToPrice("usage.price.no_tariff") from None
    except (UnknownPlan, OutOfBounds) as error:
        raise UnableToPrice("usage.price.no_plan", reason=str(error)) from None
    return found.records


def _records_of(batch_id: int, path: Path) -> Iterator[pa.Table]:
    """The batch's records in a raw file, some row groups at a time; groups without any are not read."""
    with pq.ParquetFile(path) as file:
        column = RECORDS.get_field_index("batch_id")
        groups: list[int] = []
        rows = 0
        for index in range(file.num_row_groups):
            facts = file.metadata.row_group(index).column(column).statistics
            if facts is not None and facts.has_min_max and not facts.min <= batch_id <= facts.max:
                continue
            groups.append(index)
            rows += file.metadata.row_group(index).num_rows
            if rows >= ROWS_AT_ONCE:
                yield _read_groups(file, groups, batch_id)
                groups, rows = [], 0
        if groups:
            yield _read_groups(file, groups, batch_id)


def _read_groups(file: pq.ParquetFile, groups: list[int], batch_id: int) -> pa.Table:
    table = file.read_row_groups(groups).cast(RECORDS)
    return table.filter(pc.equal(table["batch_id"], batch_id))


@transaction.atomic
def _publish(batch: UsageBatch, periods: list[str], entries: list[Entry], by: Actor, at: datetime) -> bool:
    """False when a month was closed meanwhile: what was priced for it would never be retired."""
    hold_publishing()
    current = UsageBatch.objects.select_for_update().get(pk=batch.pk)
    if current.priced_at is not None:
        discard(_root(), entries)
        return True
    if _open_periods(batch) != periods:
        return False
    if entries:
        publish(key=f"usage.standard:{batch.pk}", add=entries, at=at, reason=STANDARD, by=by)
    UsageBatch.objects.filter(pk=batch.pk).update(priced_at=at)
    batch.priced_at = at
    record(actor=by, verb="usage.priced", obj=batch, at=at, records=sum(entry.rows for entry in entries))
    return True


def _open_periods(batch: UsageBatch) -> list[str]:
    return [period for period in sorted(batch.periods) if str(first_open_month(Month.parse(period))) == period]


def _micros(day: date) -> int:
    return int(brussels_midnight(day).timestamp()) * 1_000_000


def _root() -> Path:
    return Path(settings.LAKE_ROOT)
