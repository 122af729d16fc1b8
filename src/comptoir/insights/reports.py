"""The fixed reports: one invoice period each, as SQL over the rollup and the charges (I-01, I-13).

Exact integer arithmetic only, so that the same text runs on another engine. `cards` is a small table handed along:
line_id, cost_centre; line 0 is the account itself. Columns name their kind; the interfaces give them words.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "money", "number", "seconds", "bytes", "country", "category", "card", "kind"]


@dataclass(frozen=True, slots=True)
class ReportColumn:
    key: str
    kind: Kind
    total: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its columns, the SELECT behind it, what its chart ranks. `basic` ones come with Essential."""

    id: str
    columns: tuple[ReportColumn, ...]
    sql: str
    sort: str
    basic: bool = False
    needs_cards: bool = False
    chart: str = ""  # key of the column that names the bars; the first money column is their length


def _columns(*specs: str) -> tuple[ReportColumn, ...]:
    """'name:kind' or 'name:kind+' for a column with a total."""
    found = []
    for spec in specs:
        key, kind = spec.split(":")
        found.append(ReportColumn(key, kind.removesuffix("+"), kind.endswith("+")))  # type: ignore[arg-type]
    return tuple(found)


_CARD_COSTS = """
WITH costs AS (
  SELECT line_id, 0 AS usage_micro, amount_micro AS recurring_micro, 0 AS seconds, 0 AS messages, 0 AS bytes
  FROM charges
  UNION ALL
  SELECT line_id, amount_micro, 0,
         CASE WHEN category % 10 = 1 THEN quantity ELSE 0 END,
         CASE WHEN category % 10 IN (2, 3) AND category < 41 THEN quantity ELSE 0 END,
         CASE WHEN category % 10 = 4 THEN quantity ELSE 0 END
  FROM rollup
), per_card AS (
  SELECT line_id, sum(recurring_micro) AS recurring_micro, sum(usage_micro) AS usage_micro,
         sum(recurring_micro) + sum(usage_micro) AS amount_micro,
         sum(seconds) AS seconds, sum(messages) AS messages, sum(bytes) AS bytes
  FROM costs GROUP BY line_id
)
"""

BY_CATEGORY = Report(
    "by_category",
    _columns("category:category", "records:number+", "amount_micro:money+"),
    """
    SELECT CASE WHEN kind = 'recurring' THEN 'recurring' ELSE kind END AS category,
           count(*)::BIGINT AS records, sum(amount_micro)::BIGINT AS amount_micro
    FROM charges GROUP BY ALL
    UNION ALL
    SELECT category::VARCHAR, sum(records)::BIGINT, sum(amount_micro)::BIGINT FROM rollup GROUP BY ALL
    """,
    sort="amount_micro",
    basic=True,
    chart="category",
)
BY_CARD = Report(
    "by_card",
    _columns(
        "line_id:card", "recurring_micro:money+", "usage_micro:money+", "amount_micro:money+",
        "seconds:seconds+", "messages:number+", "bytes:bytes+",
    ),
    f"{_CARD_COSTS} SELECT * FROM per_card",
    sort="amount_micro",
    basic=True,
    chart="line_id",
)  # fmt: skip
BY_COST_CENTRE = Report(
    "by_cost_centre",
    _columns(
        "cost_centre:text", "cards:number+", "recurring_micro:money+", "usage_micro:money+", "amount_micro:money+"
    ),
    f"""
    {_CARD_COSTS}
    SELECT coalesce(c.cost_centre, '') AS cost_centre,
           sum(CASE WHEN line_id <> 0 THEN 1 ELSE 0 END)::BIGINT AS cards,
           sum(recurring_micro)::BIGINT AS recurring_micro, sum(usage_micro)::BIGINT AS usage_micro,
           sum(amount_micro)::BIGINT AS amount_micro
    FROM per_card LEFT JOIN cards c USING (line_id) GROUP BY ALL
    """,
    sort="amount_micro",
    basic=True,
    needs_cards=True,
    chart="cost_centre",
)
ROAMING = Report(
    "roaming",
    _columns(
        "visited:country", "cards:number", "seconds:seconds+", "messages:number+", "bytes:bytes+", "amount_micro:money+"
    ),
    """
    SELECT visited, count(DISTINCT line_id)::BIGINT AS cards,
           sum(CASE WHEN category % 10 = 1 THEN quantity ELSE 0 END)::BIGINT AS seconds,
           sum(CASE WHEN category % 10 IN (2, 3) THEN quantity ELSE 0 END)::BIGINT AS messages,
           sum(CASE WHEN category % 10 = 4 THEN quantity ELSE 0 END)::BIGINT AS bytes,
           sum(amount_micro)::BIGINT AS amount_micro
    FROM rollup WHERE visited <> 'BE' GROUP BY ALL
    """,
    sort="amount_micro",
    basic=True,
    chart="visited",
)
VALUE_ADDED = Report(
    "value_added",
    _columns("line_id:card", "records:number+", "seconds:seconds+", "amount_micro:money+"),
    """
    SELECT line_id, sum(records)::BIGINT AS records, sum(quantity)::BIGINT AS seconds,
           sum(amount_micro)::BIGINT AS amount_micro
    FROM rollup WHERE category = 41 GROUP BY ALL
    """,
    sort="amount_micro",
    chart="line_id",
)
OVER_BUNDLE = Report(
    "over_bundle",
    _columns("line_id:card", "category:category", "bundle_quantity:number", "beyond:number", "amount_micro:money+"),
    """
    SELECT line_id, category::VARCHAR AS category, sum(bundle_quantity)::BIGINT AS bundle_quantity,
           sum(charged_quantity - bundle_quantity)::BIGINT AS beyond, sum(amount_micro)::BIGINT AS amount_micro
    FROM rollup GROUP BY ALL HAVING sum(bundle_quantity) > 0 AND sum(amount_micro) > 0
    """,
    sort="amount_micro",
    chart="line_id",
)
UNUSED = Report(
    "unused",
    _columns("line_id:card", "recurring_micro:money+"),
    """
    SELECT line_id, sum(amount_micro)::BIGINT AS recurring_micro
    FROM charges WHERE line_id <> 0 AND kind = 'recurring'
      AND line_id NOT IN (SELECT line_id FROM rollup)
    GROUP BY ALL HAVING sum(amount_micro) > 0
    """,
    sort="recurring_micro",
)
ONE_OFFS = Report(
    "one_offs",
    _columns("kind:kind", "code:text", "line_id:card", "amount_micro:money+"),
    """
    SELECT kind, code, line_id, sum(amount_micro)::BIGINT AS amount_micro
    FROM charges WHERE kind <> 'recurring' GROUP BY ALL
    """,
    sort="amount_micro",
)

REPORTS = {
    report.id: report
    for report in (BY_CATEGORY, BY_CARD, BY_COST_CENTRE, ROAMING, VALUE_ADDED, OVER_BUNDLE, UNUSED, ONE_OFFS)
}
BASIC = tuple(report for report in REPORTS.values() if report.basic)
