"""Bill runs: the list, the next one with its preview, trying, running, one run with its proof."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import OPERATE_BILLING, OPERATE_USAGE
from comptoir.billing import queries
from comptoir.billing.actions.requests import request_run, request_trial
from comptoir.billing.actions.runs import UnableToBill
from comptoir.billing.models import BillRun, BillRunState
from comptoir.billing.upcoming import Upcoming, first_months, preview, upcoming
from comptoir.console.billing.lists import InvoiceList, RunList, title_of
from comptoir.console.billing.shown import checks_of, compared_with_last, differences_of, stages_of
from comptoir.console.jobs.shown import shown
from comptoir.console.jobs.views import job_url
from comptoir.console.words import RUN_STATES, month_of, said
from comptoir.jobs import queries as job_queries
from comptoir.jobs.models import Job, JobState
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.periods import InvalidMonth, Month
from comptoir.usage import queries as usage_queries
from comptoir.web.listing import list_page
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view

OPEN = (JobState.QUEUED, JobState.RUNNING)


class MonthForm(forms.Form):
    """The month of a first run; later ones follow each other."""

    month = forms.ChoiceField(label=_("First month to bill"))

    def __init__(self, *args: Any, months: list[Month], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["month"].choices = [(str(month), month_of(str(month))) for month in months]  # type: ignore[attr-defined]


@console_view(OPERATE_BILLING)
def index(request: PageRequest) -> HttpResponseBase:
    """All runs and trials; what is at work on top."""
    coming = upcoming(request.actor, brussels_date(request.now))
    context = {
        "coming": coming,
        "month": month_of(str(coming.month)),
        "jobs": [shown(job, now=request.now) for job in open_jobs(request)],
    }
    return list_page(request, RunList(queries.runs()), "console/billing/index.html", context)


@console_view(OPERATE_BILLING)
def following(request: PageRequest) -> HttpResponse:
    """The month whose turn it is: what a run will take in, before anything is done."""
    on = brussels_date(request.now)
    coming = upcoming(request.actor, on)
    month = _first_month(request, coming) or coming.month
    context = {
        "coming": coming,
        "period": str(month),
        "month": month_of(str(month)),
        "preview": preview(request.actor, month),
        "trial": queries.runs().filter(trial=True, period=str(month)).first(),
        "waiting": _waiting(request),
        "jobs": [shown(job, now=request.now) for job in open_jobs(request, str(month))],
        "form": MonthForm({"month": str(month)}, months=first_months(on)) if coming.is_first else None,
    }
    return render(request, "console/billing/next.html", context)


@console_view(OPERATE_BILLING, methods=("POST",))
def try_out(request: PageRequest) -> HttpResponse:
    """Tries a month: totals only."""
    return _asked(request, request_trial)


@console_view(OPERATE_BILLING, methods=("POST",))
def run(request: PageRequest) -> HttpResponse:
    """Bills the month whose turn it is, or goes on with its run; a second click is the same job."""
    return _asked(request, request_run)


@console_view(OPERATE_BILLING)
def show(request: PageRequest, pk: int) -> HttpResponseBase:
    """One run: its stages, totals, proof and invoices. A trial has totals alone."""
    found = queries.runs().get(pk=pk)
    job = open_jobs(request, found.period).first()
    context: dict[str, Any] = {
        "run": found,
        "title": title_of(found),
        "state": RUN_STATES[BillRunState(found.state)],
        "job": shown(job, now=request.now) if job else None,
    }
    if found.trial:
        context["compared"] = compared_with_last(found.totals)
        return render(request, "console/billing/trial.html", context)
    context |= {
        "stages": stages_of(found, job),
        "checks": checks_of(found),
        "differences": differences_of(found),
        "waits": job is None and found.state != BillRunState.RECONCILED,
        "failed": _last_failure(request, found),
    }
    listing = InvoiceList(queries.invoices(request.actor).filter(run=found))
    return list_page(request, listing, "console/billing/show.html", context)


def open_jobs(request: PageRequest, period: str = "") -> Any:
    """The runs and trials at work or in line."""
    found = job_queries.jobs(request.actor).filter(kind__in=("billing.run", "billing.try"), state__in=OPEN)
    return found.filter(payload__period=period) if period else found


def _asked(request: PageRequest, ask: Any) -> HttpResponse:
    try:
        month = Month.parse(request.POST.get("period", ""))
    except InvalidMonth:
        messages.error(request, _now("That is no month such as 2026-10."))
        return redirect("console:billing:next")
    try:
        job: Job = ask(month, by=request.actor, at=request.now)
    except UnableToBill as refusal:
        messages.error(request, said(refusal))
        return redirect("console:billing:index")
    present = queries.runs().filter(period=str(month), trial=False).first()
    if present is not None and job.kind == "billing.run":
        return redirect("console:billing:show", pk=present.pk)
    return redirect(job_url(job))


def _first_month(request: PageRequest, coming: Upcoming) -> Month | None:
    """The month chosen for a first run; only the choices count."""
    if not coming.is_first:
        return None
    form = MonthForm(request.GET, months=first_months(brussels_date(request.now)))
    return Month.parse(form.cleaned_data["month"]) if form.is_valid() else None


def _waiting(request: PageRequest) -> int:
    """Records in quarantine: what is not corrected before a run is billed with a later month."""
    return usage_queries.quarantine(request.actor).count() if request.actor.may(OPERATE_USAGE) else 0


def _last_failure(request: PageRequest, found: BillRun) -> Any:
    """The last attempt at the run when it failed, as it says so itself; none once the run is over."""
    if found.state == BillRunState.RECONCILED:
        return None
    tried = job_queries.jobs(request.actor).filter(kind="billing.run", payload__period=found.period)
    last = tried.order_by("-pk").first()
    return shown(last, now=request.now) if last is not None and last.state == JobState.FAILED else None
