"""How far an actor sees into the lake: whole billing accounts, or single lines between two instants.

A row of the lake carries the account and the line as they stood when it was made. Whoever holds a right on a
customer or an account sees the rows of those accounts, of lines that have left since as well. Whoever holds it
on a cost centre or a line sees that line's rows while the customer held it; what is held as the user of a line shows
only the days on which it was theirs (own_lines.py): of a line that moved, neither side sees the other's.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import pyarrow as pa

from comptoir.inventory.models import Holding, Line
from comptoir.inventory.own_lines import beyond_own, only_own, own_days
from comptoir.kernel.clock import brussels_midnight
from comptoir.kernel.periods import DatePeriod
from comptoir.lake.visibility import VISIBLE
from comptoir.parties.models import BillingAccount
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeKind, ScopeNode

WHOLE_ACCOUNTS = {
    ScopeKind.GROUP,
    ScopeKind.CUSTOMER,
    ScopeKind.CUSTOMER_ACCOUNT,
    ScopeKind.BILLING_ACCOUNT,
}


Row = tuple[int, int, date, date | None]
_HOLDING = ("billing_account_id", "line_id", "from_on", "to_on")


@dataclass(frozen=True, slots=True)
class Reach:
    """Either `accounts` (every row of them) or `lines` (rows of the schema VISIBLE); both None: every row.

    `by_day`: of some line only some days count, so that what is summed by month (the rollup) would tell too much.
    """

    accounts: frozenset[int] | None = None
    lines: pa.Table | None = None
    by_day: bool = False

    @property
    def is_nothing(self) -> bool:
        return self.accounts == frozenset() or (self.lines is not None and not self.lines.num_rows)

    @property
    def limits(self) -> dict[str, Any]:
        """What to hand to `Lake.query` and `Lake.page` so that they answer within this reach only."""
        return {"accounts": self.accounts, "visible": self.lines}

    @property
    def pruning(self) -> dict[str, Any]:
        """What to hand to `manifest.queries.live` so that files out of reach are not opened."""
        if self.lines is None:
            return {"accounts": self.accounts}
        return {"accounts": set(self.lines["billing_account_id"].to_pylist())}


def reach_of(actor: Actor, capability: str) -> Reach:
    """The reach of `actor` with `capability`; at most eight queries, whatever the number of grants."""
    if capability in actor.staff:
        return Reach()
    if actor.customer_id is None or not actor.nodes(capability):
        return Reach(accounts=frozenset())
    wide = beyond_own(actor, capability)
    kinds = set(ScopeNode.objects.filter(pk__in=wide.nodes(capability)).values_list("kind", flat=True))
    visible = BillingAccount.objects.visible_to(wide, capability).filter(customer=actor.customer_id)
    accounts = frozenset(visible.values_list("pk", flat=True))
    own = _own_lines(actor, capability)
    if kinds <= WHOLE_ACCOUNTS and not own:
        return Reach(accounts=accounts)
    held = Holding.objects.visible_to(wide, capability).filter(customer=actor.customer_id)
    rows: list[Row] = list(held.exclude(billing_account__in=accounts).values_list(*_HOLDING))
    if accounts and (rows or own):
        rows += Holding.objects.filter(billing_account__in=accounts).values_list(*_HOLDING)
    return Reach(lines=_table(rows + own), by_day=bool(own)) if rows or own else Reach(accounts=accounts)


def _own_lines(actor: Actor, capability: str) -> list[Row]:
    """What is seen as the user of a line and by nothing wider, cut to the days on which it was theirs."""
    if not actor.own_nodes(capability):
        return []
    wide = Line.objects.visible_to(beyond_own(actor, capability), capability)
    held = Holding.objects.visible_to(only_own(actor, capability), capability).filter(customer=actor.customer_id)
    rows = list(held.exclude(line__in=wide).values_list(*_HOLDING))
    days = own_days(actor, {line for _, line, *_ in rows})
    return [
        (account, line, shared.start, shared.end)
        for account, line, start, end in rows
        for period in days.get(line, ())
        if (shared := DatePeriod(start, end).intersection(period))
    ]


def _table(rows: list[Row]) -> pa.Table:
    found = [(account, line, *_instants(DatePeriod(start, end))) for account, line, start, end in rows]
    columns = list(zip(*found, strict=True))
    arrays = [pa.array(column, field.type) for column, field in zip(columns, VISIBLE, strict=True)]
    return pa.table(arrays, schema=VISIBLE)


def _instants(period: DatePeriod) -> tuple[datetime, datetime | None]:
    return _midnight(period.start), _midnight(period.end) if period.end else None


@lru_cache(maxsize=4096)
def _midnight(day: date) -> datetime:
    return brussels_midnight(day).astimezone(UTC).replace(tzinfo=None)
