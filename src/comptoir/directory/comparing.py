"""One comparison as a condition on a column.

Texts are compared by code points, in lower case where the standard says that case does not matter, and alike on
every database: no LIKE, no collation of a database's own.
"""

from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import F, Q, Value
from django.db.models.functions import Collate, Length, Right, StrIndex
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from scim2_models import InvalidFilterException
from scim2_models.path import CompareOperator

from comptoir.directory.columns import Column, Constant, Flag, Moment, Text
from comptoir.directory.wanted import folded, is_text

ALWAYS, NEVER = Q(pk__isnull=False), Q(pk__in=())


def present(column: Column) -> Q:
    if isinstance(column, Constant | Moment):
        return ALWAYS
    if isinstance(column, Flag):
        return Q(**{f"{column.column}__isnull": False})
    return ~Q(**{column.column: ""})


def compared(column: Column, op: CompareOperator, value: Any) -> Q:
    """One comparison. What is not there equals nothing but null; texts, flags and instants never equal each other."""
    if value is None:
        there = present(column)
        return ~there if op == CompareOperator.eq else there if op == CompareOperator.ne else NEVER
    if op == CompareOperator.ne:
        return ~compared(column, CompareOperator.eq, value)
    if isinstance(column, Constant):
        return ALWAYS if isinstance(value, str) and _holds(column.text, op, value) else NEVER
    if isinstance(column, Flag):
        return Q(**{column.column: value}) if isinstance(value, bool) and op == CompareOperator.eq else NEVER
    if isinstance(column, Moment):
        return _compared_moment(column.column, op, value)
    return _compared_text(column, op, value)


_ORDERINGS = {
    CompareOperator.gt: GreaterThan,
    CompareOperator.ge: GreaterThanOrEqual,
    CompareOperator.lt: LessThan,
    CompareOperator.le: LessThanOrEqual,
}
_LOOKUPS = {
    CompareOperator.eq: "exact",
    CompareOperator.gt: "gt",
    CompareOperator.ge: "gte",
    CompareOperator.lt: "lt",
    CompareOperator.le: "lte",
}


def _compared_moment(column: str, op: CompareOperator, value: Any) -> Q:
    if not isinstance(value, datetime) or op not in _LOOKUPS:
        return NEVER
    try:
        instant = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    except OverflowError:
        raise InvalidFilterException(detail="This instant lies outside the calendar.") from None
    return Q(**{f"{column}__{_LOOKUPS[op]}": instant})


def _compared_text(column: Text, op: CompareOperator, value: Any) -> Q:
    if not isinstance(value, str) or not is_text(value):
        return NEVER
    wanted = value if column.exact else folded(value)
    there = ~Q(**{column.column: ""})
    if op == CompareOperator.eq:
        return Q(**{column.column: wanted}) & there
    if op in _ORDERINGS:
        return there & Q(_ORDERINGS[op](collated(column.column), Value(wanted)))
    if not wanted:
        return there
    place = StrIndex(F(column.column), Value(wanted))
    if op == CompareOperator.sw:
        return there & Q(Exact(place, Value(1)))
    if op == CompareOperator.co:
        return there & Q(GreaterThan(place, Value(0)))
    ends = Q(Exact(Right(F(column.column), len(wanted)), Value(wanted)))
    return there & Q(GreaterThanOrEqual(Length(column.column), Value(len(wanted)))) & ends


def collated(column: str) -> Collate:
    """By code points, on every database."""
    return Collate(F(column), "C" if connection.vendor == "postgresql" else "BINARY")


def _holds(text: str, op: CompareOperator, value: str) -> bool:
    """A comparison with what is the same for every row."""
    known = {
        CompareOperator.eq: text == value,
        CompareOperator.co: value in text,
        CompareOperator.sw: text.startswith(value),
        CompareOperator.ew: text.endswith(value),
        CompareOperator.gt: text > value,
        CompareOperator.ge: text >= value,
        CompareOperator.lt: text < value,
        CompareOperator.le: text <= value,
    }
    return known[op]
