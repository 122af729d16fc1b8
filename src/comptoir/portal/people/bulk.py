"""Many people from a file: handed over, tried with a result for each line, then applied as it was tried."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt

from comptoir.access.actions.arriving import Brought, bring_people
from comptoir.access.arrivals import Arrival, Arrived, Outcome, forget, keep, kept
from comptoir.access.capabilities import PEOPLE_MANAGE
from comptoir.access.jobs import BRING
from comptoir.access.places import known_places, places_to_give
from comptoir.base.problems import UnableToReadFile
from comptoir.jobs import queries as jobs
from comptoir.jobs.models import Job, JobState
from comptoir.jobs.queue import enqueue
from comptoir.kernel.explanation import Step
from comptoir.parties.queries import customers
from comptoir.portal.people.reading import COLUMNS, people_in
from comptoir.portal.people.tabs import tabs
from comptoir.portal.people.what import whats
from comptoir.portal.people.words import TIES, place_name
from comptoir.web.progress import shown_job
from comptoir.web.sensitive import sensitive
from comptoir.web.uploads import Unusable, receiving, text_of, too_large
from comptoir.web.views import portal_view
from comptoir.web.words import sentence

MOST_BYTES = 1_000_000
#: Up to so many lines are tried while one waits; more by a job.
AT_ONCE = 100
OUTCOMES = {
    Outcome.INVITED: ("good", _("Is invited")),
    Outcome.GIVEN: ("good", _("Gets the right")),
    Outcome.CONFIRMED: ("good", _("Tie confirmed")),
    Outcome.UNCHANGED: ("neutral", _("Has it already")),
    Outcome.REFUSED: ("bad", _("Refused")),
}


class PeopleFileForm(forms.Form):
    file = forms.FileField(
        label=_("Your file"),
        help_text=_("CSV in UTF-8, as a spreadsheet saves it. Nothing happens until you have seen every line."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt"}),
    )


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of the file with what becomes of it, in words."""

    line: int
    who: str
    email: str
    asked: str
    tone: str
    words: Any
    reason: str


@csrf_exempt
@portal_view(PEOPLE_MANAGE, methods=("GET", "POST"))
@receiving(lambda: MOST_BYTES)
def upload(request: Any) -> HttpResponse:
    """Takes the file and reads it; nothing is changed by that."""
    customer = customers(request.actor, PEOPLE_MANAGE).get(pk=request.actor.customer_id)
    form = PeopleFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = PeopleFileForm(request.POST, request.FILES)
        if words := too_large(request):
            form.errors.clear()
            form.add_error("file", words)
        elif form.is_valid():
            try:
                text = text_of(form.cleaned_data["file"], MOST_BYTES)
                found = people_in(text, request.actor, request.now, customer.language)
            except Unusable as fault:
                form.add_error("file", str(fault))
            except UnableToReadFile as fault:
                form.add_error("file", sentence(Step(fault.message, fault.values)))
            else:
                keep(found, by=request.actor, at=request.now)
                return redirect("portal:people:file_check")
    context = {"form": form, "columns": list(COLUMNS.values()), "tabs": tabs(request.actor, "index")}
    context |= {"whats": whats(request.actor, request.now), "ties": list(TIES.values())}
    return render(request, "portal/people/file.html", context, status=422 if form.errors else 200)


@portal_view(PEOPLE_MANAGE)
def template(request: Any) -> HttpResponse:
    """A file with the columns and two lines as an example, in the reader's language."""
    places = places_to_give(request.actor)
    where = place_name(places[-1]) if places else ""
    offered = {what.key: what.name for what in whats(request.actor, request.now)}
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([str(title) for title in COLUMNS.values()])
    tie = str(next(iter(TIES.values())))
    fleet, finance = offered["fleet_administrator"], offered["finance_administrator"]
    writer.writerow(["Nadia Example", "nadia@example.com", "fr", fleet, where, "", tie])
    writer.writerow(["Bram Example", "bram@example.com", "nl", finance, where, "31/12/2030", tie])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="people.csv"'
    return response


@portal_view(PEOPLE_MANAGE, methods=("GET", "POST"))
@sensitive
def check(request: Any) -> HttpResponse:
    """What becomes of every line; then the same file is applied, as a whole or not at all."""
    customer = customers(request.actor, PEOPLE_MANAGE).get(pk=request.actor.customer_id)
    digest, arrivals = kept(request.actor)
    if request.method == "GET" and (applied := _applied(request)) is not None:
        return _followed(request, applied, digest, arrivals)
    if not arrivals or request.POST.get("digest", digest) != digest:
        return _gone(request)
    is_applied = request.method == "POST"
    if len(arrivals) > AT_ONCE:
        tried = _tried(request, digest)
        if is_applied and tried.state == JobState.DONE and tried.result["taken"]:
            job = _asked_for(request, digest, dry_run=False)
            return redirect(f"{reverse('portal:people:file_check')}?job={job.pk}")
        return _followed(request, tried, digest, arrivals)
    brought = bring_people(customer, arrivals=arrivals, by=request.actor, at=request.now, dry_run=not is_applied)
    if is_applied and brought.taken:
        forget(request.actor, digest)
        return _done(request, brought.lines)
    return _shown(request, digest, arrivals, brought)


def _applied(request: Any) -> Job | None:
    """The job of this person that the address names, where it applies a file."""
    asked = request.GET.get("job", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return None
    return jobs.jobs(request.actor).filter(pk=int(asked), kind=BRING, payload__dry_run=False).first()


def _tried(request: Any, digest: str) -> Job:
    """The job that tries this file: one that is done stands, one that failed is tried anew."""
    found = jobs.jobs(request.actor).filter(kind=BRING, payload__digest=digest, payload__dry_run=True).first()
    if found is not None and found.state not in (JobState.FAILED, JobState.CANCELLED):
        return found
    return _asked_for(request, digest, dry_run=True)


def _asked_for(request: Any, digest: str, *, dry_run: bool) -> Job:
    """A job that tries or applies this file."""
    payload = {"digest": digest, "dry_run": dry_run}
    key = f"{BRING}:{request.actor.user_id}:{digest}:{dry_run}"
    customer = request.actor.customer_id
    return enqueue(BRING, payload, by=request.actor, at=request.now, key=key, customer_id=customer)


def _followed(request: Any, job: Job, digest: str, arrivals: list[Arrival]) -> HttpResponse:
    """A job's progress, then what came of it."""
    is_part = request.headers.get("HX-Request") == "true"
    if job.state != JobState.DONE:
        title = _now("The file is being looked at") if job.payload["dry_run"] else _now("The people are being invited")
        shown = shown_job(job, now=request.now, title=title, url=request.get_full_path())
        template_name = "web/components/progress.html" if is_part else "portal/people/file_waiting.html"
        return render(request, template_name, {"job": shown})
    if is_part:
        return HttpResponse(headers={"HX-Refresh": "true"})
    lines = tuple(Arrived.from_json(said) for said in job.result["lines"])
    if job.result["taken"] and not job.payload["dry_run"]:
        return _done(request, lines)
    if not arrivals or job.payload["digest"] != digest:
        return _gone(request)
    brought = Brought(lines, bool(job.result["taken"]))
    return _shown(request, digest, arrivals, brought, partly=not job.payload["dry_run"])


def _shown(
    request: Any, digest: str, arrivals: list[Arrival], brought: Brought, *, partly: bool = False
) -> HttpResponse:
    """`partly`: what is not refused has been done, the file had been tried and something changed since."""
    people = {arrival.line: arrival for arrival in arrivals}
    asked = _asked(request, arrivals)
    counted = [(*OUTCOMES[outcome], sum(line.outcome is outcome for line in brought.lines)) for outcome in OUTCOMES]
    context = {
        "digest": digest,
        "lines": [_line(line, people[line.line], asked) for line in _refused_first(brought)],
        "counts": [one for one in counted if one[2]],
        "taken": brought.taken,
        "partly": partly,
        "changes": any(line.outcome not in (Outcome.UNCHANGED, Outcome.REFUSED) for line in brought.lines),
        "refused": sum(line.outcome is Outcome.REFUSED for line in brought.lines),
    }
    return render(request, "portal/people/file_check.html", context)


def _refused_first(brought: Brought) -> list[Arrived]:
    return sorted(brought.lines, key=lambda line: (line.outcome is not Outcome.REFUSED, line.line))


def _asked(request: Any, arrivals: list[Arrival]) -> dict[int, str]:
    """What each line asks for, in words; the number of queries does not grow."""
    known = known_places(request.actor, {arrival.scope for arrival in arrivals if arrival.scope})
    offered = {
        (what.profile, what.sub_profile.pk if what.sub_profile else None): what.name
        for what in whats(request.actor, request.now)
    }
    said = {}
    for arrival in arrivals:
        if arrival.scope is not None and arrival.scope in known:
            what = offered.get((arrival.profile, arrival.sub_profile), "")
            words = {"what": what, "where": place_name(known[arrival.scope])}
            said[arrival.line] = _now("%(what)s: %(where)s") % words
    return said


def _line(line: Arrived, arrival: Arrival, asked: dict[int, str]) -> ShownLine:
    tone, words = OUTCOMES[line.outcome]
    reason = sentence(Step(line.message, dict(line.values))) if line.message else ""
    column = line.values.get("column")
    if column:
        reason = _now("%(column)s: %(reason)s") % {"column": column, "reason": reason}
    return ShownLine(line.line, arrival.name, arrival.email, asked.get(line.line, ""), tone, words, reason)


def _done(request: Any, lines: tuple[Arrived, ...]) -> HttpResponse:
    invited = sum(line.outcome is Outcome.INVITED for line in lines)
    given = sum(line.outcome is Outcome.GIVEN for line in lines)
    if all(line.outcome is Outcome.UNCHANGED for line in lines):
        messages.success(request, _now("Nothing changed: everybody in the file has what it says."))
    if invited:
        said = ngettext("%(count)s person is invited.", "%(count)s people are invited.", invited)
        messages.success(request, said % {"count": invited})
    if given:
        said = ngettext("%(count)s person gets another right.", "%(count)s people get another right.", given)
        messages.success(request, said % {"count": given})
    return redirect("portal:people:index")


def _gone(request: Any) -> HttpResponse:
    messages.error(request, sentence(Step("arrival.gone", {})))
    return redirect("portal:people:file")
