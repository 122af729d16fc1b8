"""Usage files as they came in: the list, and one with its counts, its months and what was set aside."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import OPERATE_USAGE
from comptoir.console.usage.lists import (
    BATCH_STATES,
    BatchList,
    BatchRecordList,
    days_of,
    name_of,
)
from comptoir.console.usage.parts import running, tabs
from comptoir.console.words import month_of
from comptoir.kernel.explanation import Step
from comptoir.usage import queries
from comptoir.usage.models import RecordState, UsageBatch
from comptoir.web.listing import list_page
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view
from comptoir.web.words import sentence

COUNTS = (
    ("accepted", _("Taken in"), ""),
    ("duplicate", _("Known already"), _("The same record counts once, however often it is sent.")),
    ("quarantined", _("Set aside"), _("They wait in the quarantine.")),
    ("free", _("Free and emergency calls"), _("Nothing of them is kept but their number.")),
    ("ignored", _("Passed over"), _("Kinds of lines that the mapping leaves out.")),
)


@console_view(OPERATE_USAGE)
def index(request: PageRequest) -> HttpResponseBase:
    """All files, the latest first; what is being read on top."""
    context = {"tabs": tabs(request, "files"), "jobs": running(request)}
    return list_page(request, BatchList(queries.batches(request.actor)), "console/usage/index.html", context)


@console_view(OPERATE_USAGE)
def show(request: PageRequest, pk: int) -> HttpResponseBase:
    """One file: what became of each of its records."""
    batch = queries.batch(request.actor, pk)
    records = batch.records.exclude(state=RecordState.HELD).select_related("batch__mapping")
    listing = BatchRecordList(records, _reasons(records))
    context = {
        "batch": batch,
        "title": name_of(batch),
        "state": BATCH_STATES[batch.state],  # type: ignore[index]
        "problem": sentence(Step.from_json(_problem(batch))) if batch.error_message else "",
        "days": days_of(batch),
        "counts": [(words, getattr(batch, name), note) for name, words, note in COUNTS],
        "months": [(month_of(period), count) for period, count in sorted(batch.periods.items())],
        "waiting": records.filter(state=RecordState.WAITING).count(),
    }
    return list_page(request, listing, "console/usage/show.html", context)


def _problem(batch: UsageBatch) -> dict[str, Any]:
    return {"message": batch.error_message, "values": batch.error_values}


def _reasons(records: Any) -> list[str]:
    return list(records.order_by("reason").values_list("reason", flat=True).distinct())
