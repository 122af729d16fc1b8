"""What a file would do, counted without anything being written down."""

from collections import Counter
from dataclasses import dataclass, field

from comptoir.usage.intake.engine import without_content
from comptoir.usage.intake.reading import Reading
from comptoir.usage.intake.reasons import Reason
from comptoir.usage.publishing import compare, plan_for
from comptoir.usage.set_aside import values_of

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Doubt:
    """One record that would be set aside: where, and why (a message id and values)."""

    line_number: int
    reason: str
    values: dict[str, str]


@dataclass
class Outcome:
    """The counts that the batch would have; `reasons` counts the records set aside by message id."""

    read: int
    accepted: int
    duplicate: int
    quarantined: int
    free: int
    ignored: int
    reasons: dict[str, int] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    unused_columns: tuple[str, ...] = ()


def try_out(reading: Reading) -> Outcome:
    """Count what publishing the reading would do now."""
    staged = reading.staged
    compare(reading, plan_for(staged))
    accepted = _new_records(reading)
    reasons: Counter[str] = Counter()
    doubts: list[Doubt] = []
    for bad in reading.bad_records():
        reasons[bad.reason.message] += 1
        if len(doubts) < SHOWN:
            said = values_of(bad.reason, bad.fields, reading.projection.mapping)
            doubts.append(Doubt(bad.line_number, bad.reason.message, said))
    return Outcome(
        read=staged.read,
        accepted=accepted,
        duplicate=staged.good - accepted,
        quarantined=staged.bad,
        free=staged.free,
        ignored=staged.ignored,
        reasons=dict(reasons),
        doubts=doubts,
        unused_columns=reading.source.unused,
    )


def _new_records(reading: Reading) -> int:
    resolution = reading.resolution
    found = (
        f"SELECT DISTINCT {resolution.of('line_id')} AS line_id, s.started_at, s.record_id"
        f" FROM staged s {resolution.joins} WHERE s.reason = {int(Reason.NONE)} AND {resolution.is_clear}"
    )
    with without_content():
        row = reading.connection.execute(
            f"SELECT count(*) FROM ({found}) ANTI JOIN seen USING (line_id, started_at, record_id)"
        ).fetchone()
    return int(row[0]) if row else 0
