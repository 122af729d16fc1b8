"""Work on usage that takes its time: a file from the console, the standard price of a batch."""

from collections.abc import Mapping
from typing import Any

from comptoir.access.capabilities import OPERATE_USAGE
from comptoir.jobs.context import Cancelled, JobContext, LeaseLost
from comptoir.jobs.registry import job
from comptoir.scope.actor import Actor, Channel, system
from comptoir.usage.actions.batches import import_file
from comptoir.usage.actions.quarantine import replay
from comptoir.usage.actions.uploads import IMPORT, clear_uploads, incoming_folder, remove
from comptoir.usage.mapping_file import load
from comptoir.usage.models import UsageBatch
from comptoir.usage.problems import AlreadyImported, UsageProblem
from comptoir.usage.unbilled import price_batch

REPLAY, PRICE = "usage.replay", "usage.price"


@job(IMPORT)
def import_upload(context: JobContext, payload: dict[str, Any]) -> Mapping[str, Any]:
    """Imports an uploaded file; a refused file is an answer, not a failure to try again."""
    clear_uploads()
    try:
        result = _imported(context, payload)
    except LeaseLost:
        raise  # whoever took the job over reads the file now
    except Cancelled:
        remove(payload["upload"])
        raise
    except Exception:
        if context.job.attempts >= context.job.max_attempts:
            remove(payload["upload"])
        raise
    remove(payload["upload"])
    return result


@job(REPLAY)
def replay_waiting(context: JobContext, payload: dict[str, Any]) -> Mapping[str, Any]:
    """Replays the waiting records, of one batch where the payload names it."""
    batch = UsageBatch.objects.get(pk=payload["batch"]) if payload.get("batch") else None
    try:
        batches = replay(by=_author(context), at=context.now, batch=batch, progress=_progress(context))
    except UsageProblem as problem:
        return {"problem": problem.explanation.to_json()}
    return {"batches": [made.pk for made in batches]}


@job(PRICE)
def price_published(context: JobContext, payload: dict[str, Any]) -> None:
    """Prices a batch at the standard price, after it was published (U-04)."""
    price_batch(UsageBatch.objects.get(pk=payload["batch"]), by=_author(context), at=context.now)


def _imported(context: JobContext, payload: dict[str, Any]) -> Mapping[str, Any]:
    try:
        batch = import_file(
            incoming_folder() / payload["upload"],
            load(payload["mapping"]),
            by=_author(context),
            at=context.now,
            progress=_progress(context),
            file_name=payload["file_name"],
            job_id=context.job.pk,
        )
    except AlreadyImported as known:
        return {"first": known.batch_id, "problem": known.explanation.to_json()}
    except UsageProblem as problem:
        return {"problem": problem.explanation.to_json()}
    return {"batch": batch.pk}


def _author(context: JobContext) -> Actor:
    asked = context.job
    if asked.requested_by is None:
        return system(asked.requested_label, staff=frozenset({OPERATE_USAGE}))
    return Actor(asked.requested_label, Channel.JOB, asked.requested_by, staff=frozenset({OPERATE_USAGE}))


def _progress(context: JobContext) -> Any:
    def tell(stage: str, done: int, total: int) -> None:
        context.progress(done, total, stage)

    return tell
