"""The console's first page: what needs attention, what runs, how far the first hour is."""

from collections.abc import Iterator
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.access import third_party_queries as third_parties
from comptoir.access.capabilities import (
    CUSTOMER_VIEW,
    OPERATE_BILLING,
    OPERATE_CUSTOMERS,
    OPERATE_JOBS,
    OPERATE_REGISTRATIONS,
    OPERATE_SETTINGS,
    OPERATE_USAGE,
)
from comptoir.billing import queries as bills
from comptoir.billing.models import QuestionState
from comptoir.billing.upcoming import upcoming
from comptoir.console.billing.lists import agreement_of, title_of
from comptoir.console.jobs.shown import shown
from comptoir.console.registrations.waiting import waiting_registrations
from comptoir.console.setup.steps import next_of, steps
from comptoir.console.usage.lists import BATCH_STATES, name_of
from comptoir.console.waiting import Label, Waiting
from comptoir.console.words import RUN_STATES, month_of
from comptoir.jobs import queries as jobs
from comptoir.jobs.models import Job, JobState
from comptoir.kernel.clock import brussels_date
from comptoir.parties import queries as parties
from comptoir.usage import queries as usage
from comptoir.web import formats
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view

RECENT = timedelta(days=7)


@console_view()
def show(request: PageRequest) -> HttpResponse:
    """Everything that waits for this person, and nothing that is another's."""
    may = request.actor.may
    context = {
        "waiting": list(_waiting(request)),
        "jobs": [shown(job, now=request.now) for job in _open_jobs(request)],
        "last_run": _last_run(request) if may(OPERATE_BILLING) else None,
        "batches": _last_batches(request) if may(OPERATE_USAGE) else [],
        "customers": _customers(request) if may(OPERATE_CUSTOMERS) and not may(OPERATE_BILLING) else None,
    }
    if may(OPERATE_SETTINGS):
        found = steps(request)
        if (following := next_of(found)) is not None:
            context |= {"steps": found, "next": following, "done": sum(step.done for step in found)}
    return render(request, "console/home.html", context)


def _waiting(request: PageRequest) -> Iterator[Waiting]:
    may = request.actor.may
    if may(OPERATE_BILLING):
        yield from _month(request)
        yield from _questions(request)
    if may(OPERATE_REGISTRATIONS):
        yield from waiting_registrations(request)
    if may(OPERATE_USAGE):
        yield from _quarantine(request)
    if may(OPERATE_CUSTOMERS):
        yield from _third_parties(request)
    if may(OPERATE_JOBS):
        yield from _failed_jobs(request)


def _month(request: PageRequest) -> Iterator[Waiting]:
    """A month that is over and not billed, or a run that stopped on the way."""
    coming = upcoming(request.actor, brussels_date(request.now))
    month = month_of(str(coming.month))
    if coming.begun is not None:
        address = reverse("console:billing:show", args=[coming.begun.pk])
        _tone, words = RUN_STATES[coming.begun.state]  # type: ignore[index]
        bad = agreement_of(coming.begun) == "no"
        note = _("its totals differ") if bad else str(words)
        yield Waiting(_("Bill run not finished"), month, note, "bad" if bad else "attention", address)
    elif coming.is_over:
        note = _("is over and not billed yet")
        yield Waiting(_("Month to bill"), month, note, "attention", reverse("console:billing:next"))


def _questions(request: PageRequest) -> Iterator[Waiting]:
    waiting = bills.questions(request.actor).filter(state=QuestionState.OPEN)
    count = waiting.count()
    if count:
        oldest = waiting.order_by("asked_at").first()
        note = _("the oldest since %(day)s") % {"day": formats.day(oldest.asked_at) if oldest else ""}
        address = f"{reverse('console:questions:index')}?state=open"
        yield Waiting(_("Questions to answer"), formats.number(count), note, "attention", address)


def _quarantine(request: PageRequest) -> Iterator[Waiting]:
    count = usage.quarantine(request.actor).count()
    if count:
        note = _("cannot be billed until corrected")
        yield Waiting(
            _("Records in quarantine"), formats.number(count), note, "attention", reverse("console:usage:quarantine")
        )


def _third_parties(request: PageRequest) -> Iterator[Waiting]:
    """Notices that wait for an answer: until then nobody is let in."""
    count = third_parties.waiting(request.actor, request.now)
    if count:
        address = f"{reverse('console:third_parties:index')}?state=waiting"
        note = _("nobody is let in before")
        yield Waiting(_("Third parties to note"), formats.number(count), note, "attention", address)


def _failed_jobs(request: PageRequest) -> Iterator[Waiting]:
    """Jobs that failed lately, but for those whose work went well later."""
    lately = jobs.jobs(request.actor).filter(created_at__gt=request.now - RECENT)
    mended = set(lately.filter(state=JobState.DONE).exclude(key="").values_list("key", flat=True))
    failed = [key for key in lately.filter(state=JobState.FAILED).values_list("key", flat=True) if key not in mended]
    if failed:
        address = f"{reverse('console:jobs:index')}?state=failed"
        yield Waiting(_("Jobs that failed"), formats.number(len(failed)), _("in the last seven days"), "bad", address)


def _open_jobs(request: PageRequest) -> list[Job]:
    found = jobs.jobs(request.actor).filter(state__in=(JobState.QUEUED, JobState.RUNNING))
    return list(found.exclude(kind__startswith="access.").exclude(kind__startswith="registration.")[:5])


def _customers(request: PageRequest) -> int:
    return int(parties.customers(request.actor, CUSTOMER_VIEW).count())


def _last_run(request: PageRequest) -> dict[str, object] | None:
    run = bills.runs().filter(trial=False).first()
    if run is None:
        return None
    return {"run": run, "title": title_of(run), "state": RUN_STATES[run.state]}  # type: ignore[index]


def _last_batches(request: PageRequest) -> list[tuple[object, str, tuple[str, Label]]]:
    found = usage.batches(request.actor)[:5]
    return [(batch, name_of(batch), BATCH_STATES[batch.state]) for batch in found]  # type: ignore[index]
