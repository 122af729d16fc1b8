"""The lists of the usage pages: batches, and records in quarantine."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import OPERATE_USAGE
from comptoir.kernel.explanation import Step
from comptoir.usage.models import BatchKind, BatchState, RecordState
from comptoir.web import formats
from comptoir.web.listing import (
    BulkAction,
    ChoiceFilter,
    Column,
    DateFilter,
    Empty,
    Listing,
    MomentColumn,
    NumberColumn,
    StatusColumn,
    TextFilter,
)
from comptoir.web.words import sentence

BATCH_STATES = {
    BatchState.RECEIVED: ("neutral", _("Received")),
    BatchState.READING: ("info", _("Being read")),
    BatchState.PUBLISHED: ("good", _("Counts")),
    BatchState.FAILED: ("bad", _("Refused")),
    BatchState.CANCELLED: ("attention", _("Stopped")),
}
RECORD_STATES = {
    RecordState.WAITING: ("attention", _("Waiting")),
    RecordState.REPLAYED: ("good", _("Counts now")),
    RecordState.DISCARDED: ("neutral", _("Discarded")),
}
READY = "usage.record.ready"
REASONS = {
    "usage.record.broken_line": _("Broken line"),
    "usage.record.kind": _("Unknown kind"),
    "usage.record.direction": _("Unknown direction"),
    "usage.record.time": _("Unreadable time"),
    "usage.record.skipped_hour": _("Hour that clocks skipped"),
    "usage.record.too_early": _("Too long ago"),
    "usage.record.future": _("In the future"),
    "usage.record.country": _("Unknown country or network"),
    "usage.record.no_called": _("No number called"),
    "usage.record.called": _("Unreadable number called"),
    "usage.record.card": _("Unreadable card"),
    "usage.record.quantity": _("Unreadable quantity"),
    "usage.record.negative": _("Quantity below zero"),
    "usage.record.too_large": _("Quantity too large"),
    "usage.record.unknown_card": _("Unknown card"),
    "usage.record.not_active": _("Card not active then"),
    "usage.record.cards_differ": _("Number and IMSI of different cards"),
    READY: _("Corrected"),
}


class BatchList(Listing):
    key = "batches"
    title = _("Usage files")
    columns = (
        Column("file", _("File"), source=lambda row: name_of(row), link=lambda row: batch_url(row), sort="file_name"),
        Column("mapping", _("Mapping"), source="mapping.name", sort="mapping__name"),
        StatusColumn("state", _("State"), states=BATCH_STATES, sort=True),
        NumberColumn("read", _("Records read"), sort=True, total=True),
        NumberColumn("accepted", _("Taken in"), sort=True, total=True),
        NumberColumn("duplicate", _("Known already"), sort=True, total=True),
        NumberColumn("quarantined", _("Set aside"), sort=True, total=True),
        NumberColumn("free", _("Free calls"), sort=True, total=True, shown=False),
        NumberColumn("ignored", _("Passed over"), sort=True, total=True, shown=False),
        Column("by_label", _("By"), sort=True),
        MomentColumn("received_at", _("Received"), sort=True),
    )
    filters = (
        TextFilter("file_name", "mapping__name", "by_label"),
        ChoiceFilter("state", _("State"), [(state.value, words) for state, (_tone, words) in BATCH_STATES.items()]),
        ChoiceFilter("kind", _("Kind"), BatchKind.choices),
        DateFilter("received_at", _("Received"), instants=True),
    )
    default_sort = "-received_at"
    nothing = Empty(
        _("No usage yet"),
        _("Upload a file of calls, messages and data; it counts whole or not at all."),
        url_name="console:usage:upload",
        action=_("Upload a file"),
        icon="upload",
    )

    def row_tone(self, row: Any) -> str:
        return "bad" if row.state == BatchState.FAILED else ""


class RecordList(Listing):
    """Records set aside, each with its reason in words."""

    key = "quarantine"
    title = _("Quarantine")
    columns: Sequence[Column] = (
        Column("reason", _("Why"), source=lambda row: reason_of(row), link=lambda row: record_url(row), sort="reason"),
        Column("batch", _("File"), source=lambda row: name_of(row.batch), sort="batch__file_name"),
        NumberColumn("line_number", _("Line of the file"), sort=True),
        Column("said", _("What it says"), source=lambda row: said_of(row)),
        StatusColumn(
            "ready",
            _("State"),
            source=lambda row: READY if row.reason == READY else row.state,
            states={**RECORD_STATES, READY: ("info", _("Corrected"))},
        ),
        MomentColumn("changed_at", _("Changed"), sort=True, shown=False),
        Column("changed_by", _("Changed by"), sort=True, shown=False),
    )
    bulk: Sequence[BulkAction] = (
        BulkAction(_("Replay"), "console:usage:replay_selected", "refresh", capability=OPERATE_USAGE),
        BulkAction(_("Discard"), "console:usage:discard_selected", "delete", capability=OPERATE_USAGE, tone="danger"),
    )
    default_sort = "batch"
    nothing = Empty(
        _("Nothing waits"),
        _("Records that cannot be read, or that belong to no card, wait here until they are corrected or discarded."),
        url_name="console:usage:index",
        action=_("To the usage files"),
        icon="good",
    )

    def __init__(
        self, rows: "QuerySet[Any]", reasons: Iterable[str], batches: Mapping[int, str] = MappingProxyType({})
    ) -> None:
        super().__init__(rows)
        self.filters = (
            TextFilter("batch__file_name", "reason"),
            ChoiceFilter("reason", _("Why"), [(reason, kind_of_reason(reason)) for reason in reasons]),
            ChoiceFilter("file", _("File"), list(batches.items()), field="batch_id"),
        )
        if not batches:
            self.filters = self.filters[:-1]


class BatchRecordList(RecordList):
    """The records that one batch set aside, whatever became of them; the file is known there."""

    columns = tuple(column for column in RecordList.columns if column.key != "batch")

    key = "batch-records"
    prefix = "records-"
    title = _("Records set aside")
    bulk = ()
    default_sort = "line_number"
    nothing = Empty(_("Nothing was set aside"), _("Every record of this file could be read."), icon="good")


def name_of(batch: Any) -> str:
    """A batch as people call it: its file, or what it replayed."""
    if batch.kind == BatchKind.REPLAY:
        return str(_("Replay %(number)s")) % {"number": batch.pk}
    return str(batch.file_name or batch.pk)


def batch_url(batch: Any) -> str:
    return reverse("console:usage:show", args=[batch.pk])


def record_url(record: Any) -> str:
    return reverse("console:usage:record", args=[record.pk])


def reason_of(record: Any) -> str:
    """Why a record waits, in words."""
    return sentence(Step(record.reason, record.values))


def kind_of_reason(reason: str) -> str:
    """A reason in two words, for filters."""
    return str(REASONS.get(reason, reason))


def said_of(record: Any) -> str:
    """What the record says, with what was corrected, in short."""
    said = {**record.fields, **record.corrected}
    text = " · ".join(value for value in said.values() if value)
    return text if len(text) <= 90 else f"{text[:89]}…"


def days_of(batch: Any) -> str:
    """The first and last day of a batch's records."""
    if batch.first_on is None:
        return formats.NOTHING
    if batch.first_on == batch.last_on:
        return formats.long_day(batch.first_on)
    return f"{formats.long_day(batch.first_on)} – {formats.long_day(batch.last_on)}"
