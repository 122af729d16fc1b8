"""A job's progress as pages show it: count, share, an estimate, and a way to stop."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.jobs.models import Job, JobState
from comptoir.kernel.explanation import Step
from comptoir.web import formats
from comptoir.web.words import sentence

TONES = {
    JobState.QUEUED: "neutral",
    JobState.RUNNING: "info",
    JobState.DONE: "good",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "attention",
}


@dataclass(frozen=True, slots=True)
class ShownJob:
    """What a page says about a job; `url` is polled while it is open, `stop_url` takes a POST."""

    job: Any
    title: str
    tone: str
    share: int | None
    count: str
    estimate: str
    url: str
    stop_url: str

    @property
    def is_open(self) -> bool:
        return bool(self.job.is_open)

    @property
    def error(self) -> str:
        """Why it failed, in words; '' while it has not."""
        return sentence(Step.from_json(self.job.failure)) if self.job.failure else ""

    @property
    def stopping(self) -> bool:
        return self.is_open and self.job.cancel_requested_at is not None


def shown_job(job: Job, *, now: datetime, title: str, url: str, stop_url: str = "") -> ShownJob:
    """A job ready for `{% progress job %}`."""
    share = min(100, 100 * job.done // job.total) if job.total else None
    if job.total:
        count = _("%(done)s of %(total)s") % {
            "done": formats.number(job.done),
            "total": formats.number(job.total),
        }
    else:
        count = formats.number(job.done) if job.done else ""
    tone = TONES[JobState(job.state)]
    return ShownJob(job, title, tone, share, count, _estimate(job, now), url, stop_url)


def _estimate(job: Job, now: datetime) -> str:
    if job.state != JobState.RUNNING or not job.total or not job.done or job.started_at is None:
        return ""
    passed = (now - job.started_at).total_seconds()
    left = round(passed * (job.total - job.done) / job.done)
    if left < 5:
        return _("a few seconds left")
    if left < 90:
        return ngettext("about %(count)s second left", "about %(count)s seconds left", left) % {"count": left}
    minutes = round(left / 60)
    return ngettext("about %(count)s minute left", "about %(count)s minutes left", minutes) % {"count": minutes}
