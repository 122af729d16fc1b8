"""What an actor may see of the lake: conditions on its rows, from the actor's rights on lines and accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

import pyarrow as pa

from comptoir.inventory.models import Holding
from comptoir.inventory.own_lines import own_periods, seen_as_user
from comptoir.inventory.reach import WHOLE_ACCOUNTS
from comptoir.kernel.clock import brussels_midnight
from comptoir.kernel.periods import DatePeriod
from comptoir.lake.condition import EVERY_ROW, Condition, among
from comptoir.lake.visibility import VISIBLE
from comptoir.parties.models import BillingAccount
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeNode

NOTHING = Condition("false")
Row = tuple[int, int, date, date | None]


@dataclass(frozen=True, slots=True)
class Sight:
    """`where` holds on every row that may be seen; with `visible`, a row must also be in that set.

    `by_instant`: some lines are seen on some days only, which sums over whole months cannot tell apart.
    """

    where: Condition
    visible: pa.Table | None = None
    accounts: tuple[int, ...] | None = None
    by_instant: bool = False

    @property
    def billed(self) -> str:
        """The dataset that sums of billed months may be made from: the months' own sums, or else the records."""
        return "rated" if self.by_instant else "rollup"


def sight(actor: Actor, capability: str) -> Sight:
    """The rows on which `actor` holds `capability`.

    Rows carry customer and billing account as they stood when used. A right on an account shows what was used
    on it; a right on a line shows the days on which its customer held it, to its user only those on which it was
    theirs. Of a card that moved from one customer to another neither sees the other's calls.
    """
    if capability in actor.staff:
        return Sight(EVERY_ROW)
    if actor.customer_id is None or not actor.nodes(capability):
        return Sight(NOTHING)
    own = among("customer_id", [actor.customer_id])
    accounts = tuple(
        BillingAccount.objects.visible_to(actor, capability)
        .filter(customer=actor.customer_id)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    kinds = ScopeNode.objects.filter(pk__in=actor.nodes(capability)).values_list("kind", flat=True)
    if set(kinds) <= WHOLE_ACCOUNTS:
        return Sight(own & among("billing_account_id", accounts), None, accounts)
    held = Holding.objects.visible_to(actor, capability).filter(customer=actor.customer_id)
    lines = list(held.exclude(billing_account__in=accounts).values_list(*_HOLDING))
    times = own_periods(actor, seen_as_user(actor, capability))
    lines = _cut(lines, times)
    if not lines:
        return Sight(own & among("billing_account_id", accounts), None, accounts) if accounts else Sight(NOTHING)
    if accounts:
        lines += Holding.objects.filter(billing_account__in=accounts).values_list(*_HOLDING)
    return Sight(own, _table(lines), tuple(sorted({account for account, *_ in lines})), by_instant=bool(times))


def _cut(lines: list[Row], times: Mapping[int, list[DatePeriod]]) -> list[Row]:
    """A user's lines on the days on which they were theirs (A-05): nobody sees the calls of who had the card before."""
    return [
        (account, line, shared.start, shared.end)
        for account, line, start, end in lines
        for period in times.get(line, [DatePeriod(start, end)])
        if (shared := DatePeriod(start, end).intersection(period))
    ]


_HOLDING = ("billing_account_id", "line_id", "from_on", "to_on")


def _table(rows: list[Row]) -> pa.Table:
    accounts, lines, starts, ends = zip(*rows, strict=True)
    columns = [accounts, lines, [_midnight(day) for day in starts], [day and _midnight(day) for day in ends]]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, VISIBLE, strict=True)]
    return pa.Table.from_arrays(arrays, schema=VISIBLE)


@lru_cache(maxsize=4096)
def _midnight(day: date) -> datetime:
    return brussels_midnight(day).astimezone(UTC).replace(tzinfo=None)
