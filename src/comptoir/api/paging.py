"""Pages of a list: by key, so that a page costs the same wherever it stands, and nothing is met twice."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from comptoir.api.problems import Problem

MOST = 200
USUAL = 50
_LONGEST = 500
BAD_CURSOR = "This is no place in the list: take `after` from the page before, with the same filters."


@dataclass(frozen=True, slots=True)
class Key:
    """A column that a list is ordered by, and how its value is read back."""

    column: str
    read: Callable[[Any], Any]
    descending: bool = False


def whole(said: Any) -> int:
    """A whole number that a database can hold."""
    if type(said) is not int or not -(2**63) <= said < 2**63:
        raise ValueError(said)
    return said


def text(said: Any) -> str:
    if not isinstance(said, str) or "\0" in said or any("\ud800" <= char <= "\udfff" for char in said):
        raise ValueError(said)
    return said


def day(said: Any) -> date:
    return date.fromisoformat(text(said))


def moment(said: Any) -> datetime:
    found = datetime.fromisoformat(text(said))
    if found.tzinfo is None:
        raise ValueError(said)
    return found


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and where the next ones are; None: these are the last."""

    rows: list[Any]
    after: str | None


def page_of(rows: "QuerySet[Any]", keys: Sequence[Key], after: str, limit: int) -> Page:
    """One page of `rows` in the order of `keys`, the last of which is unique. Raises Problem."""
    ordered = rows.order_by(*(f"-{key.column}" if key.descending else key.column for key in keys))
    if after:
        ordered = ordered.filter(_beyond(keys, _place(keys, after)))
    found = list(ordered[: limit + 1])
    more = len(found) > limit
    return Page(found[:limit], _cursor(keys, found[limit - 1]) if more else None)


def _beyond(keys: Sequence[Key], place: Sequence[Any]) -> Q:
    """The rows after a place."""
    found, same = Q(pk__in=()), Q()
    for key, value in zip(keys, place, strict=True):
        side = "lt" if key.descending else "gt"
        found |= same & Q(**{f"{key.column}__{side}": value})
        same &= Q(**{key.column: value})
    return found


def _cursor(keys: Sequence[Key], row: Any) -> str:
    values = [getattr(row, key.column) for key in keys]
    said = json.dumps([one.isoformat() if isinstance(one, date) else one for one in values])
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _place(keys: Sequence[Key], after: str) -> list[Any]:
    try:
        if len(after) > _LONGEST:
            raise ValueError(after)
        said = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        return [key.read(one) for key, one in zip(keys, said, strict=True)]
    except (ValueError, TypeError, binascii.Error, OverflowError, RecursionError):
        raise Problem(400, BAD_CURSOR) from None
