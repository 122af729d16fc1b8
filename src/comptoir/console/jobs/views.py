"""Jobs: what runs, what ended and how; stopping one, starting one again."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from comptoir.access.capabilities import OPERATE_BILLING, OPERATE_JOBS, OPERATE_SETTINGS, OPERATE_USAGE
from comptoir.console.jobs.lists import JobList
from comptoir.console.jobs.shown import shown
from comptoir.console.jobs.words import counts_of, result_url, step_name, title_of
from comptoir.jobs import queries
from comptoir.jobs.daily import steps_of
from comptoir.jobs.models import Job, JobState
from comptoir.jobs.queue import request_stop, start_again
from comptoir.kernel.clock import brussels_date
from comptoir.web.listing import list_page
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view

#: Jobs that act with rights of their own: started by who holds this, and started again by nobody else.
BY_CONTEXT = {"base": OPERATE_SETTINGS, "billing": OPERATE_BILLING, "usage": OPERATE_USAGE}


@console_view(OPERATE_JOBS)
def index(request: PageRequest) -> HttpResponseBase:
    """All jobs, the latest first; those at work on top."""
    found = queries.jobs(request.actor)
    running = [shown(job, now=request.now) for job in found.filter(state=JobState.RUNNING)[:5]]
    day = [
        (step_name(name), step, counts_of(step.result if step else {}))
        for name, step in steps_of(brussels_date(request.now))
    ]
    return list_page(request, JobList(found), "console/jobs/index.html", {"running": running, "day": day})


@console_view()
def show(request: PageRequest, pk: int) -> HttpResponse:
    """One job: how far, who asked, what came of it. Who started it sees it too."""
    job = queries.jobs(request.actor).get(pk=pk)
    context = {
        "job": job,
        "title": title_of(job),
        "shown": shown(job, now=request.now),
        "result_url": result_url(job),
        "may_restart": _may_restart(request, job),
    }
    return render(request, "console/jobs/show.html", context)


@console_view()
def fragment(request: PageRequest, pk: int) -> HttpResponse:
    """The progress alone, asked for every second while the job is open; the page anew once it has ended."""
    job = queries.jobs(request.actor).get(pk=pk)
    response = render(request, "web/components/progress.html", {"job": shown(job, now=request.now)})
    if not job.is_open:
        response.headers["HX-Refresh"] = "true"
    return response


@console_view(methods=("POST",))
def stop(request: PageRequest, pk: int) -> HttpResponse:
    """Asks the job to stop at its next step."""
    job = request_stop(job=queries.jobs(request.actor).get(pk=pk), by=request.actor, at=request.now)
    if job.state == JobState.CANCELLED:
        messages.success(request, _("Stopped before it began."))
    elif job.is_open:
        messages.success(request, _("It stops at its next step; what is finished stays."))
    return redirect(_back(request) or job_url(job))


@console_view(OPERATE_JOBS, methods=("POST",))
def again(request: PageRequest, pk: int) -> HttpResponse:
    """The same work once more; one that is open already is that one."""
    job = queries.jobs(request.actor).get(pk=pk)
    if not _may_restart(request, job):
        return redirect(job_url(job))
    return redirect(job_url(start_again(job=job, by=request.actor, at=request.now)))


def _may_restart(request: PageRequest, job: Job) -> bool:
    """What has ended without its work done; work that does more than its jobs' desk may, by who may do that."""
    needed = BY_CONTEXT.get(job.kind.partition(".")[0], OPERATE_JOBS)
    ended = job.state in (JobState.FAILED, JobState.CANCELLED)
    return ended and request.actor.may(OPERATE_JOBS) and request.actor.may(needed)


def job_url(job: Job) -> str:
    """Where a job is looked at."""
    return reverse("console:jobs:show", args=[job.pk])


def _back(request: PageRequest) -> str:
    """The page from which it was stopped, when it is one of ours."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return came_from if is_ours and "/console/" in came_from else ""
