"""Listing: a table declared once, answered for one request."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.web.listing.asked import SIZES, Asked, page_size, sort_of, whole
from comptoir.web.listing.columns import Column, chosen
from comptoir.web.listing.filters import Filter, TextFilter
from comptoir.web.listing.sources import KeyedSource, QuerysetSource, Rows, SequenceSource, Source
from comptoir.web.transport import cookie_name

Label = str | Promise
EXPORT_CAPABILITY = "data.export"


@dataclass(frozen=True, slots=True)
class Empty:
    """What a list says when it has nothing: what that means, and the next step where there is one."""

    title: Label
    text: Label = ""
    url_name: str = ""
    action: Label = ""
    icon: str = "search"


@dataclass(frozen=True, slots=True)
class BulkAction:
    """Something to do with several rows: posts `selected` (and `all` with `query`) to `url_name`."""

    label: Label
    url_name: str
    icon: str = "play"
    capability: str = ""
    tone: str = ""


class Listing:
    """A table. Subclasses set the class attributes; an instance is given its rows.

    `rows`: a queryset that already went through visible_to, a sequence, or a function
    `read(asked, size, after) -> Rows` over the lake.
    """

    key: ClassVar[str] = "list"
    title: ClassVar[Label] = ""
    columns: Sequence[Column] = ()
    filters: Sequence[Filter] = ()
    default_sort: ClassVar[str] = ""
    default_size: ClassVar[int] = SIZES[1]
    export: ClassVar[bool] = True
    #: Raw data of people's use: before a sheet of it is made, one shows once more who one is (A-13).
    raw: ClassVar[bool] = False
    bulk: Sequence[BulkAction] = ()
    total_label: ClassVar[Label] = _("Total of all that match")
    nothing: ClassVar[Empty] = Empty(_("Nothing here yet"))
    #: Sheets carry this sentence, as the pages do (U-09); none where there is no billing data.
    notice: ClassVar[Label] = ""
    #: Where a row says whose data it shows (an ORM path to the customer's id), and how the customer's log is to call
    #: the list when one of the operator's people looks at it (X-04); empty: it shows no customer's data.
    about: ClassVar[str] = ""
    look: ClassVar[str] = ""
    #: Parameters of a second list on one page begin with this.
    prefix: ClassVar[str] = ""

    def __init__(
        self,
        rows: QuerySet[Any, Any] | Sequence[Any] | Callable[[Asked, int, str], Rows],
        *,
        capability: str = "",
    ) -> None:
        self.source = _source(rows)
        #: What one must hold to see any row; without it the list says so instead of looking empty.
        self.capability = capability

    @property
    def element_id(self) -> str:
        return f"list-{self.key}"

    @property
    def cookie(self) -> str:
        return f"list-{self.key}"

    def row_key(self, row: Any) -> str:
        """The row's key for selection."""
        key = row.get("pk", "") if isinstance(row, dict) else getattr(row, "pk", "")
        return str(key)

    def row_tone(self, row: Any) -> str:
        """A meaning for the whole row: '' or one of the four."""
        return ""

    def asked(self, request: HttpRequest) -> Asked:
        """What this request asks of the list; the person's kept choices stand where the address is silent."""
        return self.read(request.GET, QueryDict(request.COOKIES.get(cookie_name(self.cookie), "")[:2000]))

    def read(self, query: QueryDict, kept: QueryDict | None = None) -> Asked:
        """What an address asks; never raises."""
        kept = kept if kept is not None else QueryDict()
        sort, descending = sort_of(
            query.get(self.prefix + "sort", ""), [c.key for c in self.columns if c.sort], self.default_sort
        )
        columns = query.getlist(self.prefix + "cols") or kept.getlist("cols")
        return Asked(
            filters={each.key: each.asked(query, self.prefix) for each in self.filters},
            sort=sort,
            descending=descending,
            page=whole(query.get(self.prefix + "page", ""), 1, 1, 1_000_000),
            size=page_size(query.get(self.prefix + "size") or kept.get("size", ""), self.default_size),
            after=query.get(self.prefix + "after", "").replace("\x00", "")[:500],
            columns=tuple(c.key for c in chosen(self.columns, columns)),
            compact=(query.get(self.prefix + "density") or kept.get("density", "")) == "compact",
        )

    def shown_columns(self, asked: Asked) -> list[Column]:
        return chosen(self.columns, asked.columns)

    def page(self, asked: Asked) -> Rows:
        """The page of rows that is asked."""
        return self.source.page(asked, self._wide(asked), self.filters)

    def every(self, asked: Asked) -> Iterator[Any]:
        """All rows that match, one after the other."""
        return self.source.every(asked, self.columns, self.filters)

    def customers(self, asked: Asked, rows: Sequence[Any] | None = None) -> list[int]:
        """The customers whose data the list shows: on these rows, or in all that match."""
        if not self.about or not isinstance(self.source, QuerysetSource):
            return []
        if rows is not None:
            found: set[Any] = {_reached(row, self.about) for row in rows}
        else:
            matching = self.source.matching(asked, self.filters).order_by()
            found = set(matching.values_list(self.about, flat=True).distinct())
        return sorted(one for one in found if one)

    def searches(self) -> TextFilter | None:
        return next((each for each in self.filters if isinstance(each, TextFilter)), None)

    def _wide(self, asked: Asked) -> list[Column]:
        """The shown columns and the one sorted by, which may be hidden."""
        shown = self.shown_columns(asked)
        return shown + [c for c in self.columns if c.key == asked.sort and c not in shown]


def _reached(row: Any, path: str) -> Any:
    for part in path.split("__"):
        row = getattr(row, part, None)
    return row


def _source(rows: Any) -> Source:
    if isinstance(rows, QuerySet):
        return QuerysetSource(rows)
    return KeyedSource(rows) if callable(rows) else SequenceSource(rows)
