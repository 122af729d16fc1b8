"""What jobs and their stages are called."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.console.words import month_of
from comptoir.jobs.models import Job
from comptoir.web import formats

TITLES = {
    "billing.run": _("Bill run of %(month)s"),
    "billing.try": _("Trial of %(month)s"),
    "usage.import": _("Import of %(file)s"),
    "usage.replay": _("Replay of records"),
    "usage.discard": _("Discarding records"),
    "usage.price": _("Pricing of new usage"),
    "base.import": _("Base import of %(file)s"),
    "access.send_invitation": _("Invitation of one of our own people by e-mail"),
    "access.tell_operator": _("Message about a new Access Owner"),
    "access.bring_people": _("People brought in from a file"),
    "access.review_opened": _("Message: an access review is open"),
    "access.review_reminder": _("Message: an access review waits"),
    "access.third_party_notified": _("Message: notice about a third party"),
    "access.third_party_noted": _("Message: notice about a third party taken note of"),
    "access.third_party_refused": _("Message: notice about a third party refused"),
    "access.third_party_ended": _("Message: a third party acts no longer"),
    "access.third_party_ends_soon": _("Message: a third party's access ends soon"),
    "identity.send_invitation": _("Invitation by e-mail"),
    "identity.send_link": _("Message: link a sign-in with the company"),
    "identity.tell_of_new_device": _("Message: sign-in from a new device"),
    "identity.tell_of_report": _("Message: a credential is reported"),
    "registration.send_proof": _("Message: confirm the e-mail address"),
    "registration.send_way_back": _("Message: the way back to a form"),
    "registration.confirm_submission": _("Message: registration received"),
    "registration.tell_desk": _("Message: a registration waits"),
    "registration.ask_for_document": _("Message: a document is needed"),
    "registration.tell_document_refused": _("Message: a document is refused"),
    "registration.tell_accepted": _("Message: registration accepted"),
    "registration.tell_refused": _("Message: registration refused"),
    "registration.change_asked": _("Message: a change is asked for"),
    "registration.change_answered": _("Message: a change is answered"),
    "jobs.daily": _("The day's work"),
    "lifecycle.start_contract": _("Start of a portal contract"),
    "lifecycle.export": _("Export of a customer's data"),
    "lifecycle.tell_notice": _("Message about a notice"),
    "lifecycle.tell_default": _("Message of a notice of default"),
    "lifecycle.tell_suspension": _("Message: suspended for a breach"),
    "lifecycle.tell_termination": _("Message: ended for a breach"),
    "lifecycle.tell_remedy": _("Message: a breach is put right"),
    "lifecycle.tell_deactivated": _("Message: deactivated, not used"),
    "lifecycle.tell_request": _("Answer to a request for an application"),
}
#: What every day needs, by the names of config/daily.py.
STEPS = {
    "contracts": _("Contracts of new customers"),
    "notices": _("Notices whose last day is over"),
    "unused": _("What is unused"),
    "third_parties": _("Warnings before third parties' access ends"),
    "reviews": _("Yearly access reviews"),
    "review_reminders": _("Reminders of access reviews"),
    "registrations": _("Registrations that nobody finished"),
    "exports": _("Old exports"),
    "lake_merge": _("Small usage files merged"),
    "lake_sweep": _("Old usage files removed"),
    "sign_in": _("Domains and sign-in providers looked at again"),
    "log_heads": _("Heads of the audit log, kept apart"),
    "kernels": _("Rating kernels of earlier releases"),
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
#: What the steps of the day count, in the order in which it is said: a database keeps its own.
COUNTS = {
    "chains": _("Chains of the log"),
    "contracts": _("Contracts made"),
    "count": _("Number"),
    "deactivated": _("Deactivated"),
    "domains": _("Domains looked at"),
    "drafts": _("Drafts forgotten"),
    "ended": _("Ended"),
    "files": _("Files removed"),
    "folders": _("Folders removed"),
    "bytes": _("Room freed"),
    "forgotten": _("Sign-ins forgotten"),
    "into": _("Files they became"),
    "merged": _("Files merged"),
    "providers": _("Providers looked at"),
    "publications": _("Publications made"),
    "removed": _("Exports removed"),
}


def title_of(job: Job) -> str:
    """A job as people call it: 'Bill run of October 2026'."""
    words = TITLES.get(job.kind)
    if words is None:
        return job.kind
    return str(words) % {"month": month_of(str(job.payload.get("period", ""))), "file": _file(job.payload)}


def stage_of(job: Job) -> str:
    """What a job does at the moment; a file of a base stands for itself."""
    return str(STAGES.get(job.stage) or STEPS.get(job.stage) or job.stage) if job.stage else ""


def step_name(name: str) -> str:
    """What a step of the day is called."""
    return str(STEPS.get(name, name))


def counts_of(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What came of a step of the day: each count by its name, as people read it."""
    known = list(COUNTS)
    said = sorted(result, key=lambda key: (known.index(key) if key in COUNTS else len(known), key))
    return [
        (str(COUNTS.get(key, key)), formats.volume(result[key]) if key == "bytes" else formats.number(result[key]))
        for key in said
    ]


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
