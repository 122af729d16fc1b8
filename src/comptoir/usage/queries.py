"""Scoped reads of usage. The first argument is who asks.

Billed traffic is in `rated`; what is not billed yet is in `standard`, at the standard price (U-04). A period
has the one or the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, QuerySet

from comptoir.access.capabilities import OPERATE_USAGE, USAGE_VIEW
from comptoir.lake.condition import EVERY_ROW, Condition, among, at_least, below, quoted
from comptoir.lake.engine import literal
from comptoir.lake.entry import Entry
from comptoir.lake.keyset import Page, after_key, cursor_of, key_from, ordering
from comptoir.manifest.queries import live
from comptoir.manifest.reading import lake, reading
from comptoir.manifest.snapshot import Snapshot
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import require
from comptoir.usage.models import QuarantinedRecord, RecordState, UsageBatch
from comptoir.usage.sight import Sight, sight

BILLED, STANDARD = "rated", "standard"
NEWEST_FIRST = ("started_at", "line_id", "record_id")
DIMENSIONS = ("period", "billing_account_id", "line_id", "category", "zone", "visited")
SUMS = ("records", "quantity", "charged_quantity", "bundle_quantity", "amount_micro")


@dataclass(frozen=True, slots=True)
class CallFilters:
    """Which records; None or empty sets no limit. Instants are aware; `called` is as records have it."""

    periods: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    accounts: tuple[int, ...] = ()
    kinds: tuple[int, ...] = ()
    categories: tuple[int, ...] = ()
    directions: tuple[int, ...] = ()
    visited: tuple[str, ...] = ()
    called: int | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None
    min_amount_micro: int | None = None

    @property
    def condition(self) -> Condition:
        """The limits as a condition on rows of `rated` and `standard`."""
        found = EVERY_ROW
        for column, values in (
            ("line_id", self.lines),
            ("billing_account_id", self.accounts),
            ("kind", self.kinds),
            ("category", self.categories),
            ("direction", self.directions),
            ("visited", self.visited),
        ):
            if values:
                found = found & among(column, values)
        if self.called is not None:
            found = found & among("called", [self.called])
        if self.from_at is not None:
            found = found & at_least("started_at", _naive(self.from_at))
        if self.to_at is not None:
            found = found & below("started_at", _naive(self.to_at))
        if self.min_amount_micro is not None:
            found = found & at_least("amount_micro", self.min_amount_micro)
        return found


@dataclass(frozen=True, slots=True)
class CallPage:
    """Records as dicts with the columns of RATED, `period` and `is_standard`; `after` asks for the next page."""

    rows: list[dict[str, Any]]
    after: str | None


def call_page(
    actor: Actor, filters: CallFilters, after: str | None = None, limit: int = 50, *, descending: bool = True
) -> CallPage:
    """The calls, messages and sessions that `actor` may see, the newest first. Raises InvalidCursor."""
    seen = sight(actor, USAGE_VIEW)
    where = seen.where & filters.condition
    if after is not None:
        where = where & after_key(NEWEST_FIRST, key_from(after, len(NEWEST_FIRST)), descending)

    def ask(snapshot: Snapshot) -> CallPage:
        views = views_of(snapshot)
        if not views:
            return CallPage([], None)
        keys = ", ".join(f"{cursor_of(name)} AS {quoted(f'key {i}')}" for i, name in enumerate(NEWEST_FIRST))
        parts = " UNION ALL ".join(part_of(name, "*", where) for name in views)
        sql = f"SELECT *, {keys} FROM ({parts}) ORDER BY {ordering(NEWEST_FIRST, descending)} LIMIT {int(limit) + 1}"
        table = lake().query(sql, views, where.values * len(views), visible=seen.visible)
        page = Page.of(table, len(NEWEST_FIRST), limit)
        return CallPage(page.rows.to_pylist(), page.after)

    return reading(ask, BILLED, STANDARD, **places_of(filters, seen))


def one_record(actor: Actor, period: str, line_id: int, started_at: datetime, record_id: int) -> dict[str, Any] | None:
    """One record as `call_page` gives it; None when there is none that `actor` may see."""
    exactly = among("record_id", [record_id]) & among("started_at", [_naive(started_at)])
    seen = sight(actor, USAGE_VIEW)
    filters = CallFilters(periods=(period,), lines=(line_id,))
    where = seen.where & filters.condition & exactly

    def ask(snapshot: Snapshot) -> dict[str, Any] | None:
        views = views_of(snapshot)
        if not views:
            return None
        sql = " UNION ALL ".join(part_of(name, "*", where) for name in views)
        found = lake().query(sql, views, where.values * len(views), visible=seen.visible)
        return found.to_pylist()[0] if found.num_rows else None

    return reading(ask, BILLED, STANDARD, **places_of(filters, seen))


def usage_summary(
    actor: Actor,
    periods: Sequence[str],
    by: Sequence[str] = ("category",),
    *,
    filters: CallFilters | None = None,
) -> list[dict[str, Any]]:
    """Sums over the periods, one row for each combination of `by` (see DIMENSIONS) and of `is_standard`.

    Billed periods are answered from the rollup where whole months may be seen. Rows have `by`, SUMS and
    `is_standard`. Of `filters` those on lines, accounts, categories and countries count.
    """
    unknown = [name for name in by if name not in DIMENSIONS]
    if unknown:
        raise ValueError(f"Usage cannot be summed by {unknown[0]}; choose from {', '.join(DIMENSIONS)}.")
    asked = filters or CallFilters()
    limits = CallFilters(
        tuple(periods), asked.lines, asked.accounts, categories=asked.categories, visited=asked.visited
    )
    seen = sight(actor, USAGE_VIEW)
    where = seen.where & limits.condition

    def ask(snapshot: Snapshot) -> list[dict[str, Any]]:
        views = views_of(snapshot)
        if not views:
            return []
        columns = ", ".join((*DIMENSIONS[1:], *SUMS[1:]))
        parts = [
            part_of(name, f"{columns}, {'records' if name.startswith('rollup') else '1 AS records'}", where)
            for name in views
        ]
        keys = ", ".join((*by, "is_standard"))
        sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in SUMS)
        sql = f"SELECT {keys}, {sums} FROM ({' UNION ALL '.join(parts)}) GROUP BY {keys} ORDER BY {keys}"
        rows: list[dict[str, Any]] = (
            lake().query(sql, views, where.values * len(views), visible=seen.visible).to_pylist()
        )
        return rows

    return reading(ask, seen.summed, STANDARD, **places_of(limits, seen))


def unbilled_periods() -> tuple[str, ...]:
    """The months of which traffic is visible at the standard price."""
    return tuple(sorted({entry.period for entry in live(STANDARD).entries}))


def batches(actor: Actor) -> "QuerySet[UsageBatch]":
    """Every batch, the newest first; the operator's own bookkeeping. Raises NotAuthorized."""
    require(actor, OPERATE_USAGE)
    return UsageBatch.objects.select_related("mapping")


def batch(actor: Actor, pk: int) -> UsageBatch:
    """One batch. Raises NotAuthorized, UsageBatch.DoesNotExist."""
    return batches(actor).get(pk=pk)


def quarantine(
    actor: Actor, *, batch: UsageBatch | None = None, state: str = RecordState.WAITING, reason: str = ""
) -> "QuerySet[QuarantinedRecord]":
    """Records set aside, those of published batches only. Raises NotAuthorized."""
    require(actor, OPERATE_USAGE)
    found = QuarantinedRecord.objects.filter(state=state).select_related("batch__mapping")
    if batch is not None:
        found = found.filter(batch=batch)
    return found.filter(reason=reason) if reason else found


def quarantined(actor: Actor, pk: int) -> QuarantinedRecord:
    """One record set aside. Raises NotAuthorized, QuarantinedRecord.DoesNotExist."""
    require(actor, OPERATE_USAGE)
    found = QuarantinedRecord.objects.exclude(state=RecordState.HELD).select_related("batch__mapping", "replayed_in")
    return found.get(pk=pk)


def quarantine_reasons(actor: Actor) -> Mapping[str, int]:
    """How many records wait, by reason, the most frequent first. Raises NotAuthorized."""
    waiting = quarantine(actor).order_by().values("reason").annotate(count=Count("pk"))
    return {row["reason"]: row["count"] for row in waiting.order_by("-count", "reason")}


def views_of(snapshot: Snapshot) -> dict[str, list[Entry]]:
    """One view for each dataset and period, named so, that its rows can tell which they are of."""
    views: dict[str, list[Entry]] = {}
    for entry in snapshot.entries:
        views.setdefault(f"{entry.dataset} {entry.period}", []).append(entry)
    return views


def part_of(view: str, columns: str, where: Condition) -> str:
    dataset, period = view.split(" ")
    named = f"{literal(period)} AS period, {str(dataset == STANDARD).lower()} AS is_standard"
    return f"SELECT {columns}, {named} FROM {quoted(view)} WHERE {where.sql}"


def places_of(filters: CallFilters, seen: Sight) -> dict[str, Any]:
    """Where such rows can be: the manifest leaves other files out."""
    accounts = filters.accounts or seen.accounts
    return {
        "periods": filters.periods or None,
        "accounts": accounts or None,
        "lines": filters.lines or None,
    }


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
