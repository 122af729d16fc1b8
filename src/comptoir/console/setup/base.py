"""A whole base as one ZIP file: tried first, with a result for each row, then brought in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from comptoir.access.capabilities import OPERATE_SETTINGS
from comptoir.base.problems import UnableToReadFile
from comptoir.base.results import Outcome
from comptoir.base.uploads import IMPORT, take_base, upload_base
from comptoir.console.jobs.shown import shown
from comptoir.console.setup.parts import tabs
from comptoir.console.words import said
from comptoir.jobs import queries
from comptoir.jobs.models import Job, JobState
from comptoir.kernel.explanation import Step
from comptoir.web.request import PageRequest
from comptoir.web.uploads import receiving, stream_of, too_large
from comptoir.web.views import console_view
from comptoir.web.words import sentence

MOST = 200_000_000
OUTCOMES = {
    Outcome.CREATED: ("good", _("New")),
    Outcome.UNCHANGED: ("neutral", _("There already")),
    Outcome.DIFFERS: ("attention", _("Stands otherwise")),
    Outcome.REFUSED: ("bad", _("Refused")),
}


class BaseForm(forms.Form):
    file = forms.FileField(
        label=_("Your base"),
        help_text=_("One ZIP file with the CSV and TOML files of your customers, accounts, cards, plans and tariff."),
        error_messages={"required": _("Choose a ZIP file."), "empty": _("The file is empty.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
    )


@csrf_exempt
@console_view(OPERATE_SETTINGS, methods=("GET", "POST"))
@receiving(lambda: MOST)
def upload(request: PageRequest) -> HttpResponse:
    """Takes the ZIP file and tries it; nothing is brought in by that."""
    form = BaseForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = BaseForm(request.POST, request.FILES)
        if sentence_ := too_large(request):
            form.errors.clear()
            form.add_error("file", sentence_)
        elif form.is_valid():
            file = form.cleaned_data["file"]
            try:
                job = upload_base(stream_of(file), file_name=file.name, by=request.actor, at=request.now)
            except UnableToReadFile as fault:
                form.add_error("file", said(fault))
            else:
                return redirect("console:setup:base_result", pk=job.pk)
    context = {"form": form, "tabs": tabs("base"), "last": _last(request)}
    return render(request, "console/setup/base.html", context, status=422 if form.errors else 200)


@console_view(OPERATE_SETTINGS)
def result(request: PageRequest, pk: int) -> HttpResponse:
    """What became of each row, tried or brought in."""
    job = _bases(request).get(pk=pk)
    context = {
        "job": job,
        "shown": shown(job, now=request.now),
        "counts": _counts(job),
        "rows": _rows(job),
        "outcomes": list(OUTCOMES.values()),
        "may_take": job.state == JobState.DONE and job.result.get("dry_run") and job.result.get("taken"),
    }
    return render(request, "console/setup/base_result.html", context)


@console_view(OPERATE_SETTINGS, methods=("POST",))
def take(request: PageRequest) -> HttpResponse:
    """Brings in the base that was tried; a second click is the same job."""
    wanted = request.POST.get("tried", "")
    tried = _bases(request).get(pk=int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 19 else 0)
    try:
        job = take_base(tried, by=request.actor, at=request.now)
    except UnableToReadFile as fault:
        messages.error(request, said(fault))
        return redirect("console:setup:base")
    return redirect("console:setup:base_result", pk=job.pk)


def _bases(request: PageRequest) -> Any:
    return queries.jobs(request.actor).filter(kind=IMPORT)


def _last(request: PageRequest) -> Job | None:
    found: Job | None = _bases(request).order_by("-pk").first()
    return found


def _counts(job: Job) -> list[tuple[str, list[int]]]:
    """(file, numbers in the order of OUTCOMES) of each file."""
    counts: dict[str, dict[str, int]] = job.result.get("counts", {})
    return [(file, [found.get(outcome.value, 0) for outcome in OUTCOMES]) for file, found in counts.items()]


def _rows(job: Job) -> list[dict[str, Any]]:
    """The notable rows, each with its sentence."""
    found = []
    for row in job.result.get("rows", ()):
        column = row["values"].get("column")
        words = sentence(Step(row["message"], row["values"])) if row["message"] else ""
        told = f"{column}: {words}" if column and not row["message"].startswith("base.file.") else words
        found.append({**row, "sentence": told, "state": OUTCOMES[Outcome(row["outcome"])]})
    return found
