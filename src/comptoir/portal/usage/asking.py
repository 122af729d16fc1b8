"""From a page's address to what it asks of usage: the month, the card, and the filters of a list of calls."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import Http404

from comptoir.billing.retention import calls_after, issued_on
from comptoir.kernel.clock import brussels_date, brussels_midnight
from comptoir.kernel.periods import Month
from comptoir.scope.contract import terms_on
from comptoir.usage.queries import CallFilters, unbilled_periods


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


def latest_unbilled() -> Month | None:
    """The latest month with traffic that is not billed yet."""
    return max((Month.parse(period) for period in unbilled_periods()), default=None)


def is_billed(request: Any, month: Month) -> bool:
    """Whether what a month's pages show was billed; else it stands at the standard price (U-04)."""
    return month < Month.of(request.now) and str(month) not in unbilled_periods()


def calls_asked(month: Month, line: int | None, filters: Mapping[str, Any]) -> CallFilters:
    """The calls that a list's filters let through."""
    days = filters.get("day")
    return CallFilters(
        periods=(str(month),),
        lines=() if line is None else (line,),
        kinds=_chosen(filters, "kind"),
        categories=_chosen(filters, "category"),
        visited=_chosen(filters, "country"),
        from_at=_midnight(days.first) if days and days.first else None,
        to_at=_midnight(days.last + timedelta(days=1)) if days and days.last else None,
    )


def aware(row: dict[str, Any]) -> dict[str, Any]:
    """A record whose start says that it is UTC."""
    return {**row, "started_at": row["started_at"].replace(tzinfo=UTC)}


def _chosen(filters: Mapping[str, Any], key: str) -> tuple[Any, ...]:
    return tuple((filters.get(key) or {}).values())


def _midnight(day: date) -> datetime:
    return brussels_midnight(day)
