"""A Listing answered: everything its template writes, with every address ready."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comptoir.web import formats
from comptoir.web.listing.asked import SIZES, Address, Asked
from comptoir.web.listing.columns import Column
from comptoir.web.listing.filters import Filter, TextFilter
from comptoir.web.listing.listing import EXPORT_CAPABILITY, BulkAction, Listing
from comptoir.web.listing.sources import Rows

ROOMY = 8


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: its words, and where a click on it leads."""

    column: Column
    sort_url: str
    direction: str  # ascending, descending or ''

    @property
    def classes(self) -> str:
        return "end" if self.column.end_aligned else ""


@dataclass(frozen=True, slots=True)
class Control:
    """A filter with what it is set to."""

    filter: Filter
    values: Any
    active: int
    prefix: str

    @property
    def name(self) -> str:
        return self.prefix + self.filter.key


class Shown:
    """What a list shows to one request."""

    def __init__(self, listing: Listing, request: HttpRequest) -> None:
        self.listing, self.request = listing, request
        self.asked: Asked = listing.asked(request)
        self.address = Address(request.path, request.GET, listing.prefix)
        self.forbidden = bool(listing.capability) and not _may(request, listing.capability)
        self.columns = listing.shown_columns(self.asked)

    @cached_property
    def found(self) -> Rows:
        """The page of rows; read once, when first needed."""
        return Rows((), 0) if self.forbidden else self.listing.page(self.asked)

    @property
    def state(self) -> str:
        """rows, forbidden, nothing_matches or nothing."""
        if self.found.rows:
            return "rows"
        if self.forbidden:
            return "forbidden"
        return "nothing_matches" if self.asked.narrowed else "nothing"

    @property
    def wide(self) -> bool:
        return len(self.columns) > ROOMY

    @property
    def bulk(self) -> list[BulkAction]:
        return [b for b in self.listing.bulk if not b.capability or _may(self.request, b.capability)]

    @cached_property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.columns]

    @cached_property
    def body(self) -> SafeString:
        """All rows of the page as HTML; written here because a page has hundreds of cells."""
        labels = [escape(column.label) for column in self.columns]
        return mark_safe("".join(self._row(row, labels) for row in self.found.rows))

    @property
    def foot(self) -> list[SafeString] | None:
        """The sums in their columns; none when nothing is summed."""
        if not self.found.sums:
            return None
        cells = []
        for index, column in enumerate(self.columns):
            summed = column.key in self.found.sums
            written = column.words(self.found.sums[column.key]) if summed else ""
            if index == 0 and not summed:
                cells.append(format_html('<th scope="row">{}</th>', self.listing.total_label))
            else:
                label = column.label if summed else ""
                cells.append(format_html('<td class="end" data-label="{}">{}</td>', label, written))
        return cells

    @property
    def sorts(self) -> list[tuple[object, str, str]]:
        """(words, address, icon of the present direction) of what can be sorted, where heads have no room."""
        icons = {"ascending": "up", "descending": "down", "": ""}
        return [(h.column.label, h.sort_url, icons[h.direction]) for h in self.heads if h.sort_url]

    @property
    def controls(self) -> list[Control]:
        prefix = self.listing.prefix
        found = []
        for each in self.listing.filters:
            if not isinstance(each, TextFilter):
                asked = self.asked.filters.get(each.key)
                active = len(each.chips(asked)) if asked is not None else 0
                found.append(Control(each, each.control(asked), active, prefix))
        return found

    @property
    def search(self) -> str | None:
        """What is searched for; None where the list has no search."""
        each = self.listing.searches()
        return None if each is None else self.asked.filters.get(each.key) or ""

    @property
    def search_name(self) -> str:
        each = self.listing.searches()
        return self.listing.prefix + (each.key if each else "q")

    @property
    def chips(self) -> list[tuple[str, str]]:
        """(words, address without it) of each active filter."""
        found = []
        for each in self.listing.filters:
            asked = self.asked.filters.get(each.key)
            if asked is not None:
                found += [(chip.text, self.address.without(chip.without)) for chip in each.chips(asked)]
        return found

    @property
    def clear_url(self) -> str:
        names = [(name, "") for each in self.listing.filters for name in each.names()]
        return self.address.without(names)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the filter form carries along."""
        names = [name for each in self.listing.filters for name in each.names()]
        return self.address.hidden(but=[*names, "page", "after", "export"])

    @property
    def look_hidden(self) -> list[tuple[str, str]]:
        """What the form for columns and density carries along."""
        return self.address.hidden(but=["cols", "density", "size", "export"])

    @property
    def look_columns(self) -> list[tuple[Column, bool]]:
        return [(column, column in self.columns) for column in self.listing.columns]

    @property
    def sizes(self) -> list[tuple[int, bool]]:
        return [(size, size == self.asked.size) for size in SIZES]

    @property
    def range_words(self) -> str:
        """'1-50 of 12,431'."""
        count = len(self.found.rows)
        if self.listing.source.keyed:
            total = self.found.total
            if total is None:
                return _("%(count)s shown") % {"count": formats.number(count)}
            return _("%(count)s of %(total)s") % {
                "count": formats.number(count),
                "total": formats.number(total),
            }
        start = (self.found.page - 1) * self.asked.size
        return _("%(first)s–%(last)s of %(total)s") % {
            "first": formats.number(start + 1),
            "last": formats.number(start + count),
            "total": formats.number(self.found.total or 0),
        }

    @property
    def pages(self) -> list[tuple[str, str, bool]]:
        """(words, address, is current); a gap has no address."""
        last = -(-(self.found.total or 0) // self.asked.size)
        if self.listing.source.keyed or last < 2:
            return []
        near = {1, last, *range(max(1, self.found.page - 1), min(last, self.found.page + 1) + 1)}
        found, previous = [], 0
        for page in sorted(near):
            if page > previous + 1:
                found.append(("…", "", False))
            url = self.address.with_(page=page if page > 1 else None)
            found.append((formats.number(page), url, page == self.found.page))
            previous = page
        return found

    @property
    def previous_url(self) -> str:
        if self.listing.source.keyed:
            return self.address.with_(after=None) if self.asked.after else ""
        before = self.found.page - 1
        return self.address.with_(page=before if before > 1 else None) if before >= 1 else ""

    @property
    def next_url(self) -> str:
        if self.listing.source.keyed:
            return self.address.with_(after=self.found.after) if self.found.after else ""
        more = self.found.page * self.asked.size < (self.found.total or 0)
        return self.address.with_(page=self.found.page + 1) if more else ""

    @property
    def exports(self) -> list[tuple[str, str]]:
        """(words, address) of each form the seen list can be taken away in; none without the right, or in a preview."""
        if not self.listing.export or not self.found.rows or not _may(self.request, EXPORT_CAPABILITY):
            return []
        if getattr(self.request, "preview", None) is not None:
            return []
        prefix = {"page": None, "after": None, "cols": list(self.asked.columns)}
        return [
            (_("Excel (.xlsx)"), self.address.with_(**prefix, export="xlsx")),
            (_("Text (.csv)"), self.address.with_(**prefix, export="csv")),
        ]

    @property
    def empty_url(self) -> str:
        name = self.listing.nothing.url_name
        return reverse(name) if name else ""

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column, "", "")
        current = self.asked.sort == column.key
        direction = ("descending" if self.asked.descending else "ascending") if current else ""
        wanted = f"-{column.key}" if direction == "ascending" else column.key
        return Head(column, self.address.with_(sort=wanted, page=None, after=None), direction)

    def _row(self, row: Any, labels: Sequence[str]) -> str:
        cells = []
        if self.bulk:
            cells.append(self._checkbox(row))
        for index, (column, label) in enumerate(zip(self.columns, labels, strict=True)):
            classes = ' class="end"' if column.end_aligned else ""
            tag = 'th scope="row"' if index == 0 else "td"
            cells.append(f'<{tag}{classes} data-label="{label}">{column.cell(row)}</{tag[:2]}>')
        tone = self.listing.row_tone(row)
        opening = f'<tr class="{escape(tone)}">' if tone else "<tr>"
        return f"{opening}{''.join(cells)}</tr>"

    def _checkbox(self, row: Any) -> str:
        name = self.columns[0].write(self.columns[0].value(row)) if self.columns else ""
        label = _("Select %(name)s") % {"name": name}
        key = escape(self.listing.row_key(row))
        return (
            f'<td class="pick"><input type="checkbox" name="selected" value="{key}" aria-label="{escape(label)}"></td>'
        )


def _may(request: HttpRequest, capability: str) -> bool:
    actor = getattr(request, "actor", None)
    return actor is not None and actor.reaches(capability)
