"""The day's work as a job."""

from datetime import date
from typing import Any

from comptoir.jobs.context import JobContext
from comptoir.jobs.daily import JOB, do_day
from comptoir.jobs.registry import job


@job(JOB)
def daily(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Does what the day still needs; taken over from a worker that died, it goes on where that one was."""
    return do_day(date.fromisoformat(payload["on"]), at=context.now, progress=context.progress)
