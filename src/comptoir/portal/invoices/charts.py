"""The charts of the invoice pages: each answers one question, and its title is the answer."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from comptoir.billing.difference import PARTS
from comptoir.billing.models import Invoice
from comptoir.documents.charts import Chart, Series, Wording, bar_chart, ranking_chart
from comptoir.kernel.money import from_micro
from comptoir.portal.charts import Charts, both
from comptoir.portal.words import compared, first_day, month_of, signed
from comptoir.web import formats


def evolution_charts(rows: Sequence[Mapping[str, Any]]) -> Charts:
    """How much each month cost without VAT: subscriptions, usage and the rest, one bar a month."""
    return both(lambda width, name: _evolution(rows, width, name), "evolution")


def _evolution(rows: Sequence[Mapping[str, Any]], width: int, name: str) -> Chart:
    names = {"recurring": _("Subscriptions"), "usage": _("Usage"), "other": _("One-off, discounts")}
    series = [
        Series(words, tuple(from_micro(row[key]) for row in rows))
        for key, words in names.items()
        if any(row[key] for row in rows)
    ]
    wording = Wording(
        title=_evolution_title(rows),
        categories=_("Period"),
        empty=_("Nothing was invoiced yet."),
    )
    return bar_chart(
        [formats.short_month(first_day(row["period"])) for row in rows],
        series or [Series(_("Usage"), tuple(Decimal(0) for _row in rows))],
        wording,
        formats.money,
        axis=_whole,
        width=width,
        height=240,
        name=name,
    )


def difference_charts(invoice: Invoice) -> Charts | None:
    """From the invoice before to this one, part by part; none for an account's first invoice."""
    before = invoice.previous
    if before is None:
        return None
    return both(lambda width, name: _difference(invoice, before, width, name), "difference", width=500)


def _difference(invoice: Invoice, before: Invoice, width: int, name: str) -> Chart:
    names = part_names()
    items = [
        (names[part], from_micro(invoice.difference[part]["micro"]))
        for part in PARTS
        if invoice.difference.get(part, {}).get("micro")
    ]
    wording = Wording(
        title=_("From %(before)s to %(now)s")
        % {"before": formats.micro(before.total_micro), "now": formats.micro(invoice.total_micro)},
        categories=_("Part"),
        empty=_("Nothing changed."),
    )
    return ranking_chart(items, wording, _signed_amount, values=_("Difference"), width=width, name=name)


def part_names() -> dict[str, str]:
    """A short name for each part of a difference."""
    return {
        "cards_added": _("New cards"),
        "cards_ended": _("Ended cards"),
        "plans": _("Plans and options"),
        "price": _("Prices"),
        "volume": _("Volume"),
        "one_offs": _("One-off charges"),
        "discounts": _("Discounts, credits"),
        "rounding": _("Rounding"),
        "vat": _("VAT"),
    }


def _evolution_title(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return _("What each month cost")
    last = rows[-1]
    if len(rows) == 1:
        values = {"month": month_of(last["period"]), "amount": formats.micro(last["net"])}
        return _("%(month)s cost %(amount)s without VAT") % values
    before = rows[-2]
    return compared(last["net"], before["net"], month_of(last["period"]), month_of(before["period"]))


def _whole(value: Decimal) -> str:
    return formats.forms().whole_money(value, "EUR")


def _signed_amount(value: Decimal) -> str:
    return signed(int(value.scaleb(6)))
