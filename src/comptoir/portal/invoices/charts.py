"""The charts of the invoice pages: each answers one question, and its title is the answer."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from comptoir.billing.difference import PARTS
from comptoir.billing.models import Invoice
from comptoir.documents.charts import Chart, Series, Wording, bar_chart, ranking_chart
from comptoir.kernel.money import from_micro
from comptoir.portal.words import compared, first_day, month_of, signed
from comptoir.web import formats


def evolution_chart(rows: Sequence[Mapping[str, Any]], *, height: int = 260, name: str = "evolution") -> Chart:
    """How much each month cost without VAT: subscriptions, usage and the rest, one bar a month."""
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
        width=900,
        height=height,
        name=name,
    )


def difference_chart(invoice: Invoice) -> Chart | None:
    """From the invoice before to this one, part by part; none for an account's first invoice."""
    if invoice.previous is None:
        return None
    names = part_names()
    items = [
        (names[part], from_micro(invoice.difference[part]["micro"]))
        for part in PARTS
        if invoice.difference.get(part, {}).get("micro")
    ]
    wording = Wording(
        title=_("From %(before)s to %(now)s")
        % {"before": formats.micro(invoice.previous.total_micro), "now": formats.micro(invoice.total_micro)},
        categories=_("Part"),
        empty=_("Nothing changed."),
    )
    return ranking_chart(items, wording, _signed_amount, values=_("Difference"), width=460, name="difference")


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
