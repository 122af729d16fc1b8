"""The usage of a month: what is not billed yet at the standard price (U-04), or what was billed."""

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from comptoir.access.capabilities import USAGE_VIEW
from comptoir.billing.retention import calls_after, issued_on
from comptoir.inventory.queries import card_names
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.periods import Month
from comptoir.lake.keyset import InvalidCursor
from comptoir.portal.usage.charts import category_charts
from comptoir.portal.usage.conditions import condition_of
from comptoir.portal.usage.lists import CallList, MonthCardList
from comptoir.portal.usage.reading import Usage, open_months
from comptoir.scope.contract import terms_on
from comptoir.web.listing import Asked, Rows, list_page
from comptoir.web.views import portal_view


@portal_view(USAGE_VIEW)
def index(request: Any) -> HttpResponseBase:
    """The month that runs."""
    months = open_months(request.actor)
    return redirect("portal:usage:month", months[0] if months else Month.of(request.now))


@portal_view(USAGE_VIEW)
def month(request: Any, month: Month) -> HttpResponseBase:
    """What was used in a month, by category and by card."""
    assert_kept(request, month)
    usage = Usage(request.actor, month)
    sums = usage.by_category()
    context = {
        "month": month,
        "sums": sums,
        "total": sum(row["micro"] for row in sums),
        "records": sum(row["records"] for row in sums),
        "charts": lambda: category_charts(sums),
        "months": [(other, other == month) for other in shown_months(request)],
        "billed": usage.is_billed(),
    }
    return list_page(request, MonthCardList(_cards_of(request, usage)), "portal/usage/month.html", context)


@portal_view(USAGE_VIEW)
def all_calls(request: Any, month: Month) -> HttpResponseBase:
    """Every call of a month, of all cards that one may see."""
    assert_kept(request, month)
    usage = Usage(request.actor, month)
    listing = CallList(calls_of(request, usage), month, usage.countries, with_card=True)
    return list_page(request, listing, "portal/usage/calls.html", {"month": month, "billed": usage.is_billed()})


def assert_kept(request: Any, month: Month) -> None:
    """Raises Http404 for a month whose calls are no longer, or not yet, shown (D-01)."""
    on = brussels_date(request.now)
    if month > Month.of(on) or issued_on(month) <= calls_after(on, terms_on(on)):
        raise Http404


def shown_months(request: Any) -> list[Month]:
    """This month and those before it whose calls are still shown."""
    on = brussels_date(request.now)
    since = calls_after(on, terms_on(on))
    found, each = [], Month.of(on)
    while issued_on(each) > since:
        found.append(each)
        each = each.previous()
    return found


def calls_of(request: Any, usage: Usage) -> Any:
    """Reads pages of calls for a list, with the cards' names."""

    def read(asked: Asked, size: int, after: str) -> Rows:
        where = condition_of(asked.filters)
        descending = asked.descending or not asked.sort
        try:
            page = usage.calls(where, after=after, limit=size, descending=descending)
        except InvalidCursor:
            page = usage.calls(where, limit=size, descending=descending)
        total, micro = usage.count(where)
        rows = page.rows
        if usage.line is None:
            _name(request, usage, rows)
        return Rows(rows, total, {"amount_micro": micro}, after=page.after)

    return read


def _cards_of(request: Any, usage: Usage) -> Any:
    def read(asked: Asked, size: int, after: str) -> Rows:
        offset = int(after) if after.isdecimal() and len(after) < 9 else 0
        found = usage.by_card(limit=size, offset=offset, sort=asked.sort, descending=asked.descending)
        _name(request, usage, found.rows)
        more = str(offset + size) if offset + size < found.total else ""
        return Rows(found.rows, found.total, {"micro": found.micro}, after=more)

    return read


def _name(request: Any, usage: Usage, rows: list[dict[str, Any]]) -> None:
    """Gives rows of lines their cards and the addresses of their calls."""
    ids = sorted({row["line_id"] for row in rows})
    names = card_names(request.actor, ids, usage.month.dates, request.actor.customer_id)
    base = reverse("portal:usage:month", args=[usage.month])
    for row in rows:
        row["card"] = names.get(row["line_id"])
        row["url"] = row["card_url"] = f"{base}{row['line_id']}/"
