"""How far an actor sees into the lake: whole billing accounts, or single lines between two instants.

A row of the lake carries the account and the line as they stood when it was made. Whoever holds a right on a
customer or an account sees the rows of those accounts, of lines that have left since as well. Whoever holds it
on a cost centre or a line sees that line's rows while the customer held it; an end user only while it was theirs
(A-05): of a line that moved, neither side sees the other's.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import pyarrow as pa

from comptoir.inventory.models import Holding, Line
from comptoir.inventory.own_lines import own_periods, seen_as_user
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


@dataclass(frozen=True, slots=True)
class Reach:
    """Either `accounts` (every row of them) or `lines` (rows of the schema VISIBLE); both None: every row."""

    accounts: frozenset[int] | None = None
    lines: pa.Table | None = None

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
    """The reach of `actor` with `capability`; at most four queries, whatever the number of grants."""
    if capability in actor.staff:
        return Reach()
    nodes = actor.nodes(capability)
    if not nodes:
        return Reach(accounts=frozenset())
    kinds = set(ScopeNode.objects.filter(pk__in=nodes).values_list("kind", flat=True))
    if kinds <= WHOLE_ACCOUNTS:
        visible = BillingAccount.objects.visible_to(actor, capability)
        return Reach(accounts=frozenset(visible.values_list("pk", flat=True)))
    return Reach(lines=_lines(actor, capability))


def _lines(actor: Actor, capability: str) -> pa.Table:
    lines = Line.objects.visible_to(actor, capability)
    held = Holding.objects.filter(line__in=lines, customer_id=actor.customer_id)
    rows = held.values_list("billing_account_id", "line_id", "from_on", "to_on")
    own = own_periods(actor, seen_as_user(actor, capability))
    found = [
        (account, line, *_instants(part))
        for account, line, start, end in rows
        for part in _parts(DatePeriod(start, end), line, own)
    ]
    columns = list(zip(*found, strict=True)) or [()] * len(VISIBLE)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, VISIBLE, strict=True)]
    return pa.table(arrays, schema=VISIBLE)


def _parts(held: DatePeriod, line: int, own: dict[int, list[DatePeriod]]) -> list[DatePeriod]:
    """All of it; of a line that one sees as its user, only while it was one's own."""
    if line not in own:
        return [held]
    return [part for period in own[line] if (part := held.intersection(period))]


def _instants(period: DatePeriod) -> tuple[datetime, datetime | None]:
    return _midnight(period.start), _midnight(period.end) if period.end else None


@lru_cache(maxsize=4096)
def _midnight(day: date) -> datetime:
    return brussels_midnight(day).astimezone(UTC).replace(tzinfo=None)
