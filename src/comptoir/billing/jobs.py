"""Bill runs and trials as jobs: load, call one action, say how far it is."""

from typing import Any

from comptoir.access.capabilities import OPERATE_BILLING
from comptoir.billing.actions.runs import bill_month, try_month
from comptoir.billing.stages import Progress
from comptoir.jobs.context import JobContext
from comptoir.jobs.registry import job
from comptoir.kernel.periods import Month
from comptoir.scope.actor import Actor, Channel

RUN = "billing.run"
TRY = "billing.try"


@job(RUN)
def run(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Bills a month; stopped and started again, it goes on from the last stage that was finished."""
    done = bill_month(
        Month.parse(payload["period"]), by=_author(context), at=context.clock.now(), progress=_progress(context)
    )
    return {"run": done.pk}


@job(TRY)
def try_out(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Tries a month: its totals, and nothing else is kept."""
    tried = try_month(
        Month.parse(payload["period"]), by=_author(context), at=context.clock.now(), progress=_progress(context)
    )
    return {"run": tried.pk}


def _author(context: JobContext) -> Actor:
    """Who asked for the job: the right to bill was looked at when they did, and it is the only one taken along."""
    asked = context.job
    return Actor(
        label=asked.requested_label,
        channel=Channel.JOB,
        user_id=asked.requested_by,
        staff=frozenset({OPERATE_BILLING}),
    )


def _progress(context: JobContext) -> Progress:
    """Between two steps nothing is half done: there a run may be stopped."""

    def tell(stage: str, done: int, total: int | None) -> None:
        context.progress(done, total, stage)

    return tell
