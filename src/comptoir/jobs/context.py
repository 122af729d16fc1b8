"""JobContext: what a running job is given to say how far it is and to learn that it should stop."""

import time
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from comptoir.jobs.models import Job, JobState
from comptoir.kernel.clock import Clock
from comptoir.scope.actor import Actor, Channel

#: A progress report closer than this to the last one is kept back, in seconds.
REPORT_EVERY = 0.5


class Cancelled(Exception):
    """Somebody asked the job to stop, and it does."""


class LeaseLost(Exception):
    """Another worker has taken the job over: this one must write nothing more."""


class JobContext:
    """One attempt at one job. Its methods raise LeaseLost once the job is another worker's."""

    def __init__(self, job: Job, clock: Clock, lease: timedelta) -> None:
        self.job = job
        self.clock = clock
        self.lease = lease
        self._reported = 0.0

    @property
    def now(self) -> datetime:
        """The platform's time."""
        return self.clock.now()

    @property
    def actor(self) -> Actor:
        """The job as an author: it acts for who asked, with no rights of its own."""
        return Actor(
            label=self.job.requested_label,
            channel=Channel.JOB,
            user_id=self.job.requested_by,
            customer_id=self.job.customer_ref,
        )

    def heartbeat(self) -> None:
        """Prolongs the lease. The worker does so by itself too, from a thread of its own."""
        self._write()

    def progress(self, done: int, total: int | None = None, stage: str = "") -> None:
        """How far: `done` of `total`, in the stage of that name; cheap to call often. Raises Cancelled."""
        finished = total is not None and done >= total
        if stage == self.job.stage and not finished and time.monotonic() - self._reported < REPORT_EVERY:
            return
        self._reported = time.monotonic()
        self.job.done, self.job.total, self.job.stage = done, total, stage
        self._write(done=done, total=total, stage=stage)
        self.check_cancelled()

    def check_cancelled(self) -> None:
        """Raises Cancelled when somebody asked the job to stop."""
        asked = Job.objects.filter(pk=self.job.pk).values_list("cancel_requested_at", flat=True)
        if asked.first() is not None:
            raise Cancelled

    def _write(self, **fields: object) -> None:
        if not mine(self.job).update(lease_until=Now() + self.lease, **fields):
            raise LeaseLost


def mine(job: Job) -> QuerySet[Job]:
    """The job's row, while it is still this attempt's."""
    return Job.objects.filter(pk=job.pk, worker=job.worker, attempts=job.attempts, state=JobState.RUNNING)
