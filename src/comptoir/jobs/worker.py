"""The worker: takes one job after another, on a lease that expires when the worker dies.

A lease is kept by the database's clock, so that workers on several hosts agree. A worker killed with -9 leaves
its job RUNNING; once the lease is over the next worker takes it again.
"""

import logging
import os
import socket
import threading
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from comptoir.jobs.context import Cancelled, JobContext, LeaseLost, mine
from comptoir.jobs.daily import begin_day
from comptoir.jobs.dispatch import dispatch_waiting
from comptoir.jobs.models import Job, JobState
from comptoir.jobs.registry import registered
from comptoir.kernel.clock import Clock
from comptoir.kernel.explanation import Step
from comptoir.kernel.money import Money

LEASE = timedelta(seconds=60)
BACKOFF = timedelta(seconds=5)
POLL = 0.5

#: Values that keep their kind in a refusal, so that they are written as the reader's language does.
KEPT = (str, bool, int, Decimal, date, Money)

log = logging.getLogger(__name__)


@dataclass
class Worker:
    """Carries out jobs until told to stop. `clock` is the platform's; the lease is the database's."""

    clock: Clock
    lease: timedelta = LEASE
    backoff: timedelta = BACKOFF
    name: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}")
    stopping: threading.Event = field(default_factory=threading.Event)
    day: date | None = None

    def run_forever(self) -> None:
        """Until `stopping` is set; the job at hand is finished first."""
        while not self.stopping.is_set():
            try:
                self._begin_day()
                worked = self.run_one()
            except OperationalError:
                log.exception("The database did not answer; trying again.")
                connection.close()
                worked = False
            if not worked:
                close_old_connections()
                self.stopping.wait(POLL)

    def drain(self) -> int:
        """Until nothing is left that can be done now; how many jobs were carried out."""
        count = 0
        while not self.stopping.is_set() and self.run_one():
            count += 1
        return count

    def _begin_day(self) -> None:
        """Asks for the day's work once a Brussels date; a worker that only drains leaves it to the others."""
        today = self.clock.today()
        if today != self.day:
            begin_day(today, self.clock.now())
            self.day = today

    def run_one(self) -> bool:
        """Dispatches waiting events, then carries out one job; False when there is none."""
        dispatch_waiting()
        job = self.take()
        if job is None:
            return False
        self._carry_out(job)
        return True

    @transaction.atomic
    def take(self) -> Job | None:
        """The next job that is due, now leased to this worker; None when there is none."""
        due = Q(state=JobState.QUEUED) & (Q(not_before=None) | Q(not_before__lte=Now()))
        abandoned = Q(state=JobState.RUNNING, lease_until__lte=Now())
        jobs = Job.objects.select_for_update(skip_locked=True).filter(due | abandoned).order_by("pk")
        while (job := jobs.first()) is not None:
            if job.state == JobState.RUNNING and job.attempts >= job.max_attempts:
                _end(job, JobState.FAILED, self.clock, failure={"message": "job.worker_lost", "values": {}})
                continue
            if job.cancel_requested_at is not None:
                _end(job, JobState.CANCELLED, self.clock)
                continue
            return self._lease(job)
        return None

    def _lease(self, job: Job) -> Job:
        job.state, job.worker, job.attempts = JobState.RUNNING, self.name, job.attempts + 1
        job.started_at = self.clock.now()
        Job.objects.filter(pk=job.pk).update(
            state=job.state,
            worker=job.worker,
            attempts=job.attempts,
            started_at=job.started_at,
            lease_until=Now() + self.lease,
            error="",
            failure={},
        )
        return job

    def _carry_out(self, job: Job) -> None:
        context = JobContext(job, self.clock, self.lease)
        try:
            with self._pulse(context):
                result = registered(job.kind).carry_out(context, job.payload)
            self._close(job, JobState.DONE, result=dict(result or {}))
        except LeaseLost:
            log.warning("Job %s was taken over by another worker.", job.pk)
        except Cancelled:
            self._close(job, JobState.CANCELLED)
        except Exception as error:
            self._failed(job, error)

    def _failed(self, job: Job, error: Exception) -> None:
        """A refusal is final; anything else is tried again, later each time, while attempts are left."""
        log.error("Job %s (%s) failed: %s", job.pk, job.kind, error)
        if failure := _refusal(error):
            # Its sentence says all there is to say: a trace would help nobody.
            self._close(job, JobState.FAILED, error="", failure=failure)
            return
        trace = traceback.format_exc()
        if job.attempts < job.max_attempts:
            wait = self.backoff * 2 ** (job.attempts - 1)
            fields = {
                "state": JobState.QUEUED,
                "not_before": Now() + wait if wait else None,
                "worker": "",
                "lease_until": None,
            }
            mine(job).update(error=trace, **fields)
            return
        self._close(job, JobState.FAILED, error=trace, failure={"message": "job.broke", "values": {}})

    def _close(self, job: Job, state: JobState, **fields: object) -> None:
        rows = mine(job)
        if not rows.update(state=state, finished_at=self.clock.now(), lease_until=None, **fields):
            log.warning("Job %s ended here, but another worker has it.", job.pk)

    @contextmanager
    def _pulse(self, context: JobContext) -> Iterator[None]:
        """Prolongs the lease from a thread while the job runs, so that a long step cannot lose it."""
        over = threading.Event()
        thread = threading.Thread(target=_beat, args=(context, over, self.lease / 4), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def _beat(context: JobContext, over: threading.Event, every: timedelta) -> None:
    try:
        while not over.wait(every.total_seconds()):
            # A busy database is no reason to give up: the next beat may get through.
            with suppress(OperationalError):
                context.heartbeat()
    except LeaseLost:
        pass  # the job learns it at its own next word
    finally:
        connection.close()


def _end(job: Job, state: JobState, clock: Clock, **fields: object) -> None:
    Job.objects.filter(pk=job.pk).update(state=state, finished_at=clock.now(), lease_until=None, **fields)


def _refusal(error: Exception) -> dict[str, object] | None:
    """What an `UnableTo...` says; None for an accident."""
    message, values = getattr(error, "message", None), getattr(error, "values", None)
    if not isinstance(message, str) or not isinstance(values, dict):
        return None
    said = {name: value if isinstance(value, KEPT) else str(value) for name, value in values.items()}
    return {"message": message, "values": Step(message, said).to_json()["values"]}
