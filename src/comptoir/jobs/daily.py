"""The day: a table of verbs (settings.DAILY), each done once on each Brussels date, whoever runs it and how often.

A verb is a function that takes `at` and returns counts, a number, or nothing; it is safe to repeat. A day that is
broken off goes on with the next verb that was not done; one verb that fails holds up none of the others.
"""

import logging
import traceback
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from django.conf import settings
from django.utils.module_loading import import_string

from comptoir.jobs.context import Cancelled, LeaseLost
from comptoir.jobs.models import DailyStep, Job
from comptoir.jobs.queue import enqueue
from comptoir.scope.actor import system

JOB = "jobs.daily"

#: (steps done, steps in all, name of the next one)
Progress: TypeAlias = Callable[[int, int, str], None]

log = logging.getLogger(__name__)


class DayNotDone(Exception):
    """Some verbs failed; all others of the day are done. The job is tried again, for those alone."""


def begin_day(on: date, at: datetime) -> Job | None:
    """Asks for the day's work unless somebody has; whether it was done, is being done or failed."""
    key = f"{JOB}:{on}"
    if Job.objects.filter(key=key).exists():
        return None
    return enqueue(JOB, {"on": on.isoformat()}, by=system("daily"), at=at, key=key)


def do_day(on: date, *, at: datetime, progress: Progress | None = None) -> dict[str, Any]:
    """Does what the day still needs; what each verb came to. Raises DayNotDone once all were tried."""
    table = verbs()
    done = set(DailyStep.objects.filter(on=on, finished_at__isnull=False).values_list("name", flat=True))
    results: dict[str, Any] = {}
    failed = []
    for index, (name, path) in enumerate(table.items()):
        if progress:
            progress(index, len(table), name)
        if name in done:
            continue
        try:
            results[name] = _counts(import_string(path)(at=at))
        except (Cancelled, LeaseLost):
            raise
        except Exception:
            log.exception("The daily step %s failed.", name)
            _note(on, name, error=traceback.format_exc())
            failed.append(name)
        else:
            _note(on, name, finished_at=at, result=results[name])
    if failed:
        raise DayNotDone(", ".join(failed))
    return results


def verbs() -> Mapping[str, str]:
    """The table: name -> path of the function."""
    table: Mapping[str, str] = import_string(settings.DAILY)
    return table


def steps_of(on: date) -> list[tuple[str, DailyStep | None]]:
    """The day's verbs in their order, each with what came of it so far."""
    known = {step.name: step for step in DailyStep.objects.filter(on=on)}
    return [(name, known.get(name)) for name in verbs()]


def _counts(result: Mapping[str, Any] | int | None) -> dict[str, Any]:
    return {"count": result} if isinstance(result, int) else dict(result or {})


def _note(on: date, name: str, **said: Any) -> None:
    defaults = {"finished_at": None, "result": {}, "error": ""} | said
    DailyStep.objects.update_or_create(on=on, name=name, defaults=defaults)
