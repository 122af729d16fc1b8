"""Which plan and which pool a line had when a record began: an as-of join, in one pass over sorted records."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comptoir.lake.order import integers, sort
from comptoir.rating.jit import compiled, fixed
from comptoir.rating.rules import CompiledTariff
from comptoir.rating.schema import RATING_INPUT, RECORDS, check

ASSIGNMENTS = pa.schema(
    [
        ("line_id", pa.int64()),
        ("from_at", pa.timestamp("us")),
        ("to_at", pa.timestamp("us")),
        ("plan", pa.string()),
        ("pool_id", pa.int64()),
    ]
)
"""A line was on the plan of this id, drawing on this pool, in [from_at, to_at); a line's rows do not overlap."""


class UnknownPlan(ValueError):
    """A line is on a plan that the tariff in force does not price."""


@dataclass(frozen=True)
class Assigned:
    """Records as rating input, and those whose line had no plan at their start (schema RECORDS)."""

    records: pa.Table
    unassigned: pa.Table


def assign(
    records: pa.Table, assignments: pa.Table, tariff: CompiledTariff, cache_root: Path | None = None
) -> Assigned:
    """Adds plan and pool to `records` (schema RECORDS); fastest when they are sorted by line and start.

    Raises UnknownPlan when a record's plan is not in the tariff.
    """
    check(records, RECORDS)
    check(assignments, ASSIGNMENTS)
    ordered = sort(assignments, ("line_id", "from_at"))
    rows = np.empty(records.num_rows, np.int64)
    compiled(rows_in_force, cache_root)(
        _whole(records, "line_id"),
        _whole(records, "started_at"),
        _whole(ordered, "line_id"),
        _whole(ordered, "from_at"),
        _whole(ordered, "to_at"),
        rows,
    )
    if (rows >= 0).all():
        return Assigned(_with_plan(records, ordered, rows, tariff), RECORDS.empty_table())
    found = pa.array(rows >= 0)
    known = _with_plan(records.filter(found), ordered, rows[rows >= 0], tariff)
    return Assigned(known, records.filter(pc.invert(found)))


def rows_in_force(
    lines: NDArray[np.int64],
    started: NDArray[np.int64],
    assigned: NDArray[np.int64],
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    rows: NDArray[np.int64],
) -> None:
    """Fills `rows` with the row of the assignment in force for each record, -1 where there is none.

    Assignments are sorted by line and begin. The place found for a record is where the search for the next
    one starts, so records sorted by line and start take one step each.
    """
    place = 0
    for record in range(len(lines)):
        line, moment = lines[record], started[record]
        if place >= len(assigned) or assigned[place] != line or begins[place] > moment:
            place = np.searchsorted(assigned, line)
        while place + 1 < len(assigned) and assigned[place + 1] == line and begins[place + 1] <= moment:
            place += 1
        in_force = place < len(assigned) and assigned[place] == line
        rows[record] = place if in_force and begins[place] <= moment < ends[place] else -1


def _with_plan(records: pa.Table, assignments: pa.Table, rows: NDArray[np.int64], tariff: CompiledTariff) -> pa.Table:
    coded = assignments["plan"].combine_chunks().dictionary_encode()
    ids = coded.dictionary.to_pylist()
    known = np.array([*(tariff.plan_by_id.get(plan_id, -1) for plan_id in ids), -1], np.int16)
    which = coded.indices.to_numpy()[rows]
    plans = known[which]
    if len(plans) and plans.min() < 0:
        raise UnknownPlan(
            f"The tariff {tariff.tariff.name} does not price the plan {ids[which[int(np.argmin(plans))]]}."
        )
    pools = assignments["pool_id"].combine_chunks().to_numpy()[rows]
    table = records.append_column(RATING_INPUT.field("plan"), pa.array(plans))
    return table.append_column(RATING_INPUT.field("pool_id"), pa.array(pools))


def _whole(table: pa.Table, name: str) -> NDArray[np.int64]:
    found = integers(table[name])
    assert found is not None
    return fixed(found)
