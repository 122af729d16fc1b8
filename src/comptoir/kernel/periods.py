"""Half-open periods [start, end) of dates and instants, and the Brussels calendar month."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Generic, Self, TypeVar

from comptoir.kernel.clock import as_utc, brussels_date, brussels_midnight

T = TypeVar("T", date, datetime)


class InvalidPeriod(ValueError):
    """A period ends before or when it starts, or mixes dates and instants."""


class OverlappingPeriods(ValueError):
    """Two periods that must follow each other overlap."""


class InvalidMonth(ValueError):
    """A text that is no month."""


@dataclass(frozen=True, slots=True)
class Period(Generic[T]):
    """From `start` up to, and without, `end`; no `end` means without limit. Never empty."""

    start: T
    end: T | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise InvalidPeriod(f"A period that starts at {self.start} must end later, not at {self.end}.")

    def contains(self, moment: T) -> bool:
        """Whether `moment` lies in the period; the start does, the end does not."""
        return self.start <= moment and (self.end is None or moment < self.end)

    def covers(self, other: Self) -> bool:
        """Whether the whole of `other` lies in this period."""
        if self.end is None:
            return self.start <= other.start
        return self.start <= other.start and other.end is not None and other.end <= self.end

    def overlaps(self, other: Self) -> bool:
        """Whether the two have a moment in common; periods that touch do not."""
        return self.intersection(other) is not None

    def intersection(self, other: Self) -> Self | None:
        """What the two have in common, if anything."""
        start = max(self.start, other.start)
        ends = [end for end in (self.end, other.end) if end is not None]
        end = min(ends) if ends else None
        if end is not None and end <= start:
            return None
        return type(self)(start, end)


@dataclass(frozen=True, slots=True)
class DatePeriod(Period[date]):
    """Whole days, from `start` up to and without `end`."""

    def __post_init__(self) -> None:
        if isinstance(self.start, datetime) or isinstance(self.end, datetime):
            raise InvalidPeriod("A period of dates takes dates, not instants.")
        Period.__post_init__(self)

    @property
    def days(self) -> int:
        """Number of days; an open period has none to count."""
        if self.end is None:
            raise InvalidPeriod(f"The period from {self.start} has no end, so its days cannot be counted.")
        return (self.end - self.start).days

    def dates(self) -> Iterator[date]:
        """Each day in turn; without end for an open period."""
        day = self.start
        while self.end is None or day < self.end:
            yield day
            day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class InstantPeriod(Period[datetime]):
    """From one aware instant up to and without another."""

    def __post_init__(self) -> None:
        as_utc(self.start)
        if self.end is not None:
            as_utc(self.end)
        Period.__post_init__(self)

    @property
    def duration(self) -> timedelta:
        """Elapsed time; an open period has none."""
        if self.end is None:
            raise InvalidPeriod(f"The period from {self.start} has no end, so it has no duration.")
        return as_utc(self.end) - as_utc(self.start)


def non_overlapping(periods: Iterable[Period[T]]) -> list[Period[T]]:
    """The periods in order of time; `OverlappingPeriods` when two of them have a moment in common."""
    ordered = sorted(periods, key=lambda period: period.start)
    for earlier, later in pairwise(ordered):
        if earlier.end is None or later.start < earlier.end:
            raise OverlappingPeriods(f"The period from {earlier.start} and the one from {later.start} overlap.")
    return ordered


def add_months(day: date, months: int) -> date:
    """The same day so many months on (or back), or the last day of a month that is too short for it."""
    year, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, index + 1, min(day.day, monthrange(year, index + 1)[1]))


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month in Brussels, written 'YYYY-MM'."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1900 <= self.year <= 9998):
            raise InvalidMonth(f"{self.year}-{self.month} is no month; a month looks like 2025-03.")

    @classmethod
    def parse(cls, text: str) -> "Month":
        """The month of a text such as '2025-03'; `InvalidMonth` with one clear sentence otherwise."""
        found = re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII)
        if found is None:
            raise InvalidMonth(f"{text!r} is no month; a month looks like 2025-03.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month of a date, or of an aware instant as seen in Brussels."""
        local = brussels_date(day) if isinstance(day, datetime) else day
        return cls(local.year, local.month)

    def plus(self, months: int) -> "Month":
        """The month so many months on, or back."""
        return Month.of(add_months(self.first_day, months))

    def next(self) -> "Month":
        return self.plus(1)

    def previous(self) -> "Month":
        return self.plus(-1)

    def months_since(self, earlier: "Month") -> int:
        """How many months lie between, from `earlier` to this one; negative when this one is earlier."""
        return (self.year - earlier.year) * 12 + self.month - earlier.month

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def dates(self) -> DatePeriod:
        """Its days, half open."""
        return DatePeriod(self.first_day, self.next().first_day)

    @property
    def instants(self) -> InstantPeriod:
        """Its UTC bounds, half open: Brussels midnight to Brussels midnight."""
        return InstantPeriod(brussels_midnight(self.first_day), brussels_midnight(self.next().first_day))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
