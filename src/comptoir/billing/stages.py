"""The stages of a bill run. Each ends in one commit; a run killed anywhere goes on from the last one (B-02).

Files are written first and published with the stage's own state in one transaction: what a killed process
left behind counts for nobody and is swept.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pyarrow as pa
from django.conf import settings
from django.db import transaction

from comptoir.billing.asking import as_table, charge_items
from comptoir.billing.charges import Asked
from comptoir.billing.drafting import save_drafts
from comptoir.billing.models import BillRun, BillRunState, Invoice, InvoiceLine, InvoiceSeries
from comptoir.billing.rating_task import RatingTask, TariffText, rate_and_write
from comptoir.catalogue.models import TariffVersion
from comptoir.inventory.assignments import FOREVER, rating_assignments
from comptoir.kernel.clock import brussels_midnight
from comptoir.kernel.identifiers import make_structured_communication
from comptoir.kernel.periods import Month
from comptoir.lake.entry import Entry
from comptoir.lake.executors import Executor, run_buckets
from comptoir.lake.files import write
from comptoir.lake.schemas import CHARGES, CHARGES_SORT
from comptoir.manifest.actions.publications import publish
from comptoir.manifest.queries import live
from comptoir.manifest.reading import lake
from comptoir.scope.actor import Actor
from comptoir.usage.actions.periods import close_period

Progress = Callable[[str, int, int | None], None]
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - instants in files are naive UTC
WORTH_A_POOL = 1_000_000  # records


def rate(run: BillRun, *, by: Actor, at: datetime, progress: Progress) -> None:
    """Re-rates the closed period from its raw records, so that their order of arrival never matters."""
    month = Month.parse(run.period)
    with transaction.atomic():
        close_period(month, by=by, at=at)
    entries = rated_entries(month, progress)
    with transaction.atomic():
        provisional = live("standard", periods=[run.period]).entries
        publish(key=f"bill:{run.period}:rated", add=entries, retire=provisional, at=at, reason="billing", by=by)
        move(run, BillRunState.OPEN, BillRunState.RATED)


def rated_entries(month: Month, progress: Progress) -> list[Entry]:
    """Rates every bucket of a month and writes the files; nothing is published."""
    raw = live("raw", periods=[str(month)]).entries
    if not raw:
        return []
    tasks = rating_tasks(month, raw)

    def count(done: int, total: int) -> None:
        progress("rating", done, total)

    results = run_buckets(rate_and_write, tasks, _executor(raw), settings.PROCESSES, count)
    return [entry for entries in results for entry in entries]


def _executor(raw: Sequence[Entry]) -> Executor:
    """A pool only where there is enough to rate: its processes take seconds to start."""
    if sum(entry.rows for entry in raw) < WORTH_A_POOL:
        return "serial"
    return settings.EXECUTOR


def rating_tasks(month: Month, raw: Sequence[Entry], *, standard: bool = False) -> list[RatingTask]:
    """One task per bucket, each with the files, tariffs and assignments it needs."""
    oldest = min((e.first_started_at for e in raw if e.first_started_at), default=None)
    first = Month.of(oldest.replace(tzinfo=UTC)) if oldest else month
    assignments = rating_assignments(min(first, month), month)
    tariffs = dated_tariffs()
    return [
        RatingTask(
            root=settings.LAKE_ROOT,
            period=str(month),
            bucket=bucket,
            paths=tuple(entry.path for entry in raw if entry.bucket == bucket),
            tariffs=tariffs,
            assignments=assignments,
            cache=settings.KERNEL_CACHE,
            standard=standard,
        )
        for bucket in sorted({entry.bucket for entry in raw})
    ]


def dated_tariffs() -> tuple[TariffText, ...]:
    """Every tariff with the instants between which it prices records."""
    versions = list(TariffVersion.objects.order_by("from_on"))
    starts = [_microseconds(brussels_midnight(version.from_on)) for version in versions]
    ends = [*starts[1:], _microseconds(FOREVER.replace(tzinfo=UTC))]
    return tuple(
        TariffText(version.document, version.destinations, start, end)
        for version, start, end in zip(versions, starts, ends, strict=True)
    )


def draft(run: BillRun, *, by: Actor, at: datetime, progress: Progress) -> None:
    """Publishes the run's charges and writes its invoices without numbers."""
    month = Month.parse(run.period)
    progress("drafting", 0, None)
    entries = charge_entries(month)
    rollups = live("rollup", periods=[run.period]).entries
    with transaction.atomic():
        publish(key=f"bill:{run.period}:charges", add=entries, at=at, reason="billing", by=by)
        count = save_drafts(run, entries, rollups)
        run.totals = {**run.totals, "invoices": count}
        move(run, BillRunState.RATED, BillRunState.DRAFTED, "totals")
    progress("drafting", count, count)


def charge_entries(month: Month) -> list[Entry]:
    """Computes the month's charges and writes their files, one per bucket; nothing is published."""
    table = as_table(charge_items(month, asked_in_advance(month)))
    buckets = settings.LAKE_BUCKETS
    accounts = table["billing_account_id"].to_numpy() % buckets
    parts = ((b, table.filter(pa.array(accounts == b))) for b in range(buckets))
    return [
        write(settings.LAKE_ROOT, "charges", str(month), bucket, part, CHARGES, CHARGES_SORT)
        for bucket, part in parts
        if part.num_rows
    ]


def asked_in_advance(month: Month) -> Asked:
    """What the run of the month before asked in advance for `month`, by account, line and offering."""
    before = live("charges", periods=[str(month.plus(-1))]).entries
    if not before:
        return {}
    rows = lake().query(
        "SELECT billing_account_id, line_id, code, sum(days)::BIGINT AS days,"
        " sum(amount_micro)::BIGINT AS micro FROM charges"
        " WHERE kind = 'recurring' AND from_on >= $first AND starts_with(invoice_line_key, 'recurring:')"
        " GROUP BY ALL",
        {"charges": before},
        {"first": month.first_day},
    )
    return {
        (row["billing_account_id"], row["line_id"], row["code"]): (row["days"], row["micro"])
        for row in rows.to_pylist()
    }


def issue(run: BillRun, *, by: Actor, at: datetime, progress: Progress) -> None:
    """Gives every draft its number, without gaps, in the order of the accounts' codes (B-03)."""
    progress("issuing", 0, None)
    with transaction.atomic():
        drafts = list(
            Invoice.objects.select_for_update().filter(run=run, number=None).order_by("billing_account__code", "pk")
        )
        for code in sorted({invoice.series for invoice in drafts}):
            _number([invoice for invoice in drafts if invoice.series == code], code)
        Invoice.objects.bulk_update(drafts, ["number", "structured_communication"], batch_size=500)
        run.totals = {**run.totals, **_totals(run)}
        move(run, BillRunState.DRAFTED, BillRunState.ISSUED, "totals")


def _number(invoices: Sequence[Invoice], series: str) -> None:
    counter, _ = InvoiceSeries.objects.get_or_create(code=series)
    counter = InvoiceSeries.objects.select_for_update().get(pk=counter.pk)
    for offset, invoice in enumerate(invoices):
        number = counter.next_number + offset
        invoice.number = f"{series}-{number:06d}"
        invoice.structured_communication = make_structured_communication(int(series) * 1_000_000 + number)
    counter.next_number += len(invoices)
    counter.save(update_fields=["next_number"])


def _totals(run: BillRun) -> dict[str, int]:
    invoices = Invoice.objects.filter(run=run)
    lines = InvoiceLine.objects.filter(invoice__run=run)
    return {
        "net_micro": sum(invoices.values_list("net_micro", flat=True)),
        "vat_micro": sum(invoices.values_list("vat_micro", flat=True)),
        "total_micro": sum(invoices.values_list("total_micro", flat=True)),
        "lines": lines.count(),
    }


def move(run: BillRun, before: BillRunState, after: BillRunState, *fields: str) -> None:
    """Takes the run from one state to the next; raises RunMoved when another process was faster."""
    moved = BillRun.objects.filter(pk=run.pk, state=before).update(
        state=after, **{name: getattr(run, name) for name in fields}
    )
    if not moved:
        raise RunMoved(f"The run of {run.period} went on elsewhere.")
    run.state = after


class RunMoved(Exception):
    """Another process took the run on; nothing of this stage was kept."""


def _microseconds(instant: datetime) -> int:
    return round((instant.astimezone(UTC).replace(tzinfo=None) - EPOCH).total_seconds()) * 1_000_000
