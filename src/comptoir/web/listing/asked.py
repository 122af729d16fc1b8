"""What an address asks of a Listing, read so that nothing in it can break the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

SIZES = (25, 50, 100, 250)
LARGEST_PAGE = 1_000_000
MOST_KEY = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """One reading of the address; every value is one that exists or the default."""

    filters: Mapping[str, Any] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    page: int = 1
    size: int = SIZES[1]
    after: str = ""
    columns: tuple[str, ...] = ()
    compact: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether any filter is asked."""
        return any(value is not None for value in self.filters.values())

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size


def whole(text: str, default: int, least: int, most: int) -> int:
    """A whole number between bounds; anything else is the default."""
    if not text.isdecimal() or not text.isascii() or len(text) > 9:
        return default
    return min(max(int(text), least), most)


def page_size(text: str, default: int) -> int:
    """One of the sizes there are."""
    return int(text) if text in map(str, SIZES) else default


def sort_of(text: str, known: Iterable[str], default: str) -> tuple[str, bool]:
    """(key, descending) of '-key' or 'key'; an unknown key is the default."""
    wanted = text if text.removeprefix("-") in set(known) else default
    return wanted.removeprefix("-"), wanted.startswith("-")


class Address:
    """The page's own address, to be written again with changes; other parameters stay."""

    def __init__(self, path: str, query: QueryDict, prefix: str = "") -> None:
        self.path, self.query, self.prefix = path, query, prefix

    def with_(self, **changes: Any) -> str:
        """The address with parameters set; None removes one; a list sets several."""
        changed = self.query.copy()
        for name, value in changes.items():
            name = self.prefix + name
            if value is None or value == "":
                changed.pop(name, None)
            else:
                changed.setlist(name, [str(v) for v in value] if isinstance(value, list | tuple) else [str(value)])
        return self._written(changed)

    def without(self, pairs: Iterable[tuple[str, str]]) -> str:
        """The address without (name, value) pairs; an empty value removes all of that name; page one again."""
        changed = self.query.copy()
        for name, value in pairs:
            kept = [v for v in changed.getlist(self.prefix + name) if value and v != value]
            if kept:
                changed.setlist(self.prefix + name, kept)
            else:
                changed.pop(self.prefix + name, None)
        for name in ("page", "after"):
            changed.pop(self.prefix + name, None)
        return self._written(changed)

    def hidden(self, *, but: Iterable[str]) -> list[tuple[str, str]]:
        """The other parameters, for hidden inputs of a form that sets `but` itself."""
        left_out = {self.prefix + name for name in but}
        return [(k, v) for k, values in self.query.lists() if k not in left_out for v in values]

    def _written(self, query: QueryDict) -> str:
        text = query.urlencode()
        return f"{self.path}?{text}" if text else self.path
