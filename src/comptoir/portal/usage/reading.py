"""What the usage pages ask of the lake: sums by category and by card, pages of calls, one call.

A billed month is answered from what was billed, any other from the records at the standard price (U-04). All of
it within the viewer's reach: rows carry the account and the line as they stood when used.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, TypeVar

from comptoir.access.capabilities import USAGE_VIEW
from comptoir.inventory.reach import Reach, reach_of
from comptoir.kernel.periods import Month
from comptoir.lake.condition import EVERY_ROW, Condition, among
from comptoir.lake.entry import Entry
from comptoir.manifest.reading import lake, reading
from comptoir.manifest.snapshot import Snapshot
from comptoir.portal.paths import Record
from comptoir.scope.actor import Actor

Answer = TypeVar("Answer")
STANDARD = "standard"
ORDER = ("started_at", "line_id", "record_id")
SORTS = ("micro", "records", "seconds", "messages", "bytes", "roaming", "line_id")
ROLLUP_COLUMNS = "line_id, category, visited, records, quantity, bundle_quantity, amount_micro"
RECORD_COLUMNS = "line_id, category, visited, 1::BIGINT AS records, quantity, bundle_quantity, amount_micro"
SUMS_SQL = """
SELECT category, sum(records)::BIGINT AS records, sum(quantity)::BIGINT AS quantity,
       sum(bundle_quantity)::BIGINT AS bundled, sum(amount_micro)::BIGINT AS micro
FROM ({rows}) GROUP BY category ORDER BY category
"""
CARDS_SQL = """
WITH cards AS (
  SELECT line_id, sum(records)::BIGINT AS records, sum(amount_micro)::BIGINT AS micro,
         coalesce(sum(quantity) FILTER (category IN (1, 11, 21, 31)), 0)::BIGINT AS seconds,
         coalesce(sum(quantity) FILTER (category IN (2, 3, 12, 13, 22, 23, 32, 33)), 0)::BIGINT AS messages,
         coalesce(sum(quantity) FILTER (category IN (4, 14, 24)), 0)::BIGINT AS bytes,
         coalesce(sum(amount_micro) FILTER (visited <> 'BE'), 0)::BIGINT AS roaming
  FROM ({rows}) GROUP BY line_id
)
SELECT *, count(*) OVER ()::BIGINT AS total, (sum(micro) OVER ())::BIGINT AS whole FROM cards
ORDER BY {sort} {direction}, line_id LIMIT $limit OFFSET $offset
"""


@dataclass(frozen=True, slots=True)
class Cards:
    """A page of cards, how many there are, and what all of them come to."""

    rows: list[dict[str, Any]]
    total: int
    micro: int


@dataclass(frozen=True, slots=True)
class Calls:
    """A page of calls and the cursor behind it."""

    rows: list[dict[str, Any]]
    after: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The files that answer for a month, and whether they are billed."""

    dataset: str
    entries: Sequence[Entry]

    @property
    def billed(self) -> bool:
        return self.dataset != STANDARD


class Usage:
    """The usage that one viewer may see in one month, of one line or of all."""

    def __init__(self, actor: Actor, month: Month, line: int | None = None) -> None:
        self.month, self.line = month, line
        self.reach: Reach = reach_of(actor, USAGE_VIEW)

    def is_billed(self) -> bool:
        """Whether the month's usage was billed."""
        return self._ask("rollup", lambda seen: seen.billed)

    def by_category(self) -> list[dict[str, Any]]:
        """Records, quantity, part in bundles and amount of each category."""
        return self._ask("rollup", lambda seen: self._rows(seen, SUMS_SQL.format(rows=self._source(seen)), {}))

    def by_card(self, *, limit: int, offset: int, sort: str = "micro", descending: bool = True) -> Cards:
        """What each card used, the dearest first."""
        by, direction = sort if sort in SORTS else "micro", "DESC" if descending else "ASC"

        def ask(seen: Seen) -> list[dict[str, Any]]:
            sql = CARDS_SQL.format(rows=self._source(seen), sort=by, direction=direction)
            return self._rows(seen, sql, {"limit": limit, "offset": offset})

        rows = self._ask("rollup", ask)
        first = rows[0] if rows else {"total": 0, "whole": 0}
        return Cards(rows, int(first["total"]), int(first["whole"]))

    def calls(
        self, where: Condition = EVERY_ROW, *, after: str = "", limit: int = 50, descending: bool = True
    ) -> Calls:
        """A page of calls, the latest first. Raises InvalidCursor."""

        def ask(seen: Seen) -> Calls:
            page = lake().page(
                seen.dataset,
                seen.entries,
                self._of_line(where),
                after=after or None,
                limit=limit,
                order=ORDER,
                descending=descending,
                **self.reach.limits,
            )
            return Calls([_aware(row) for row in page.rows.to_pylist()], page.after or "")

        return self._ask("rated", ask)

    def count(self, where: Condition = EVERY_ROW) -> tuple[int, int]:
        """(how many calls, what they cost) of those that match."""
        matching = self._of_line(where)

        def ask(seen: Seen) -> tuple[int, int]:
            sql = (
                "SELECT count(*)::BIGINT AS records, coalesce(sum(amount_micro), 0)::BIGINT AS micro"
                f" FROM {seen.dataset} WHERE {matching.sql}"
            )
            views = {seen.dataset: seen.entries}
            found = lake().query(sql, views, matching.values, **self.reach.limits).to_pylist()[0]
            return int(found["records"]), int(found["micro"])

        return self._ask("rated", ask)

    def countries(self) -> list[str]:
        """Where the cards were, the most records first."""

        def ask(seen: Seen) -> list[str]:
            sql = (
                f"SELECT visited, sum(records)::BIGINT AS records FROM ({self._source(seen)})"
                " GROUP BY visited ORDER BY records DESC, visited"
            )
            return [row["visited"] for row in self._rows(seen, sql, {})]

        return self._ask("rollup", ask)

    def one(self, record: Record) -> tuple[dict[str, Any], bool]:
        """One call of the line and whether it is billed; raises LookupError when there is none in sight."""

        def ask(seen: Seen) -> tuple[list[dict[str, Any]], bool]:
            sql = (
                f"SELECT * FROM {seen.dataset} WHERE line_id = $line AND record_id = $record"
                " AND started_at = $started_at"
            )
            started_at = record.started_at.astimezone(UTC).replace(tzinfo=None)
            return self._rows(seen, sql, {"record": record.id, "started_at": started_at}), seen.billed

        rows, billed = self._ask("rated", ask)
        if not rows:
            raise LookupError(str(record))
        return rows[0], billed

    def _ask(self, billed: str, ask: Callable[[Seen], Answer]) -> Answer:
        """`ask` over the month's billed files of that dataset or, where there are none, those not billed yet."""

        def answer(snapshot: Snapshot) -> Answer:
            entries = snapshot.of(billed)
            return ask(Seen(billed, entries) if entries else Seen(STANDARD, snapshot.of(STANDARD)))

        lines = None if self.line is None else [self.line]
        return reading(answer, billed, STANDARD, periods=[str(self.month)], lines=lines, **self.reach.pruning)

    def _source(self, seen: Seen) -> str:
        columns = ROLLUP_COLUMNS if seen.dataset == "rollup" else RECORD_COLUMNS
        chosen = "" if self.line is None else " WHERE line_id = $line"
        return f"SELECT {columns} FROM {seen.dataset}{chosen}"

    def _rows(self, seen: Seen, sql: str, values: Mapping[str, object]) -> list[dict[str, Any]]:
        named = dict(values) if self.line is None else {**values, "line": self.line}
        found = lake().query(sql, {seen.dataset: seen.entries}, named, **self.reach.limits)
        return [_aware(row) for row in found.to_pylist()]

    def _of_line(self, where: Condition) -> Condition:
        return where if self.line is None else among("line_id", [self.line]) & where


def open_months(actor: Actor) -> list[Month]:
    """Months with records that are not billed yet, the latest first."""
    reach = reach_of(actor, USAGE_VIEW)
    return reading(
        lambda snapshot: sorted({Month.parse(entry.period) for entry in snapshot.of(STANDARD)}, reverse=True),
        STANDARD,
        **reach.pruning,
    )


def _aware(row: dict[str, Any]) -> dict[str, Any]:
    if "started_at" in row:
        row["started_at"] = row["started_at"].replace(tzinfo=UTC)
    return row
