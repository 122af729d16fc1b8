"""The worker: takes the oldest job that is due, carries it out, notes the result.

A lease says who has a job and until when. A worker killed with -9 says nothing any more: its lease runs out and the
next one takes the job, up to its attempts. django-tasks leaves such a task running for ever, which is why the queue
is our own table; see docs/adr.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q

from comptoir.jobs.context import LEASE, Cancelled, JobContext, LeaseLost
from comptoir.jobs.models import Job, JobState
from comptoir.jobs.registry import registered

log = logging.getLogger(__name__)
PAUSE = 1.0  # seconds between looks at an empty queue


def take(worker: str, at: datetime) -> Job | None:
    """The oldest job that is queued, or whose worker has been silent too long; now this worker's."""
    expired = Q(state=JobState.RUNNING, lease_until__lte=at)
    with transaction.atomic():
        due = Job.objects.select_for_update(skip_locked=True) if _can_skip() else Job.objects
        job = due.filter(Q(state=JobState.QUEUED) | expired).order_by("created_at", "pk").first()
        if job is None:
            return None
        if job.attempts >= job.max_attempts:
            _finish(job, JobState.FAILED, at, error="The worker died each time.")
            return job
        job.state, job.worker, job.attempts = JobState.RUNNING, worker, job.attempts + 1
        job.started_at, job.lease_until = job.started_at or at, at + LEASE
        job.save(update_fields=["state", "worker", "attempts", "started_at", "lease_until"])
    return job


def carry_out(job: Job, now: Callable[[], datetime]) -> None:
    """Runs one taken job to its end; its errors are noted on it and never reach the worker."""
    context = JobContext(job, now)
    try:
        result = registered(job.kind).carry_out(context, job.payload)
    except LeaseLost:
        return
    except Cancelled:
        _finish(job, JobState.CANCELLED, now())
    except Exception as error:
        log.exception("Job %s (%s) failed", job.pk, job.kind)
        _fail(job, now(), error)
    else:
        _finish(job, JobState.DONE, now(), result=dict(result or {}))


def work(
    worker: str,
    now: Callable[[], datetime],
    *,
    drain: bool = False,
    stop: threading.Event | None = None,
    before: Callable[[datetime], object] = lambda _: None,
) -> int:
    """Takes jobs until `stop` is set, or with `drain` until none is left; how many. `before` runs at each look."""
    stop = stop or threading.Event()
    count = 0
    while not stop.is_set():
        close_old_connections()
        before(now())
        job = take(worker, now())
        if job is not None and job.state == JobState.RUNNING:
            carry_out(job, now)
            count += 1
        elif job is None and drain:
            break
        elif job is None:
            stop.wait(PAUSE)
    return count


def _fail(job: Job, at: datetime, error: Exception) -> None:
    """Tries again while attempts are left; otherwise the job has failed, and says why in one line."""
    said = str(error) or type(error).__name__
    if job.attempts < job.max_attempts:
        Job.objects.filter(pk=job.pk, worker=job.worker, attempts=job.attempts).update(
            state=JobState.QUEUED, error=said, lease_until=None
        )
    else:
        _finish(job, JobState.FAILED, at, error=said)


def _finish(job: Job, state: JobState, at: datetime, **fields: object) -> None:
    changed: dict[str, object] = {"state": state, "finished_at": at, "lease_until": None, **fields}
    if state == JobState.DONE:
        changed |= {"done": F("total") if job.total else F("done"), "error": ""}
    Job.objects.filter(pk=job.pk, attempts=job.attempts).update(**changed)
    job.refresh_from_db()


def _can_skip() -> bool:
    return bool(connection.features.has_select_for_update_skip_locked)
