"""Running a report for a viewer: closed periods only, within the level's retention, never stored (I-02, I-03, I-09)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
from django.db.models import Q

from comptoir.access.capabilities import REPORTS_VIEW
from comptoir.billing.models import Invoice
from comptoir.insights.levels import Access
from comptoir.insights.reports import Report
from comptoir.inventory.models import CostCentreAssignment, Line
from comptoir.inventory.queries import card_names
from comptoir.inventory.reach import Reach, reach_of
from comptoir.kernel.periods import Month
from comptoir.manifest.reading import lake, reading
from comptoir.manifest.snapshot import Snapshot
from comptoir.parties.models import CostCentre
from comptoir.scope.actor import Actor

CARDS = pa.schema([("line_id", pa.int64()), ("cost_centre", pa.string())])


@dataclass(frozen=True, slots=True)
class ReportRows:
    """A page of a report: rows, how many there are in all, and the totals of the columns that have one."""

    rows: list[dict[str, Any]]
    total: int
    sums: dict[str, int]


def periods_of(actor: Actor, access: Access, today: date) -> list[str]:
    """The closed periods that a viewer may report on, newest first; one query."""
    first = str(access.first_month(today))
    found = (
        Invoice.objects.visible_to(actor, REPORTS_VIEW)
        .filter(number__isnull=False, period__gte=first)
        .order_by("-period")
        .values_list("period", flat=True)
        .distinct()
    )
    return list(found)


def run_report(
    actor: Actor,
    report: Report,
    period: str,
    *,
    sort: str = "",
    descending: bool = True,
    limit: int = 50,
    offset: int = 0,
    cost_centres_of: str = "period",
) -> ReportRows:
    """One page of a report over one period; `cost_centres_of` is "period" or "today" (I-11).

    Raises KeyError for a column to sort by that the report does not have.
    """
    reach = reach_of(actor, REPORTS_VIEW)
    column = sort or report.sort
    if column not in {known.key for known in report.columns}:
        raise KeyError(column)
    tables = {"cards": _cards(actor, period, cost_centres_of)} if report.needs_cards else {}
    direction = "DESC" if descending else "ASC"
    tie = ", ".join(f'"{known.key}"' for known in report.columns)
    sums = "".join(f', sum("{known.key}") OVER () AS "sum {known.key}"' for known in report.columns if known.total)
    sql = (
        f'WITH report AS ({report.sql}) SELECT *, count(*) OVER () AS "rows in all"{sums} FROM report'
        f' ORDER BY "{column}" {direction}, {tie} LIMIT {int(limit)} OFFSET {int(offset)}'
    )

    def ask(snapshot: Snapshot) -> list[dict[str, Any]]:
        views = {"rollup": snapshot.of("rollup"), "charges": snapshot.of("charges")}
        found: list[dict[str, Any]] = lake().query(sql, views, tables=tables, **reach.limits).to_pylist()
        return found

    rows = reading(ask, "rollup", "charges", periods=[period], **reach.pruning)
    return _with_cards(actor, rows, report, period)


def _with_cards(actor: Actor, rows: list[dict[str, Any]], report: Report, period: str) -> ReportRows:
    """The cards by the names that `actor` may know: of one that has moved since, its number of then and no more."""
    total = int(rows[0]["rows in all"]) if rows else 0
    sums = {known.key: int(rows[0][f"sum {known.key}"] or 0) if rows else 0 for known in report.columns if known.total}
    if any(known.kind == "card" for known in report.columns):
        ids = sorted({row["line_id"] for row in rows if row["line_id"]})
        names = card_names(actor, ids, Month.parse(period).dates, actor.customer_id or 0)
        rows = [{**row, "card": names.get(row["line_id"])} for row in rows]
    return ReportRows(rows, total, sums)


def _cards(actor: Actor, period: str, cost_centres_of: str) -> pa.Table:
    """Each visible line's cost centre: the one valid at the end of the period, or today's."""
    lines = Line.objects.visible_to(actor, REPORTS_VIEW)
    if cost_centres_of == "today":
        rows = list(lines.values_list("pk", "cost_centre"))
    else:
        last = Month.parse(period).plus(1).first_day
        valid = Q(from_on__lt=last) & (Q(to_on=None) | Q(to_on__gte=last))
        rows = list(CostCentreAssignment.objects.filter(valid, line__in=lines).values_list("line_id", "cost_centre"))
    # The names of the few centres beside the many lines: joined here, not repeated by the database.
    centres = CostCentre.objects.filter(pk__in={centre for _line, centre in rows if centre})
    names = {pk: f"{code} {name}" for pk, code, name in centres.values_list("pk", "code", "name")}
    found = [(line, names.get(centre)) for line, centre in rows]
    columns = list(zip(*found, strict=True)) or [(), ()]
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, CARDS, strict=True)], schema=CARDS)


def monthly_costs(actor: Actor, periods: Collection[str]) -> list[dict[str, Any]]:
    """Recurring, usage and other costs by period, oldest first: the evolution of the basic view."""
    reach: Reach = reach_of(actor, REPORTS_VIEW)

    def ask(snapshot: Snapshot) -> list[dict[str, Any]]:
        views = {"rollup": snapshot.of("rollup"), "charges": snapshot.of("charges")}
        sql = (
            "SELECT period, sum(CASE WHEN kind = 'recurring' THEN micro ELSE 0 END)::BIGINT AS recurring_micro,"
            " sum(CASE WHEN kind = 'usage' THEN micro ELSE 0 END)::BIGINT AS usage_micro,"
            " sum(CASE WHEN kind NOT IN ('recurring', 'usage') THEN micro ELSE 0 END)::BIGINT AS other_micro"
            " FROM (SELECT period, kind, amount_micro AS micro FROM charges"
            " UNION ALL SELECT period, 'usage', amount_micro FROM rollup) GROUP BY period ORDER BY period"
        )
        found: list[dict[str, Any]] = lake().query(sql, views, **reach.limits).to_pylist()
        return found

    return reading(ask, "rollup", "charges", periods=list(periods), **reach.pruning) if periods else []
