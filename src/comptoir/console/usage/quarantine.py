"""The quarantine: records that could not be taken in, corrected, replayed or discarded."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.access.capabilities import OPERATE_USAGE
from comptoir.console.jobs.views import job_url
from comptoir.console.usage.lists import (
    READY,
    RECORD_STATES,
    RecordList,
    kind_of_reason,
    name_of,
    reason_of,
    record_url,
)
from comptoir.console.usage.parts import running, tabs
from comptoir.console.words import said
from comptoir.jobs.queue import enqueue
from comptoir.usage import queries
from comptoir.usage.actions.quarantine import correct_record, discard, replay
from comptoir.usage.jobs import REPLAY
from comptoir.usage.models import QuarantinedRecord, RecordState, UsageBatch
from comptoir.usage.problems import UsageProblem
from comptoir.web import formats
from comptoir.web.listing import list_page, selected_rows
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view

AT_ONCE = 5_000  # records named in one statement
WHILE_ONE_WAITS = 2_000  # records replayed within a request; more is a job


class RecordForm(forms.Form):
    """One field for each column that the record's mapping uses; those that are wrong come first."""

    def __init__(self, *args: Any, record: QuarantinedRecord, **options: Any) -> None:
        super().__init__(*args, **options)
        self.columns = {f"column_{place}": column for place, column in enumerate(record.fields)}
        self.about = [] if record.reason == READY else str(record.values.get("column", "")).split(", ")
        for name, column in self.columns.items():
            present = record.corrected.get(column, record.fields[column])
            self.fields[name] = forms.CharField(label=column, required=False, max_length=500, initial=present)

    @property
    def wrong(self) -> list[forms.BoundField]:
        """The fields that the reason is about; all of them where it is about none."""
        found = [self[name] for name, column in self.columns.items() if column in self.about]
        return found or list(self)

    @property
    def others(self) -> list[forms.BoundField]:
        wrong = {field.name for field in self.wrong}
        return [self[name] for name in self.columns if name not in wrong]

    def changes(self, record: QuarantinedRecord) -> dict[str, str]:
        """What is said otherwise than before, by column."""
        present = {**record.fields, **record.corrected}
        given = {column: self.cleaned_data[name] for name, column in self.columns.items()}
        return {column: text for column, text in given.items() if text != present[column]}


@console_view(OPERATE_USAGE)
def index(request: PageRequest) -> HttpResponseBase:
    """What waits, by reason and by file."""
    listing = _listing(request)
    context = {
        "tabs": tabs(request, "quarantine"),
        "reasons": [
            (reason, kind_of_reason(reason), count)
            for reason, count in queries.quarantine_reasons(request.actor).items()
        ],
        "jobs": running(request),
    }
    return list_page(request, listing, "console/usage/quarantine.html", context)


@console_view(OPERATE_USAGE)
def show(request: PageRequest, pk: int) -> HttpResponse:
    """One record: what it says, what is wrong with it."""
    record = queries.quarantined(request.actor, pk)
    return _page(request, record, RecordForm(record=record))


@console_view(OPERATE_USAGE, methods=("POST",))
def correct(request: PageRequest, pk: int) -> HttpResponse:
    """Says something else in some columns, and replays the record when that makes it good."""
    record = queries.quarantined(request.actor, pk)
    form = RecordForm(request.POST, record=record)
    if not form.is_valid():
        return _page(request, record, form, status=422)
    try:
        changes = form.changes(record)
        if changes:
            record = correct_record(record, changes, by=request.actor, at=request.now)
        if record.state == RecordState.WAITING and (not changes or record.reason == READY):
            replay(by=request.actor, at=request.now, records=[record.pk])
            record = queries.quarantined(request.actor, pk)
    except UsageProblem as problem:
        form.add_error(None, said(problem.explanation))
        return _page(request, record, form, status=422)
    if record.state == RecordState.WAITING:
        messages.warning(request, reason_of(record))
        return redirect(record_url(record))
    messages.success(request, _became(record))
    return redirect("console:usage:quarantine")


@console_view(OPERATE_USAGE, methods=("POST",))
def discard_one(request: PageRequest, pk: int) -> HttpResponse:
    """The record will never count."""
    record = queries.quarantined(request.actor, pk)
    return _discarded(request, [record.pk])


@console_view(OPERATE_USAGE, methods=("POST",))
def discard_selected(request: PageRequest) -> HttpResponse:
    """None of the ticked records, or of all that match, will ever count."""
    return _discarded(request, _picked(request))


@console_view(OPERATE_USAGE, methods=("POST",))
def replay_selected(request: PageRequest) -> HttpResponse:
    """Reads the ticked records once more: a card that was unknown may be known by now."""
    picked = _picked(request)
    if len(picked) > WHILE_ONE_WAITS:
        return _replay_job(request)
    try:
        made = replay(by=request.actor, at=request.now, records=picked) if picked else []
    except UsageProblem as problem:
        messages.error(request, said(problem.explanation))
        return redirect("console:usage:quarantine")
    _tell_replayed(request, made, len(picked))
    return redirect("console:usage:quarantine")


@console_view(OPERATE_USAGE, methods=("POST",))
def replay_all(request: PageRequest) -> HttpResponse:
    """Reads everything that waits once more, as a job."""
    return _replay_job(request)


def _listing(request: PageRequest) -> RecordList:
    waiting = queries.quarantine(request.actor)
    batches = {
        batch.pk: name_of(batch)
        for batch in queries.batches(request.actor).filter(pk__in=waiting.order_by().values("batch_id"))[:200]
    }
    return RecordList(waiting, queries.quarantine_reasons(request.actor), batches)


def _picked(request: PageRequest) -> list[int]:
    return list(selected_rows(request, _listing(request)).values_list("pk", flat=True))


def _discarded(request: PageRequest, records: Sequence[int]) -> HttpResponse:
    count = sum(
        discard(records[start : start + AT_ONCE], by=request.actor, at=request.now)
        for start in range(0, len(records), AT_ONCE)
    )
    if count:
        words = ngettext("%(count)s record is discarded.", "%(count)s records are discarded.", count)
        messages.success(request, words % {"count": formats.number(count)})
    else:
        messages.warning(request, _("No record was chosen that still waits."))
    return redirect("console:usage:quarantine")


def _replay_job(request: PageRequest) -> HttpResponse:
    job = enqueue(REPLAY, {}, by=request.actor, at=request.now, key=REPLAY)
    return redirect(job_url(job))


def _tell_replayed(request: PageRequest, made: Sequence[UsageBatch], asked: int) -> None:
    taken = sum(batch.accepted for batch in made)
    if taken:
        words = ngettext(
            "%(count)s of %(asked)s records counts now.", "%(count)s of %(asked)s records count now.", taken
        )
        messages.success(request, words % {"count": formats.number(taken), "asked": formats.number(asked)})
    elif asked:
        messages.warning(request, _("None of them can be taken in yet; each says why."))
    else:
        messages.warning(request, _("No record was chosen that still waits."))


def _became(record: QuarantinedRecord) -> str:
    if record.state == RecordState.DISCARDED:
        return _("Of calls to free and emergency numbers nothing is kept.")
    return _("The record counts now.")


def _page(request: PageRequest, record: QuarantinedRecord, form: RecordForm, status: int = 200) -> HttpResponse:
    context = {
        "record": record,
        "reason": reason_of(record),
        "file": name_of(record.batch),
        "state": RECORD_STATES[record.state],  # type: ignore[index]
        "form": form,
        "waits": record.state == RecordState.WAITING,
    }
    return render(request, "console/usage/record.html", context, status=status)
