"""A report as a list: its columns in words, its rows read from the lake page by page."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import REPORTS_VIEW
from comptoir.insights.levels import Access
from comptoir.insights.queries import run_report
from comptoir.insights.reports import Report, ReportColumn
from comptoir.portal.reports.words import COLUMNS, KINDS, TITLES
from comptoir.portal.words import NOTICE, name_of_category
from comptoir.rating.schema import Category
from comptoir.scope.actor import Actor
from comptoir.web import formats
from comptoir.web.listing import (
    Asked,
    Column,
    DurationColumn,
    Empty,
    Listing,
    MoneyColumn,
    NumberColumn,
    Rows,
    VolumeColumn,
)

_KINDS_OF_COLUMN: Mapping[str, type[Column]] = {
    "money": MoneyColumn,
    "number": NumberColumn,
    "seconds": DurationColumn,
    "bytes": VolumeColumn,
}


def report_list(actor: Actor, report: Report, period: str, access: Access, cost_centres_of: str) -> Listing:
    """The report over one period; it leaves the application only where the level says so (I-01, I-09)."""

    class ReportList(Listing):
        key = "report-" + report.id.replace("_", "-")
        title = TITLES[report.id]
        columns = tuple(_column(column) for column in report.columns)
        default_sort = f"-{report.sort}"
        export = access.may_export
        notice = NOTICE
        nothing = Empty(_("Nothing in this period"), _("Choose another period above."), icon="report")

    def read(asked: Asked, size: int, after: str) -> Rows:
        start = int(after) if after.isdecimal() and len(after) < 9 else 0
        found = run_report(
            actor, report, period, sort=asked.sort or report.sort, descending=asked.descending, limit=size,
            offset=start, cost_centres_of=cost_centres_of,
        )  # fmt: skip
        reached = start + len(found.rows)
        return Rows(found.rows, found.total, found.sums, after=str(reached) if reached < found.total else "")

    return ReportList(read, capability=REPORTS_VIEW)


def words_of(column: ReportColumn, row: Mapping[str, Any]) -> str:
    """A cell of text in words."""
    value = row[column.key]
    if column.kind == "category":
        return str(KINDS[value]) if value in KINDS else name_of_category(Category(int(value)).name.lower())
    if column.kind == "kind":
        return str(KINDS.get(value, value))
    if column.kind == "country":
        return formats.country(value)
    if column.kind == "card":
        return card_words(row)
    if column.key == "cost_centre":
        return str(value or _now("No cost centre"))
    return str(value or "–")


def card_words(row: Mapping[str, Any]) -> str:
    """A card by its number and label."""
    card = row.get("card")
    if card is None:
        return _now("The account itself")
    return " · ".join(part for part in (formats.phone(card.number), card.label) if part)


def _column(column: ReportColumn) -> Column:
    label = COLUMNS[column.key]
    if column.kind in _KINDS_OF_COLUMN:
        return _KINDS_OF_COLUMN[column.kind](column.key, label, sort=True, total=column.total)
    link = _card_link if column.kind == "card" else None
    return Column(column.key, label, source=lambda row: words_of(column, row), sort=True, link=link)


def _card_link(row: Mapping[str, Any]) -> str:
    card = row.get("card")
    return reverse("portal:cards:show", args=[row["line_id"]]) if card is not None and card.is_seen else ""
