"""Where a Listing's rows come from: a queryset, a sequence in memory, or a function that reads pages of the lake."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Count, QuerySet, Sum

from comptoir.web.listing.asked import Asked
from comptoir.web.listing.columns import Column, comparable
from comptoir.web.listing.filters import Filter, narrowed

EXPORT_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of rows. `total` counts all that match (None: not known); `after` is the key of the next page."""

    rows: Sequence[Any]
    total: int | None
    sums: Mapping[str, int] = field(default_factory=dict)
    after: str = ""
    page: int = 1


class Source(Protocol):
    """What a Listing asks of its rows."""

    keyed: bool

    def page(self, asked: Asked, columns: Sequence[Column], filters: Sequence[Filter]) -> Rows: ...

    def every(self, asked: Asked, columns: Sequence[Column], filters: Sequence[Filter]) -> Iterator[Any]: ...


class QuerysetSource:
    """Two queries whatever the number of rows: one counts and sums, one reads the page."""

    keyed = False

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self.queryset = queryset

    def page(self, asked: Asked, columns: Sequence[Column], filters: Sequence[Filter]) -> Rows:
        matching = narrowed(self.queryset, asked.filters, filters)
        wanted = {f"sum_{c.key}": Sum(c.field) for c in columns if c.total}
        counted = matching.order_by().aggregate(total=Count("*"), **wanted)
        total = int(counted["total"])
        page = min(asked.page, max(1, -(-total // asked.size)))
        start = (page - 1) * asked.size
        rows = list(self.ordered(matching, asked, columns)[start : start + asked.size]) if total else []
        sums = {name.removeprefix("sum_"): int(value or 0) for name, value in counted.items() if name != "total"}
        return Rows(rows, total, sums, page=page)

    def every(self, asked: Asked, columns: Sequence[Column], filters: Sequence[Filter]) -> Iterator[Any]:
        matching = narrowed(self.queryset, asked.filters, filters)
        return iter(self.ordered(matching, asked, columns).iterator(chunk_size=EXPORT_CHUNK))

    def selected(self, keys: Sequence[str]) -> QuerySet[Any, Any]:
        """The rows with these keys, of those that may be seen."""
        return self.queryset.filter(pk__in=[key for key in keys if key.isdecimal() and len(key) < 19])

    def matching(self, asked: Asked, filters: Sequence[Filter]) -> QuerySet[Any, Any]:
        """All rows that match."""
        return narrowed(self.queryset, asked.filters, filters)

    def ordered(self, queryset: QuerySet[Any, Any], asked: Asked, columns: Sequence[Column]) -> QuerySet[Any, Any]:
        """In the order that is asked, the same for rows that are alike; a list may know more orders than its fields."""
        sorted_by = next((c.sort for c in columns if c.key == asked.sort and c.sort), None)
        if sorted_by is None:
            return queryset.order_by("pk")
        sign = "-" if asked.descending else ""
        return queryset.order_by(f"{sign}{sorted_by}", f"{sign}pk")


class SequenceSource:
    """Rows already in memory: filtered, sorted and summed here."""

    keyed = False

    def __init__(self, rows: Sequence[Any]) -> None:
        self.rows = rows

    def page(self, asked: Asked, columns: Sequence[Column], filters: Sequence[Filter]) -> Rows:
        found = list(self.every(asked, columns, filters))
        page = min(asked.page, max(1, -(-len(found) // asked.size)))
        sums = {c.key: sum(c.value(row) or 0 for row in found) for c in columns if c.total}
        start = (page - 1) * asked.size
        return Rows(found[start : start + asked.size], len(found), sums, page=page)

    def every(self, asked: Asked, columns: Sequence[Column], filters: Sequence[Filter]) -> Iterator[Any]:
        active = [(each, asked.filters[each.key]) for each in filters if asked.filters.get(each.key) is not None]
        found = [row for row in self.rows if all(each.matches(row, value) for each, value in active)]
        column = next((c for c in columns if c.key == asked.sort and c.sort), None)
        if column is not None:
            present = [row for row in found if column.value(row) is not None]
            absent = [row for row in found if column.value(row) is None]
            present.sort(key=lambda row: comparable(column.value(row)), reverse=asked.descending)
            found = present + absent
        return iter(found)


class KeyedSource:
    """Pages of the lake: `read(asked, size, after)` gives Rows and the key of the page that follows."""

    keyed = True

    def __init__(self, read: Callable[[Asked, int, str], Rows]) -> None:
        self.read = read

    def page(self, asked: Asked, columns: Sequence[Column], filters: Sequence[Filter]) -> Rows:
        return self.read(asked, asked.size, asked.after)

    def every(self, asked: Asked, columns: Sequence[Column], filters: Sequence[Filter]) -> Iterator[Any]:
        after = ""
        while True:
            found = self.read(asked, EXPORT_CHUNK, after)
            yield from found.rows
            if not found.after or found.after == after:
                return
            after = found.after
