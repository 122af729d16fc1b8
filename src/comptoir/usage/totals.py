"""Scoped sums of usage a page at a time: what each card used in a month, and how many calls match."""

from dataclasses import dataclass
from typing import Any

from comptoir.access.capabilities import USAGE_VIEW
from comptoir.manifest.reading import lake, reading
from comptoir.manifest.snapshot import Snapshot
from comptoir.rating.schema import HOME, Category
from comptoir.scope.actor import Actor
from comptoir.usage.queries import BILLED, STANDARD, CallFilters, part_of, places_of, views_of
from comptoir.usage.sight import sight

#: Categories whose quantities can be told together; the others mix units.
TOGETHER = {
    "seconds": tuple(c.value for c in Category if c.name.endswith("VOICE")),
    "messages": tuple(c.value for c in Category if c.name.endswith(("SMS", "MMS"))),
    "bytes": tuple(c.value for c in Category if c.name.endswith("DATA")),
}
SORTS = ("micro", "records", "seconds", "messages", "bytes", "abroad")
COLUMNS = "line_id, category, visited, quantity, amount_micro"


@dataclass(frozen=True, slots=True)
class Cards:
    """Rows with `line_id`, `abroad` (an amount) and SORTS; how many there are, and what all of them come to."""

    rows: list[dict[str, Any]]
    total: int
    micro: int


def cards_of_month(
    actor: Actor, period: str, *, limit: int, offset: int = 0, sort: str = "micro", descending: bool = True
) -> Cards:
    """What each card that `actor` may see used in a month; of one not billed yet at the standard price (U-04)."""
    filters, seen = CallFilters(periods=(period,)), sight(actor, USAGE_VIEW)
    by, direction = sort if sort in SORTS else "micro", "DESC" if descending else "ASC"

    def ask(snapshot: Snapshot) -> list[dict[str, Any]]:
        views = views_of(snapshot)
        if not views:
            return []
        parts = [
            part_of(name, f"{COLUMNS}, {'records' if name.startswith('rollup') else '1 AS records'}", seen.where)
            for name in views
        ]
        sql = (
            f"WITH cards AS (SELECT line_id, {_sums()} FROM ({' UNION ALL '.join(parts)}) GROUP BY line_id)"
            " SELECT *, count(*) OVER ()::BIGINT AS total, (sum(micro) OVER ())::BIGINT AS whole"
            f" FROM cards ORDER BY {by} {direction}, line_id LIMIT {int(limit)} OFFSET {int(offset)}"
        )
        values = seen.where.values * len(views)
        rows: list[dict[str, Any]] = lake().query(sql, views, values, visible=seen.visible).to_pylist()
        return rows

    rows = reading(ask, seen.summed, STANDARD, **places_of(filters, seen))
    first = rows[0] if rows else {"total": 0, "whole": 0}
    return Cards(rows, int(first["total"]), int(first["whole"]))


def count_calls(actor: Actor, filters: CallFilters) -> tuple[int, int]:
    """(how many calls match that `actor` may see, what they cost in millionths)."""
    seen = sight(actor, USAGE_VIEW)
    where = seen.where & filters.condition

    def ask(snapshot: Snapshot) -> tuple[int, int]:
        views = views_of(snapshot)
        if not views:
            return 0, 0
        parts = " UNION ALL ".join(part_of(name, "amount_micro", where) for name in views)
        sql = f"SELECT count(*)::BIGINT AS calls, coalesce(sum(amount_micro), 0)::BIGINT AS micro FROM ({parts})"
        found = lake().query(sql, views, where.values * len(views), visible=seen.visible).to_pylist()[0]
        return int(found["calls"]), int(found["micro"])

    return reading(ask, BILLED, STANDARD, **places_of(filters, seen))


def _sums() -> str:
    quantities = ", ".join(
        f"coalesce(sum(quantity) FILTER (category IN {categories}), 0)::BIGINT AS {name}"
        for name, categories in TOGETHER.items()
    )
    return (
        f"sum(records)::BIGINT AS records, {quantities}, sum(amount_micro)::BIGINT AS micro,"
        f" coalesce(sum(amount_micro) FILTER (visited <> '{HOME}'), 0)::BIGINT AS abroad"
    )
