"""From the filters of a list of calls to conditions on the lake's rows."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from comptoir.kernel.clock import brussels_midnight
from comptoir.lake.condition import EVERY_ROW, Condition, among, started_in


def condition_of(filters: Mapping[str, Any]) -> Condition:
    """The rows that the list's filters let through."""
    where = EVERY_ROW
    for key, column in (("kind", "kind"), ("category", "category"), ("country", "visited")):
        if filters.get(key):
            where = where & among(column, list(filters[key].values()))
    days = filters.get("day")
    if days is not None:
        first = _instant(days.first) if days.first else None
        last = _instant(days.last + timedelta(days=1)) if days.last else None
        where = where & started_in(first, last)
    return where


def _instant(day: date) -> datetime:
    return brussels_midnight(day).astimezone(UTC).replace(tzinfo=None)
