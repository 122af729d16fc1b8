"""Why an invoice differs from the one before: parts that sum exactly to the difference (D-01).

Every amount of both invoices is looked at line by line of the fleet. Of two amounts with a quantity each,
the change of quantity at the old price is volume and the rest is price, so that nothing is left over. One
SQL statement answers for all accounts of a run.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from comptoir.kernel.money import round_micro_to_cent

PARTS = ("cards_added", "cards_ended", "plans", "price", "volume", "one_offs", "discounts", "rounding", "vat")

# One row per (account, line, thing) of each period: quantity and amount. `side` 0 is before, 1 is now.
_PARTED = """
WITH items AS (
  SELECT 0 AS side, billing_account_id AS account, line_id AS line, kind, code || '' AS thing,
         sum(CASE WHEN kind = 'recurring' THEN days ELSE quantity END) AS q, sum(amount_micro) AS a
  FROM charges_before GROUP BY ALL
  UNION ALL
  SELECT 1, billing_account_id, line_id, kind, code,
         sum(CASE WHEN kind = 'recurring' THEN days ELSE quantity END), sum(amount_micro)
  FROM charges_now GROUP BY ALL
  UNION ALL
  SELECT 0, billing_account_id, line_id, 'usage', category::VARCHAR, sum(charged_quantity), sum(amount_micro)
  FROM rollup_before GROUP BY ALL
  UNION ALL
  SELECT 1, billing_account_id, line_id, 'usage', category::VARCHAR, sum(charged_quantity), sum(amount_micro)
  FROM rollup_now GROUP BY ALL
), pairs AS (
  SELECT account, line, kind, thing,
         coalesce(sum(q) FILTER (side = 0), 0) AS q0, coalesce(sum(a) FILTER (side = 0), 0) AS a0,
         coalesce(sum(q) FILTER (side = 1), 0) AS q1, coalesce(sum(a) FILTER (side = 1), 0) AS a1,
         count(*) FILTER (side = 0) > 0 AS was, count(*) FILTER (side = 1) > 0 AS is_now
  FROM items GROUP BY ALL
), cards AS (
  SELECT account, line, bool_or(was) AS had, bool_or(is_now) AS has FROM pairs WHERE line <> 0 GROUP BY ALL
), parted AS (
  SELECT p.account, p.line,
         CASE
           WHEN p.kind = 'one_off' THEN 'one_offs'
           WHEN p.kind IN ('discount', 'credit') THEN 'discounts'
           WHEN NOT c.had THEN 'cards_added'
           WHEN NOT c.has THEN 'cards_ended'
           WHEN p.kind = 'recurring' AND NOT (p.was AND p.is_now) THEN 'plans'
           ELSE 'both'
         END AS part,
         a1 - a0 AS change,
         CASE WHEN q0 = 0 THEN a1 - a0
              ELSE sign((q1 - q0) * a0) * ((2 * abs((q1 - q0) * a0) + abs(q0)) // (2 * abs(q0))) * sign(q0)
         END AS volume
  FROM pairs p LEFT JOIN cards c USING (account, line)
)
"""
DIFFERENCE_SQL = f"""{_PARTED}
SELECT account, part, CAST(sum(change) AS BIGINT) AS change, CAST(sum(volume) AS BIGINT) AS volume,
       count(DISTINCT line)::BIGINT AS lines
FROM parted GROUP BY account, part
"""
# Which cards one part of one account's difference comes from, the largest first.
CARDS_OF_PART_SQL = f"""{_PARTED}
SELECT line AS line_id, CAST(sum(
         CASE WHEN part <> 'both' THEN change WHEN $part = 'volume' THEN volume ELSE change - volume END
       ) AS BIGINT) AS micro
FROM parted
WHERE account = $account AND part = CASE WHEN $part IN ('price', 'volume') THEN 'both' ELSE $part END
GROUP BY line HAVING micro <> 0 ORDER BY abs(micro) DESC, line LIMIT $limit OFFSET $offset
"""
#: Parts whose cards can be named: the others are about the invoice as a whole.
PARTS_BY_CARD = ("cards_added", "cards_ended", "plans", "price", "volume", "one_offs", "discounts")


def parts_of(rows: Iterable[Mapping[str, Any]], *, net_change: int, vat_change: int) -> dict[str, dict[str, int]]:
    """The parts of one account's difference: {part: {"micro", "lines"}}, their sum net_change + vat_change.

    Each part is whole cents, as people read it; what rounding them takes or gives stands in `rounding`, with what
    rounding the invoice's lines did.
    """
    parts = {name: {"micro": 0, "lines": 0} for name in PARTS}
    for row in rows:
        if row["part"] == "both":
            parts["volume"] = _part(row["volume"], row["lines"])
            parts["price"] = _part(row["change"] - row["volume"], row["lines"])
        else:
            parts[row["part"]] = _part(row["change"], row["lines"])
    parts["rounding"]["micro"] = net_change - sum(part["micro"] for part in parts.values())
    parts["vat"]["micro"] = vat_change
    return parts


def _part(micro: int, lines: int) -> dict[str, int]:
    return {"micro": round_micro_to_cent(micro), "lines": lines}
