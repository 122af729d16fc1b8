"""Publishing a batch: the lake's files, the records set aside, the batch and the audit event, in one transaction.

Readers see all of it or nothing. The files are written first, against a snapshot of what the lake holds; when
somebody else published in the same months meanwhile, duplicates are looked for again before anything counts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.kernel.periods import Month
from comptoir.lake.entry import Entry
from comptoir.lake.files import discard
from comptoir.lake.prune import prune
from comptoir.manifest.actions.publications import hold_publishing, publish
from comptoir.manifest.queries import live
from comptoir.scope.actor import Actor
from comptoir.usage.actions.periods import first_open_month
from comptoir.usage.intake.engine import Progress
from comptoir.usage.intake.reading import Reading
from comptoir.usage.intake.sorted_files import DATASET, Written, mark_seen, own_months, write_sorted
from comptoir.usage.intake.staging import Staged
from comptoir.usage.models import BatchKind, BatchState, UsageBatch
from comptoir.usage.problems import AlreadyImported, UnableToImport

ATTEMPTS = 50
PUBLISHED = "usage.published"


class _Overtaken(Exception):
    """Somebody published in the same months, or closed one, since the files were written."""


@dataclass
class Plan:
    """Where the records go, and the files of the lake they were compared with."""

    targets: list[tuple[Month, str]]
    staged: Staged
    seen: dict[str, Entry] = field(default_factory=dict)

    def new_files(self) -> list[Entry]:
        """Files that may hold records of this batch and were not looked at yet."""
        if not self.targets:
            return []
        first, last = self.targets[0][0], max(Month.parse(period) for _, period in self.targets)
        periods = [str(first.plus(n)) for n in range(last.months_since(first) + 1)]
        found = prune(live(DATASET, periods=periods).entries, started=self._instants())
        return [entry for entry in found if entry.path not in self.seen]

    def is_current(self) -> bool:
        """Whether each month is still billed where this plan says."""
        return all(str(first_open_month(month)) == period for month, period in self.targets)

    def _instants(self) -> tuple[datetime | None, datetime | None]:
        last = self.staged.last_started_at
        return self.staged.first_started_at, last and last + timedelta(microseconds=1)


def plan_for(staged: Staged) -> Plan:
    """Each own month with the month in which it is billed now."""
    return Plan([(month, str(first_open_month(month))) for month in own_months(staged)], staged)


def publish_batch(
    batch: UsageBatch,
    reading: Reading,
    *,
    set_aside: Callable[[], int],
    by: Actor,
    at: datetime,
    progress: Progress,
) -> UsageBatch:
    """Let the good records of a reading count.

    `set_aside` runs in the same transaction and tells how many of its records wait in the quarantine.

    Raises AlreadyImported, and UnableToImport when others kept publishing in the same months.
    """
    root, plan = Path(settings.LAKE_ROOT), plan_for(reading.staged)
    for _ in range(ATTEMPTS):
        if not plan.is_current():
            plan = Plan(plan_for(reading.staged).targets, plan.staged, plan.seen)
        compare(reading, plan)
        written = write_sorted(
            reading.connection,
            root,
            resolution=reading.resolution,
            targets=plan.targets,
            buckets=settings.LAKE_BUCKETS,
            batch_id=batch.pk,
            tick=lambda done: progress("writing", done, reading.staged.good),
        )
        try:
            reading.assert_unchanged()
            _commit(batch, reading, plan, written, by, at, set_aside)
            return batch
        except _Overtaken:
            discard(root, written.entries)
        except BaseException:
            discard(root, written.entries)
            raise
    raise UnableToImport("usage.import.overtaken")


def compare(reading: Reading, plan: Plan) -> None:
    """Note which staged records the lake holds already, from files not looked at before."""
    root, new = Path(settings.LAKE_ROOT), plan.new_files()
    # A file swept this moment was replaced by one that the commit will find to be new.
    mark_seen(reading.connection, root, [entry for entry in new if (root / entry.path).exists()], plan.staged)
    plan.seen |= {entry.path: entry for entry in new}


@transaction.atomic
def _commit(
    batch: UsageBatch,
    reading: Reading,
    plan: Plan,
    written: Written,
    by: Actor,
    at: datetime,
    set_aside: Callable[[], int],
) -> None:
    hold_publishing()
    if not plan.is_current() or plan.new_files():
        raise _Overtaken
    if batch.kind == BatchKind.FILE:
        assert_new(batch.digest)
    if not UsageBatch.objects.select_for_update().filter(pk=batch.pk, state=BatchState.READING).exists():
        # Whoever could not see this process alive has given the batch up.
        raise UnableToImport("usage.import.interrupted")
    if written.entries:
        publication = publish(key=f"usage.batch:{batch.pk}", add=written.entries, at=at, reason="usage", by=by)
        batch.publication = publication.number
    _count(batch, reading.staged, written, set_aside())
    batch.state, batch.finished_at = BatchState.PUBLISHED, at
    batch.save()
    counts = {name: getattr(batch, name) for name in ("read", "accepted", "duplicate", "quarantined", "free")}
    record(actor=by, verb="usage.imported", obj=batch, at=at, periods=batch.periods, **counts)
    emit(PUBLISHED, {"batch": batch.pk}, at)


def assert_new(digest: str) -> None:
    """Raises AlreadyImported when a file with these bytes counts already."""
    first = UsageBatch.objects.filter(digest=digest, state=BatchState.PUBLISHED, kind=BatchKind.FILE).first()
    if first is not None:
        raise AlreadyImported(
            "usage.import.same_file",
            batch_id=first.pk,
            name=first.file_name,
            at=first.finished_at or first.received_at,
            batch=str(first.pk),
        )


def _count(batch: UsageBatch, staged: Staged, written: Written, waiting: int) -> None:
    batch.read, batch.free, batch.ignored = staged.read, staged.free, staged.ignored
    batch.accepted, batch.quarantined = written.accepted, waiting
    batch.duplicate = staged.read - staged.free - staged.ignored - written.accepted - waiting
    batch.first_on, batch.last_on, batch.periods = written.first_on, written.last_on, written.periods
