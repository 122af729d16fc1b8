"""What a running job may say and ask: alive, how far, whether to stop."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from comptoir.jobs.models import Job, JobState

LEASE = timedelta(seconds=60)


class Cancelled(Exception):
    """Someone asked the job to stop; what it committed stays."""


class LeaseLost(Exception):
    """Another worker took the job over: this one was silent for longer than its lease."""


@dataclass
class JobContext:
    """One attempt at a job. `now` gives the instant; every call renews the lease."""

    job: Job
    now: Callable[[], datetime]

    def heartbeat(self, **fields: Any) -> None:
        """Renews the lease; raises LeaseLost when it has passed to another worker."""
        at = self.now()
        mine = Job.objects.filter(
            pk=self.job.pk, state=JobState.RUNNING, worker=self.job.worker, attempts=self.job.attempts
        )
        if not mine.update(lease_until=at + LEASE, **fields):
            raise LeaseLost(f"Job {self.job.pk} went on elsewhere.")

    def progress(self, done: int, total: int | None = None, stage: str = "") -> None:
        """Notes how far the job is, and stops it if someone asked for that."""
        self.heartbeat(done=done, total=total, stage=stage)
        self.check_cancelled()

    def check_cancelled(self) -> None:
        """Raises Cancelled once someone asked the job to stop."""
        if Job.objects.filter(pk=self.job.pk, cancel_requested_at__isnull=False).exists():
            raise Cancelled
