"""The charts of the reports: each answers one question, and its title is the answer."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from comptoir.documents.charts import Chart, Series, Wording, bar_chart, ranking_chart
from comptoir.insights.reports import Report
from comptoir.kernel.money import from_micro, round_half_up
from comptoir.portal.reports.lists import words_of
from comptoir.portal.words import first_day, month_of
from comptoir.web import formats

MOST_BARS = 10


def ranking(report: Report, rows: Sequence[Mapping[str, Any]], period: str) -> Chart | None:
    """The dearest rows of a report; none for a report that ranks nothing."""
    named = next((column for column in report.columns if column.key == report.chart), None)
    if named is None:
        return None
    items = [(words_of(named, row), from_micro(row[report.sort])) for row in rows[:MOST_BARS] if row[report.sort] > 0]
    title = _("Nothing to show for %(month)s")
    values = {"month": month_of(period)}
    if items:
        title = _("%(first)s: %(amount)s in %(month)s")
        values |= {"first": items[0][0], "amount": _written(items[0][1])}
    wording = Wording(title=title % values, categories=_("Name"), empty=_("Nothing in this period"))
    return ranking_chart(
        items, wording, _written, values=_("Amount without VAT"), width=460, name=report.id.replace("_", "-")
    )


def months(rows: Sequence[Mapping[str, Any]]) -> Chart:
    """What each closed month cost, by kind."""
    names = {"recurring_micro": _("Subscriptions"), "usage_micro": _("Usage"), "other_micro": _("One-off, discounts")}
    series = [
        Series(words, tuple(from_micro(row[key]) for row in rows))
        for key, words in names.items()
        if any(row[key] for row in rows)
    ]
    title = _("What each month cost")
    if len(rows) > 1:
        dearest = max(rows, key=_sum)
        title = _("%(month)s was the dearest month: %(amount)s") % {
            "month": month_of(dearest["period"]),
            "amount": _written(from_micro(_sum(dearest))),
        }
    wording = Wording(title=title, categories=_("Period"), empty=_("Nothing was invoiced yet."))
    return bar_chart(
        [formats.short_month(first_day(row["period"])) for row in rows],
        series or [Series(_("Usage"), tuple(Decimal(0) for _row in rows))],
        wording,
        _written,
        axis=_whole,
        name="months",
    )


def _sum(row: Mapping[str, Any]) -> int:
    return int(row["recurring_micro"] + row["usage_micro"] + row["other_micro"])


def _written(value: Decimal) -> str:
    return formats.money(round_half_up(value, 2))


def _whole(value: Decimal) -> str:
    return formats.forms().whole_money(value, "EUR")
