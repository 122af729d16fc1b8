"""The usage of a month: what is not billed yet at the standard price (U-04), or what was billed."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from comptoir.access.capabilities import USAGE_VIEW
from comptoir.inventory.queries import card_names
from comptoir.kernel.periods import Month
from comptoir.lake.keyset import InvalidCursor
from comptoir.portal.usage.asking import assert_kept, aware, calls_asked, is_billed, latest_unbilled, shown_months
from comptoir.portal.usage.charts import category_charts
from comptoir.portal.usage.lists import CallList, MonthCardList
from comptoir.usage.queries import call_page, usage_summary
from comptoir.usage.totals import cards_of_month, count_calls
from comptoir.web.listing import Asked, Rows, list_page
from comptoir.web.views import portal_view

Read = Callable[[Asked, int, str], Rows]


@portal_view(USAGE_VIEW)
def index(request: Any) -> HttpResponseBase:
    """The month that runs, or the latest that is not billed yet."""
    return redirect("portal:usage:month", latest_unbilled() or Month.of(request.now))


@portal_view(USAGE_VIEW)
def month(request: Any, month: Month) -> HttpResponseBase:
    """What was used in a month, by category and by card."""
    assert_kept(request, month)
    sums = usage_summary(request.actor, (str(month),))
    context = {
        "month": month,
        "sums": sums,
        "total": sum(row["amount_micro"] for row in sums),
        "records": sum(row["records"] for row in sums),
        "charts": SimpleLazyObject(lambda: category_charts(sums)),
        "months": [(other, other == month) for other in shown_months(request)],
        "billed": is_billed(request, month),
    }
    return list_page(request, MonthCardList(_cards_of(request, month)), "portal/usage/month.html", context)


@portal_view(USAGE_VIEW)
def all_calls(request: Any, month: Month) -> HttpResponseBase:
    """Every call of a month, of all cards that one may see."""
    assert_kept(request, month)

    sums = usage_summary(request.actor, (str(month),), ("visited",))
    whole = (sum(row["records"] for row in sums), sum(row["amount_micro"] for row in sums))
    listing = CallList(calls_of(request, month, whole=whole), month, lambda: countries(sums), with_card=True)
    return list_page(request, listing, "portal/usage/calls.html", {"month": month, "billed": is_billed(request, month)})


def calls_of(request: Any, month: Month, line: int | None = None, whole: tuple[int, int] | None = None) -> Read:
    """Reads pages of calls for a list; of all cards with the cards' names.

    `whole` is how many calls there are and what they cost, where that is known: it need not be asked again.
    """

    def read(asked: Asked, size: int, after: str) -> Rows:
        filters = calls_asked(month, line, asked.filters)
        descending = asked.descending or not asked.sort
        try:
            page = call_page(request.actor, filters, after or None, size, descending=descending)
        except InvalidCursor:
            page = call_page(request.actor, filters, None, size, descending=descending)
        page = replace(page, rows=[aware(row) for row in page.rows])
        if line is None:
            _name(request, month, page.rows)
        counted = None if asked.narrowed else whole
        total, micro = counted or count_calls(request.actor, filters)
        return Rows(page.rows, total, {"amount_micro": micro}, after=page.after or "")

    return read


def countries(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Where the cards were, by rows of sums with `visited`, the most records first."""
    records: Counter[str] = Counter()
    for row in rows:
        records[row["visited"]] += row["records"]
    return sorted(records, key=lambda place: (-records[place], place))


def _cards_of(request: Any, month: Month) -> Read:
    def read(asked: Asked, size: int, after: str) -> Rows:
        offset = int(after) if after.isdecimal() and len(after) < 9 else 0
        found = cards_of_month(
            request.actor, str(month), limit=size, offset=offset, sort=asked.sort, descending=asked.descending
        )
        _name(request, month, found.rows)
        more = str(offset + size) if offset + size < found.total else ""
        return Rows(found.rows, found.total, {"micro": found.micro}, after=more)

    return read


def _name(request: Any, month: Month, rows: list[dict[str, Any]]) -> None:
    """Gives rows of lines their cards and the addresses of their calls."""
    ids = sorted({row["line_id"] for row in rows})
    names = card_names(request.actor, ids, month.dates, request.actor.customer_id)
    base = reverse("portal:usage:month", args=[month])
    for row in rows:
        row["card"] = names.get(row["line_id"])
        row["url"] = f"{base}{row['line_id']}/"
