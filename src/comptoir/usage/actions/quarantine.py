"""Records set aside: corrected, replayed once they can be read, discarded when they are nothing."""

from collections.abc import Mapping as Table
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

import pyarrow as pa
from django.db import transaction

from comptoir.access.capabilities import OPERATE_USAGE
from comptoir.audit.log import record as log
from comptoir.inventory.assignments import number_directory
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import require
from comptoir.scope.contract import contract
from comptoir.usage.actions.batches import being_read, intake_folder
from comptoir.usage.intake import workspace
from comptoir.usage.intake.engine import Progress
from comptoir.usage.intake.reading import Reading, read
from comptoir.usage.intake.reasons import Reason
from comptoir.usage.mapping import Mapping
from comptoir.usage.mapping_file import parse
from comptoir.usage.models import BatchKind, MappingText, QuarantinedRecord, RecordState, UsageBatch
from comptoir.usage.problems import UnableToCorrect
from comptoir.usage.publishing import publish_batch
from comptoir.usage.set_aside import values_of

READY = "usage.record.ready"
AT_ONCE = 500


def correct_record(record: QuarantinedRecord, fields: Table[str, str], *, by: Actor, at: datetime) -> QuarantinedRecord:
    """Correct what a waiting record says in some columns of its file, and look at it again at once.

    Its reason is then the next thing wrong with it, or READY. A record that turns out to be of a free or
    emergency call is discarded and forgotten. Raises UnableToCorrect.
    """
    require(by, OPERATE_USAGE)
    mapping = _mapping_of(record.batch.mapping)
    for column in fields:
        if column not in mapping.used:
            raise UnableToCorrect("usage.quarantine.unknown_column", column=column, known=", ".join(mapping.used))
    corrected = {**record.corrected, **{name: text.strip() for name, text in fields.items()}}
    said = {**record.fields, **corrected}
    with (
        workspace.workspace(intake_folder()) as folder,
        read(
            table_of([said], mapping),
            mapping,
            folder=folder,
            directory=number_directory(),
            book=contract(),
            at=at,
            progress=_silent,
        ) as reading,
    ):
        verdict = verdicts(reading).get(0, Reason.NONE)
    with transaction.atomic():
        _hold([record.pk])
        _judge(record, verdict, said, mapping)
        if record.state == RecordState.WAITING:
            record.corrected = corrected
        record.changed_at, record.changed_by = at, by.label
        record.save()
        log(actor=by, verb="usage.record_corrected", obj=record, at=at, columns=sorted(fields))
    return record


def replay(
    *,
    by: Actor,
    at: datetime,
    batch: UsageBatch | None = None,
    records: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> list[UsageBatch]:
    """Read waiting records again, with what was corrected: all of them, those of a batch, or those named.

    One new batch for each mapping they came with; what still cannot be read goes on waiting. Raises what
    `import_file` raises, and UnableToCorrect when somebody else changed the records meanwhile.
    """
    require(by, OPERATE_USAGE)
    waiting = QuarantinedRecord.objects.filter(state=RecordState.WAITING).select_related("batch__mapping")
    if batch is not None:
        waiting = waiting.filter(batch=batch)
    if records is not None:
        waiting = waiting.filter(pk__in=records)
    rows = waiting.order_by("batch__mapping", "pk")
    return [
        _replay_together(list(together), by=by, at=at, progress=progress or _silent)
        for _, together in groupby(rows, key=lambda row: row.batch.mapping_id)
    ]


@transaction.atomic
def discard(records: Sequence[int], *, by: Actor, at: datetime) -> int:
    """Waiting records that will never count; how many there were."""
    require(by, OPERATE_USAGE)
    found = QuarantinedRecord.objects.filter(pk__in=records, state=RecordState.WAITING)
    count = found.update(state=RecordState.DISCARDED, changed_at=at, changed_by=by.label)
    if count:
        log(actor=by, verb="usage.records_discarded", obj=None, at=at, records=sorted(records)[:AT_ONCE], count=count)
    return count


def table_of(rows: Sequence[Table[str, str]], mapping: Mapping) -> pa.Table:
    """Records as a relation with the mapping's columns, all text."""
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in mapping.used})


def verdicts(reading: Reading) -> dict[int, Reason]:
    """The reason of each row that is not good, by its position."""
    rows = reading.connection.execute(
        "SELECT rowid, reason FROM staged WHERE reason <> 0 UNION SELECT ordinal, reason FROM bad"
    ).fetchall()
    return {int(ordinal): Reason(int(reason)) for ordinal, reason in rows}


def _replay_together(rows: list[QuarantinedRecord], *, by: Actor, at: datetime, progress: Progress) -> UsageBatch:
    kept = rows[0].batch.mapping
    mapping = _mapping_of(kept)
    said = [{**row.fields, **row.corrected} for row in rows]
    batch = UsageBatch(kind=BatchKind.REPLAY, mapping=kept, by_user=by.user_id, by_label=by.label, received_at=at)
    with (
        being_read(batch, at) as folder,
        read(
            table_of(said, mapping),
            mapping,
            folder=folder,
            directory=number_directory(),
            book=contract(),
            at=at,
            progress=progress,
        ) as reading,
    ):
        found = verdicts(reading)

        def settle() -> int:
            _hold([row.pk for row in rows])
            for ordinal, row in enumerate(rows):
                row.changed_at, row.changed_by = at, by.label
                _judge(row, found.get(ordinal, Reason.NONE), said[ordinal], mapping, batch)
            QuarantinedRecord.objects.bulk_update(
                rows,
                ["state", "reason", "values", "fields", "corrected", "changed_at", "changed_by", "replayed_in"],
                batch_size=AT_ONCE,
            )
            return sum(row.state == RecordState.WAITING for row in rows)

        return publish_batch(batch, reading, set_aside=settle, by=by, at=at, progress=progress)


def _judge(
    row: QuarantinedRecord,
    verdict: Reason,
    said: Table[str, str],
    mapping: Mapping,
    replayed_in: UsageBatch | None = None,
) -> None:
    """What becomes of a record that was looked at again. One that counts, or may not be kept, says nothing more."""
    if verdict in (Reason.FREE, Reason.IGNORED):
        row.state, row.reason = RecordState.DISCARDED, verdict.message
        row.fields, row.corrected, row.values = {}, {}, {}
    elif verdict is not Reason.NONE:
        row.reason, row.values = verdict.message, values_of(verdict, said, mapping)
    elif replayed_in is None:
        row.reason, row.values = READY, {}
    else:
        row.state, row.replayed_in = RecordState.REPLAYED, replayed_in
        row.fields, row.corrected, row.values = {}, {}, {}


def _hold(ids: Sequence[int]) -> None:
    """Keep others from these records until the transaction ends. Raises UnableToCorrect if one waits no more."""
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        waiting = QuarantinedRecord.objects.select_for_update().filter(pk__in=part, state=RecordState.WAITING)
        if len(waiting.values_list("pk", flat=True)) != len(part):
            raise UnableToCorrect("usage.quarantine.changed")


def _mapping_of(kept: MappingText) -> Mapping:
    return parse(kept.text, kept.name)


def _silent(stage: str, done: int, total: int) -> None:
    pass
