"""A job as the console shows it: with its stage in words, and where to look and stop."""

from dataclasses import replace
from datetime import datetime

from django.urls import reverse

from comptoir.console.jobs.words import stage_of, title_of
from comptoir.jobs.models import Job
from comptoir.web.progress import ShownJob, shown_job


def shown(job: Job, *, now: datetime) -> ShownJob:
    """The job for `{% progress job %}`. A job in stages says which; an estimate over one stage would mislead."""
    stage = stage_of(job) if job.is_open else ""
    title = f"{title_of(job)} · {stage}" if stage else title_of(job)
    found = shown_job(
        job,
        now=now,
        title=title,
        url=reverse("console:jobs:fragment", args=[job.pk]),
        stop_url=reverse("console:jobs:stop", args=[job.pk]),
    )
    return replace(found, estimate="") if stage else found
