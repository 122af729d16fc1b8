"""What one line cost month by month, from the charges and the rollup, within the viewer's reach."""

from collections.abc import Sequence
from typing import Any

from comptoir.access.capabilities import USAGE_VIEW
from comptoir.inventory.own_lines import own_months
from comptoir.inventory.reach import reach_of
from comptoir.kernel.periods import Month
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
  UNION ALL
  SELECT period, 0, amount_micro, 0, records FROM rollup WHERE line_id = $line
) GROUP BY period ORDER BY period
"""


def monthly_costs(actor: Actor, line: int, months: Sequence[Month]) -> list[dict[str, Any]]:
    """{period, recurring, used, other, records} of each billed month in which the line cost or did something.

    For who sees the line as its user, of months in which it was theirs alone (A-05).
    """
    reach = reach_of(actor, USAGE_VIEW)

    def ask(snapshot: Snapshot) -> list[dict[str, Any]]:
        views = {"charges": snapshot.of("charges"), "rollup": snapshot.of("rollup")}
        rows: list[dict[str, Any]] = lake().query(SQL, views, {"line": line}, **reach.limits).to_pylist()
        return rows

    periods = [str(month) for month in own_months(actor, USAGE_VIEW, line, months)]
    if not periods:
        return []
    return reading(ask, "charges", "rollup", periods=periods, lines=[line], **reach.pruning)
