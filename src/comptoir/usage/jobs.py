"""Work on usage that takes its time: a file from the console, the standard price of a batch."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from comptoir.access.capabilities import OPERATE_USAGE
from comptoir.jobs.context import Cancelled, JobContext, LeaseLost
from comptoir.jobs.registry import job
from comptoir.scope.actor import Actor
from comptoir.usage.actions.batches import import_file
from comptoir.usage.actions.quarantine import replay as replay_records
from comptoir.usage.actions.uploads import IMPORT, clear_uploads, incoming_folder, remove
from comptoir.usage.intake.engine import Progress
from comptoir.usage.mapping_file import load
from comptoir.usage.models import UsageBatch
from comptoir.usage.problems import UsageProblem
from comptoir.usage.unbilled import price_batch

REPLAY, PRICE = "usage.replay", "usage.price"


@job(IMPORT)
def import_upload(context: JobContext, payload: dict[str, Any]) -> Mapping[str, Any]:
    """Imports an uploaded file; its result is the batch. The upload goes with the job's end, however it ends."""
    clear_uploads()
    try:
        batch = _imported(context, payload)
    except LeaseLost:
        raise  # whoever took the job over reads the file now
    except (Cancelled, UsageProblem):
        remove(payload["upload"])
        raise
    except Exception:
        if context.job.attempts >= context.job.max_attempts:
            remove(payload["upload"])
        raise
    remove(payload["upload"])
    return {"batch": batch.pk}


@job(REPLAY)
def replay_waiting(context: JobContext, payload: dict[str, Any]) -> Mapping[str, Any]:
    """Replays the waiting records, of one batch where the payload names it."""
    batch = UsageBatch.objects.get(pk=payload["batch"]) if payload.get("batch") else None
    batches = replay_records(by=_author(context), at=context.now, batch=batch, progress=_progress(context))
    return {"batches": [made.pk for made in batches]}


@job(PRICE)
def price_published(context: JobContext, payload: dict[str, Any]) -> None:
    """Prices a batch at the standard price, after it was published (U-04)."""
    price_batch(UsageBatch.objects.get(pk=payload["batch"]), by=_author(context), at=context.now)


def _imported(context: JobContext, payload: dict[str, Any]) -> UsageBatch:
    return import_file(
        incoming_folder() / payload["upload"],
        load(payload["mapping"]),
        by=_author(context),
        at=context.now,
        progress=_progress(context),
        file_name=payload["file_name"],
        job_id=context.job.pk,
    )


def _author(context: JobContext) -> Actor:
    return replace(context.actor, staff=frozenset({OPERATE_USAGE}))


def _progress(context: JobContext) -> Progress:
    return lambda stage, done, total: context.progress(done, total, stage)
