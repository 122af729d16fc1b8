"""Bringing in an uploaded base: a dry run first, then for good."""

from typing import Any

from comptoir.access.capabilities import DATA, STAFF
from comptoir.base.importing import import_base
from comptoir.base.results import BaseResult, Outcome
from comptoir.base.uploads import IMPORT, folder_of, remove_base
from comptoir.jobs.context import JobContext
from comptoir.jobs.registry import job
from comptoir.scope.actor import Actor, Channel

SHOWN = 200


@job(IMPORT, max_attempts=1)
def import_uploaded(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Tries the base, or brings it in; its files stay until it is in."""

    def tell(file: str, done: int, total: int) -> None:
        # All is one transaction: what it writes about itself would be seen at its end only.
        context.check_cancelled()

    context.progress(0, None, "base")
    result = import_base(
        folder_of(payload["folder"]),
        by=_author(context),
        at=context.clock.now(),
        dry_run=payload["dry_run"],
        progress=tell,
    )
    if result.taken and not result.dry_run:
        remove_base(payload["folder"])
    return _told(result)


def _author(context: JobContext) -> Actor:
    """Who asked: an administrator, whose rights were looked at then."""
    asked = context.job
    return Actor(label=asked.requested_label, channel=Channel.JOB, user_id=asked.requested_by, staff=STAFF | DATA)


def _told(result: BaseResult) -> dict[str, Any]:
    """What became of the rows: counted by file, and those that are refused or stand otherwise one by one."""
    notable = [row for row in result.rows if row.outcome in (Outcome.REFUSED, Outcome.DIFFERS)]
    return {
        "taken": result.taken,
        "dry_run": result.dry_run,
        "counts": result.counts(),
        "notable": len(notable),
        "rows": [
            {
                "file": row.file,
                "line": row.line,
                "code": row.code,
                "outcome": row.outcome.value,
                "message": row.message,
                "values": dict(row.values),
            }
            for row in notable[:SHOWN]
        ],
    }
