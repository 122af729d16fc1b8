"""What one line cost month by month, from the charges and the rollup, within the viewer's reach."""

from collections.abc import Sequence
from typing import Any

from comptoir.access.capabilities import USAGE_VIEW
from comptoir.inventory.reach import Reach, reach_of
from comptoir.kernel.clock import as_utc
from comptoir.kernel.periods import Month
from comptoir.lake.condition import quoted
from comptoir.lake.engine import literal
from comptoir.lake.entry import Entry
from comptoir.manifest.reading import lake, reading
from comptoir.manifest.snapshot import Snapshot
from comptoir.scope.actor import Actor

SQL = """
SELECT period, sum(recurring)::BIGINT AS recurring, sum(used)::BIGINT AS used, sum(other)::BIGINT AS other,
       sum(records)::BIGINT AS records
FROM (
  SELECT period, CASE WHEN kind = 'recurring' THEN amount_micro ELSE 0 END AS recurring, 0 AS used,
         CASE WHEN kind = 'recurring' THEN 0 ELSE amount_micro END AS other, 0 AS records
  FROM charges WHERE line_id = $line
  {used}
) GROUP BY period ORDER BY period
"""
_FROM_ROLLUP = "UNION ALL SELECT period, 0, amount_micro, 0, records FROM rollup WHERE line_id = $line"
_FROM_RECORDS = "UNION ALL SELECT {period}, 0, amount_micro, 0, 1 FROM {view} WHERE line_id = $line"
Views = dict[str, Sequence[Entry]]


def monthly_costs(actor: Actor, line: int, months: Sequence[Month]) -> list[dict[str, Any]]:
    """{period, recurring, used, other, records} of each billed month in which the line cost or did something.

    Whoever has had the line for some days only sees the months of those days, and of their usage those days.
    """
    reach = reach_of(actor, USAGE_VIEW)

    def ask(snapshot: Snapshot) -> list[dict[str, Any]]:
        views, used = _by_day(snapshot) if reach.by_day else ({"rollup": snapshot.of("rollup")}, _FROM_ROLLUP)
        views["charges"] = snapshot.of("charges")
        sql = SQL.format(used=used)
        rows: list[dict[str, Any]] = lake().query(sql, views, {"line": line}, **reach.limits).to_pylist()
        return rows

    periods = [str(month) for month in months if not reach.by_day or _is_of(month, line, reach)]
    datasets = ("charges", "rated" if reach.by_day else "rollup")
    return reading(ask, *datasets, periods=periods, lines=[line], **reach.pruning) if periods else []


def _by_day(snapshot: Snapshot) -> tuple[Views, str]:
    """The records themselves, a view for each month; what sums them."""
    views: dict[str, list[Entry]] = {}
    for entry in snapshot.of("rated"):
        views.setdefault(entry.period, []).append(entry)
    parts = [_FROM_RECORDS.format(period=literal(period), view=quoted(f"rated {period}")) for period in views]
    return {f"rated {period}": entries for period, entries in views.items()}, " ".join(parts)


def _is_of(month: Month, line: int, reach: Reach) -> bool:
    """Whether some instant of the month is among those on which the line may be seen."""
    start, end = (as_utc(moment).replace(tzinfo=None) for moment in (month.instants.start, month.next().instants.start))
    rows = reach.lines.to_pylist() if reach.lines is not None else []
    return any(
        row["line_id"] == line and row["from_at"] < end and (row["to_at"] is None or row["to_at"] > start)
        for row in rows
    )
