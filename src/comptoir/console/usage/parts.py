"""The parts of the usage pages side by side, and the work on usage that goes on."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.console.jobs.shown import shown
from comptoir.jobs import queries as jobs
from comptoir.jobs.models import JobState
from comptoir.usage import queries
from comptoir.web import formats
from comptoir.web.progress import ShownJob
from comptoir.web.request import PageRequest

KINDS = ("usage.import", "usage.replay")


def tabs(request: PageRequest, current: str) -> list[tuple[str, str, bool]]:
    """For `{% tabs tabs %}`: files, and the quarantine with how much waits there."""
    waiting = queries.quarantine(request.actor).count()
    words = _("Quarantine (%(count)s)") % {"count": formats.number(waiting)} if waiting else _("Quarantine")
    return [
        (_("Files"), reverse("console:usage:index"), current == "files"),
        (words, reverse("console:usage:quarantine"), current == "quarantine"),
    ]


def running(request: PageRequest) -> list[ShownJob]:
    """Imports and replays at work or in line."""
    found: Any = jobs.jobs(request.actor).filter(kind__in=KINDS, state__in=(JobState.QUEUED, JobState.RUNNING))
    return [shown(job, now=request.now) for job in found]
