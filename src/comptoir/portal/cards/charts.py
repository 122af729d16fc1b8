"""What one line cost month by month, drawn."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from comptoir.documents.charts import Chart, Series, Wording, bar_chart
from comptoir.kernel.money import from_micro, round_micro_to_cent
from comptoir.kernel.periods import Month
from comptoir.portal.charts import Charts, both
from comptoir.portal.words import compared, month_of
from comptoir.web import formats


def cost_charts(rows: Sequence[dict[str, Any]], *, with_charges: bool) -> Charts:
    """What the line cost each month; the usage alone for who sees no charges."""
    return both(lambda width, name: _costs(rows, with_charges, width, name), "costs", width=640)


def _costs(rows: Sequence[dict[str, Any]], with_charges: bool, width: int, name: str) -> Chart:
    names = {"used": _("Usage")}
    if with_charges:
        names = {"recurring": _("Subscriptions"), **names, "other": _("One-off, discounts")}
    series = [
        Series(words, tuple(from_micro(round_micro_to_cent(row[key])) for row in rows))
        for key, words in names.items()
        if key == "used" or any(row[key] for row in rows)
    ]
    wording = Wording(title=_title(rows, list(names)), categories=_("Period"), empty=_("Nothing was billed yet."))
    months = [formats.short_month(Month.parse(row["period"]).first_day) for row in rows]
    return bar_chart(months, series, wording, formats.money, axis=formats.money, width=width, height=220, name=name)


def _title(rows: Sequence[dict[str, Any]], keys: list[str]) -> str:
    if len(rows) < 2:
        return _("What this card cost, without VAT")
    now, before = (sum(row[key] for key in keys) for row in (rows[-1], rows[-2]))
    return compared(now, before, month_of(rows[-1]["period"]), month_of(rows[-2]["period"]))
