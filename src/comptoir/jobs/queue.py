"""enqueue: asks for a piece of work; request_stop: asks to end it; start_again: asks for what failed once more."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from comptoir.audit.log import record
from comptoir.jobs.models import Job, JobState
from comptoir.jobs.registry import registered
from comptoir.scope.actor import Actor

OPEN = (JobState.QUEUED, JobState.RUNNING)


@transaction.atomic
def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    customer_id: int | None = None,
) -> Job:
    """A queued job; with a `key`, the open job of that key if there is one. Raises UnknownJob."""
    fields = {
        "kind": kind,
        "payload": payload,
        "customer_ref": customer_id,
        "requested_by": by.user_id,
        "requested_label": by.label,
        "created_at": at,
        "max_attempts": registered(kind).max_attempts,
    }
    if not key:
        return Job.objects.create(**fields)
    for _ in range(3):  # the open job may end between the two statements
        if existing := Job.objects.filter(key=key, state__in=OPEN).first():
            return existing
        try:
            with transaction.atomic():
                return Job.objects.create(key=key, **fields)
        except IntegrityError:
            continue
    return Job.objects.get(key=key, state__in=OPEN)


@transaction.atomic
def request_stop(*, job: Job, by: Actor, at: datetime) -> Job:
    """Stops a queued job now; asks a running one to stop at its next step. A finished one stays as it is."""
    found = Job.objects.select_for_update().get(pk=job.pk)
    if found.is_open and found.cancel_requested_at is None:
        record(actor=by, verb="job.stop_asked", obj=found, customer_id=found.customer_ref, at=at)
    if found.state == JobState.QUEUED:
        found.state = JobState.CANCELLED
        found.finished_at = at
    if found.is_open or found.state == JobState.CANCELLED:
        found.cancel_requested_at = found.cancel_requested_at or at
        found.save(update_fields=["state", "finished_at", "cancel_requested_at"])
    return found


@transaction.atomic
def start_again(*, job: Job, by: Actor, at: datetime) -> Job:
    """The same work once more; one that is open already is that one."""
    if job.is_open:
        return job
    anew = enqueue(job.kind, job.payload, by=by, at=at, key=job.key, customer_id=job.customer_ref)
    record(actor=by, verb="job.started_again", obj=job, customer_id=job.customer_ref, at=at)
    return anew
