"""The lists of the usage pages: cards of a month, and their calls."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.money import from_micro, round_micro_to_cent
from comptoir.kernel.periods import Month
from comptoir.portal.paths import Record
from comptoir.portal.words import NOTICE, name_of_category
from comptoir.rating.schema import Category, Direction, Kind
from comptoir.web import formats
from comptoir.web.components import why_mark
from comptoir.web.icons import icon
from comptoir.web.listing import (
    Asked,
    ChoiceFilter,
    Column,
    DateFilter,
    DurationColumn,
    Empty,
    Listing,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    PhoneColumn,
    QuantityColumn,
    Rows,
    VolumeColumn,
)

UNITS = {Kind.VOICE: "seconds", Kind.SMS: "messages", Kind.MMS: "messages", Kind.DATA: "bytes"}
KINDS = {
    (Kind.VOICE, Direction.OUTGOING): ("phone", _("Call")),
    (Kind.VOICE, Direction.INCOMING): ("phone", _("Call received")),
    (Kind.SMS, Direction.OUTGOING): ("mail", _("SMS")),
    (Kind.SMS, Direction.INCOMING): ("mail", _("SMS received")),
    (Kind.MMS, Direction.OUTGOING): ("mail", _("MMS")),
    (Kind.MMS, Direction.INCOMING): ("mail", _("MMS received")),
    (Kind.DATA, Direction.OUTGOING): ("globe", _("Data")),
    (Kind.DATA, Direction.INCOMING): ("globe", _("Data")),
}
Read = Callable[[Asked, int, str], Rows]


class CentsColumn(MoneyColumn):
    """Sums to the cent; the sheet has them exact."""

    def words(self, value: Any) -> object:
        return super().words(round_micro_to_cent(value))


class MonthCardList(Listing):
    """What each card used in a month."""

    key = "usage-by-card"
    title = _("Usage by card")
    notice = NOTICE
    columns = (
        PhoneColumn("number", _("Number"), source="card.number", link=lambda row: row["url"]),
        Column("label", _("Label"), source="card.label"),
        Column("cost_centre", _("Cost centre"), source="card.cost_centre"),
        NumberColumn("records", _("Records"), sort="records", shown=False),
        DurationColumn("seconds", _("Calls"), sort="seconds"),
        NumberColumn("messages", _("Messages"), sort="messages"),
        VolumeColumn("bytes", _("Data"), sort="bytes"),
        CentsColumn("abroad", _("Of it abroad"), sort="abroad"),
        CentsColumn("micro", _("Amount"), sort="micro", total=True),
    )
    default_sort = "-micro"
    total_label = _("All cards")
    nothing = Empty(
        _("Nothing was used"),
        _("Calls, messages and data appear here within 8 hours."),
        icon="usage",
    )


class CallList(Listing):
    """Calls, messages and data sessions, one row each."""

    key = "calls"
    title = _("Calls, messages and data")
    notice = NOTICE
    raw = True
    default_sort = "-started_at"
    total_label = _("All that match")
    nothing = Empty(_("Nothing was used"), _("This card made no call, sent no message and used no data."), icon="usage")

    def __init__(self, read: Read, month: Month, places: Callable[[], list[str]], *, with_card: bool) -> None:
        super().__init__(read)
        base = reverse("portal:usage:month", args=[month])
        card = PhoneColumn("card", _("Card"), source="card.number", link=lambda row: row["url"])
        moment = MomentColumn("started_at", _("When"), sort="started_at")
        self.columns = (
            moment,
            *([card] if with_card else []),
            Column("kind", _("What"), source=kind_words, cell=_kind_cell),
            Column("called", _("Number"), source=other_party),
            Column("country", _("Where"), source=lambda row: formats.country(row["visited"])),
            Column("category", _("Category"), source=category_words, shown=False),
            QuantityColumn("quantity", _("Quantity"), unit_of=unit_of),
            QuantityColumn("charged_quantity", _("Charged"), unit_of=unit_of, shown=False),
            QuantityColumn("bundled", _("Of it in bundle"), unit_of=unit_of, source=_bundled),
            MoneyColumn("amount_micro", _("Amount"), total=True, cell=lambda row: _amount_cell(row, base)),
        )
        self.filters = (
            ChoiceFilter("kind", _("Kind"), [(kind.value, KINDS[kind, Direction.OUTGOING][1]) for kind in Kind]),
            ChoiceFilter("category", _("Category"), _categories),
            ChoiceFilter("country", _("Country"), lambda: [(code, formats.country(code)) for code in places()]),
            DateFilter("day", _("Day"), instants=True),
        )


def unit_of(row: dict[str, Any]) -> str:
    """The unit of a call's quantities."""
    return UNITS[Kind(row["kind"])]


def kind_words(row: dict[str, Any]) -> str | Promise:
    """What a record is."""
    return KINDS[Kind(row["kind"]), Direction(row["direction"])][1]


def other_party(row: dict[str, Any]) -> str:
    """The number called, a short code as dialled; nothing for data."""
    number = row["called"]
    if not number:
        return ""
    return str(-number) if number < 0 else formats.phone(number)


def category_words(row: dict[str, Any]) -> str:
    """The category as it stands on the invoice."""
    return name_of_category(Category(row["category"]).name.lower())


def _bundled(row: dict[str, Any]) -> int | None:
    return row["bundle_quantity"] or None


def _categories() -> list[tuple[int, str]]:
    return [(category.value, name_of_category(category.name.lower())) for category in Category]


def _kind_cell(row: dict[str, Any]) -> SafeString:
    name, words = KINDS[Kind(row["kind"]), Direction(row["direction"])]
    return format_html('<span class="kind">{}{}</span>', icon(name), words)


def _amount_cell(row: dict[str, Any], base: str) -> SafeString:
    """The amount and its Why?; a page has hundreds, so their addresses are written from the month's own."""
    url = f"{base}{row['line_id']}/{Record(row['record_id'], row['started_at'])}/why"
    return format_html("<span>{}{}</span>", formats.amount(from_micro(row["amount_micro"])), why_mark(url))
