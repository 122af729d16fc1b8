"""What jobs and their stages are called."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.console.words import month_of
from comptoir.jobs.models import Job

TITLES = {
    "billing.run": _("Bill run of %(month)s"),
    "billing.try": _("Trial of %(month)s"),
    "usage.import": _("Import of %(file)s"),
    "usage.replay": _("Replay of records"),
    "usage.discard": _("Discarding records"),
    "usage.price": _("Pricing of new usage"),
    "base.import": _("Base import of %(file)s"),
    "access.send_invitation": _("Invitation by e-mail"),
    "access.tell_operator": _("Message about a new Access Owner"),
}
STAGES = {
    "rating": _("Pricing the month's usage"),
    "drafting": _("Drafting invoices"),
    "issuing": _("Numbering invoices"),
    "documents": _("Making the documents"),
    "reconciling": _("Proving the totals"),
    "reading": _("Reading the file"),
    "setting_aside": _("Setting records aside"),
    "comparing": _("Looking for records known already"),
    "writing": _("Writing the records"),
}


def title_of(job: Job) -> str:
    """A job as people call it: 'Bill run of October 2026'."""
    words = TITLES.get(job.kind)
    if words is None:
        return job.kind
    return str(words) % {"month": month_of(str(job.payload.get("period", ""))), "file": _file(job.payload)}


def stage_of(job: Job) -> str:
    """What a job does at the moment; a file of a base stands for itself."""
    return str(STAGES.get(job.stage, job.stage)) if job.stage else ""


def result_url(job: Job) -> str:
    """Where the outcome of a finished job stands; '' where that is nowhere else."""
    targets = (("run", "console:billing:show"), ("batch", "console:usage:show"))
    for name, url_name in targets:
        if isinstance(pk := job.result.get(name), int):
            return reverse(url_name, args=[pk])
    if job.failure.get("message") == "usage.import.same_file":
        return reverse("console:usage:show", args=[int(job.failure["values"]["batch"])])
    return ""


def _file(payload: dict[str, Any]) -> str:
    return str(payload.get("file_name") or payload.get("name") or _("a file"))
