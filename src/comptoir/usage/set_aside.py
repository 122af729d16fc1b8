"""Records set aside: held with their batch while it is read, waiting in the quarantine once it is published."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from django.db.models import QuerySet

from comptoir.usage.intake.engine import Progress
from comptoir.usage.intake.reading import Reading
from comptoir.usage.intake.reasons import Reason
from comptoir.usage.intake.staging import BadRecord
from comptoir.usage.mapping import Mapping as FileMapping
from comptoir.usage.models import QuarantinedRecord, RecordState, UsageBatch

AT_ONCE = 1_000


def hold(batch: UsageBatch, reading: Reading, progress: Progress) -> None:
    """Write down the bad records of a reading; nobody sees them before the batch is published."""
    mapping, total, done = reading.projection.mapping, reading.staged.bad, 0
    records = reading.bad_records()
    while part := list(islice(records, AT_ONCE)):
        rows = [record_of(batch, bad, mapping) for bad in part]
        # The same bad record twice in one file is one.
        QuarantinedRecord.objects.bulk_create(rows, ignore_conflicts=True)
        done += len(part)
        progress("setting_aside", done, total)


def release(batch: UsageBatch) -> int:
    """Let the held records wait in the quarantine, but for those that wait there already; how many now wait.

    Runs in the transaction that publishes the batch.
    """
    held = QuarantinedRecord.objects.filter(batch=batch, state=RecordState.HELD)
    _known_among(held).delete()
    return held.update(state=RecordState.WAITING)


def record_of(batch: UsageBatch, bad: BadRecord, mapping: FileMapping) -> QuarantinedRecord:
    """The (unsaved) row of a bad record."""
    return QuarantinedRecord(
        batch=batch,
        line_number=bad.line_number,
        fields=dict(bad.fields),
        reason=bad.reason.message,
        values=values_of(bad.reason, bad.fields, mapping),
        fingerprint=fingerprint(batch, bad, mapping),
    )


def fingerprint(batch: UsageBatch, bad: BadRecord, mapping: FileMapping) -> str:
    """The same for the same record of the same source, in whatever file; a broken line is only like itself."""
    said: object = [mapping.source, sorted(bad.fields.items())]
    if not bad.fields:
        said = [batch.digest, bad.line_number, bad.reason]
    return hashlib.md5(json.dumps(said).encode(), usedforsecurity=False).hexdigest()


def values_of(reason: Reason, fields: Mapping[str, str], mapping: FileMapping) -> dict[str, str]:
    """What the words of the reason need: the columns it is about and what they said."""
    columns = tuple(_columns_of(reason, fields, mapping))
    said = " ".join(fields[column] for column in columns if column in fields)
    return {"column": ", ".join(columns), "said": said[:80]}


def _columns_of(reason: Reason, fields: Mapping[str, str], mapping: FileMapping) -> Iterable[str]:
    columns = mapping.columns
    match reason:
        case Reason.BROKEN_LINE:
            return ()
        case Reason.KIND:
            return (columns.kind,)
        case Reason.DIRECTION:
            return (columns.direction or columns.kind,)
        case Reason.COUNTRY:
            return (columns.country,)
        case Reason.CALLED | Reason.NO_CALLED:
            return (columns.called,)
        case Reason.CARD | Reason.UNKNOWN_CARD | Reason.NOT_ACTIVE | Reason.CARDS_DIFFER:
            return tuple(column for column in (columns.number, columns.imsi) if column in fields)
        case Reason.QUANTITY | Reason.NEGATIVE | Reason.TOO_LARGE:
            return _quantity_columns(fields, mapping)
    return (*mapping.time_columns, *((columns.utc_offset,) if columns.utc_offset in fields else ()))


def _quantity_columns(fields: Mapping[str, str], mapping: FileMapping) -> Iterator[str]:
    label = fields.get(mapping.columns.kind, "").strip()
    meant = mapping.kinds.get(label)
    if meant is not None and meant.kind is not None:
        yield from mapping.quantity_of(meant.kind).columns


def _known_among(held: "QuerySet[QuarantinedRecord]") -> "QuerySet[QuarantinedRecord]":
    waiting = QuarantinedRecord.objects.filter(state=RecordState.WAITING)
    return held.filter(fingerprint__in=waiting.values("fingerprint"))
