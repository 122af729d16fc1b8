"""Conditions on rows, as SQL with its values kept apart: values never become text."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Condition:
    """A boolean SQL expression over the columns of a dataset, and the values of its question marks."""

    sql: str = "true"
    values: tuple[object, ...] = ()

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.sql}) AND ({other.sql})", self.values + other.values)

    def __or__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.sql}) OR ({other.sql})", self.values + other.values)


EVERY_ROW = Condition()


def among(column: str, values: Collection[object]) -> Condition:
    """The column has one of the values; none matches when there are none."""
    if not values:
        return Condition("false")
    if len(values) == 1:
        return Condition(f"{quoted(column)} = ?", tuple(values))
    return Condition(f"{quoted(column)} IN ({', '.join('?' * len(values))})", tuple(values))


def at_least(column: str, value: object) -> Condition:
    """The column is equal to the value or greater."""
    return Condition(f"{quoted(column)} >= ?", (value,))


def below(column: str, value: object) -> Condition:
    """The column is smaller than the value."""
    return Condition(f"{quoted(column)} < ?", (value,))


def started_in(start: datetime | None, end: datetime | None) -> Condition:
    """The record started in [start, end); naive UTC, None sets no limit."""
    condition = EVERY_ROW
    if start is not None:
        condition = condition & at_least("started_at", start)
    if end is not None:
        condition = condition & below("started_at", end)
    return condition


def quoted(name: str) -> str:
    """The name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
