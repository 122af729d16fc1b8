"""What was true of lines when, as columns: the tables that intake and rating join their records with.

Instants are naive UTC timestamps at Brussels midnight; an open end is `FOREVER`.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

import pyarrow as pa
from django.db.models import Q

from comptoir.inventory.models import Holding, NumberAssignment, Subscription
from comptoir.kernel.clock import brussels_midnight
from comptoir.kernel.periods import DatePeriod, Month

FOREVER = datetime(9999, 1, 1, tzinfo=UTC).replace(tzinfo=None)

NUMBER_DIRECTORY = pa.schema(
    [
        ("number", pa.int64()),
        ("imsi", pa.int64()),
        ("line_id", pa.int64()),
        ("customer_id", pa.int64()),
        ("billing_account_id", pa.int64()),
        ("from_at", pa.timestamp("us")),
        ("to_at", pa.timestamp("us")),
    ]
)
RATING_ASSIGNMENTS = pa.schema(
    [
        ("line_id", pa.int64()),
        ("from_at", pa.timestamp("us")),
        ("to_at", pa.timestamp("us")),
        ("plan", pa.string()),
        ("pool_id", pa.int64()),
    ]
)


def number_directory() -> pa.Table:
    """Which line, customer and billing account stood behind a number and an IMSI, and when."""
    numbers = NumberAssignment.objects.values_list("line_id", "number", "imsi", "from_on", "to_on")
    holdings: dict[int, list[tuple[int, int, date, date | None]]] = {}
    for line, account, customer, start, end in Holding.objects.values_list(
        "line_id", "billing_account_id", "customer_id", "from_on", "to_on"
    ):
        holdings.setdefault(line, []).append((account, customer, start, end))
    rows: list[tuple[Any, ...]] = []
    for line, number, imsi, start, end in numbers.iterator():
        for account, customer, from_on, to_on in holdings.get(line, ()):
            shared = DatePeriod(start, end).intersection(DatePeriod(from_on, to_on))
            if shared:
                rows.append((int(number.lstrip("+")), int(imsi), line, customer, account, *_instants(shared)))
    return _table(rows, NUMBER_DIRECTORY)


def rating_assignments(first: Month, last: Month | None = None) -> pa.Table:
    """The plan and the bundle pool of each line in the months from `first` to `last`, sorted by line and time.

    A line's own bundle has the line's id as pool; lines on one shared plan of one billing account share a
    pool with a negative id, so that a pool never spans two accounts.
    """
    last = last or first
    until = last.plus(1).first_day
    overlapping = Q(from_on__lt=until) & (Q(to_on=None) | Q(to_on__gt=first.first_day))
    plans = (
        Subscription.objects.filter(overlapping, is_plan=True)
        .order_by("line_id", "from_on")
        .values_list("line_id", "offering_id", "offering__code", "offering__plan_kind", "from_on", "to_on")
    )
    accounts = _accounts_by_line(overlapping)
    rows: list[tuple[Any, ...]] = []
    for line, of_line in groupby(plans.iterator(), key=lambda row: row[0]):
        for _, offering, code, kind, start, end in of_line:
            rows += _stretches(line, offering, code, kind, DatePeriod(start, end), accounts)
    return _table(rows, RATING_ASSIGNMENTS)


def shared_pool(billing_account_id: int, offering_id: int) -> int:
    """The pool that all lines on a shared plan of one billing account draw on."""
    return -(billing_account_id * 1_000_000 + offering_id)


def _stretches(
    line: int, offering: int, code: str, kind: str, period: DatePeriod, accounts: dict[int, list[Any]]
) -> Iterable[tuple[Any, ...]]:
    if kind != "shared":
        yield (line, *_instants(period), code, line)
        return
    for account, start, end in accounts.get(line, ()):
        shared = period.intersection(DatePeriod(start, end))
        if shared:
            yield (line, *_instants(shared), code, shared_pool(account, offering))


def _accounts_by_line(overlapping: Q) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    rows = Holding.objects.filter(overlapping).order_by("line_id", "from_on")
    for line, *rest in rows.values_list("line_id", "billing_account_id", "from_on", "to_on"):
        found.setdefault(line, []).append(tuple(rest))
    return found


@lru_cache(maxsize=4096)
def _midnight(day: date) -> datetime:
    return brussels_midnight(day).astimezone(UTC).replace(tzinfo=None)


def _instants(period: DatePeriod) -> tuple[datetime, datetime]:
    return _midnight(period.start), FOREVER if period.end is None else _midnight(period.end)


def _table(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)],
                    schema=schema)  # fmt: skip
