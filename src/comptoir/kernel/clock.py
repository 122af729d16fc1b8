"""The clock is a dependency: whoever needs the time is given one of these.

Rules and engines take a date or an instant; only interfaces and jobs hold a clock.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


class Clock(Protocol):
    """Tells the time, as an aware UTC instant, and the date in Brussels."""

    def now(self) -> datetime: ...

    def today(self) -> date: ...


def brussels_date(instant: datetime) -> date:
    """The calendar date in Brussels at an aware instant."""
    return as_utc(instant).astimezone(BRUSSELS).date()


def brussels_midnight(day: date) -> datetime:
    """The instant (UTC) at which `day` begins in Brussels."""
    return datetime.combine(day, time(), BRUSSELS).astimezone(UTC)


def as_utc(instant: datetime) -> datetime:
    """The same instant in UTC; a time without a zone is refused."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    return instant.astimezone(UTC)


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return brussels_date(self.now())


class FixedClock:
    """Stands still at `at` until it is moved; for tests and for runs on a given date."""

    def __init__(self, at: datetime) -> None:
        self.at = as_utc(at)

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return brussels_date(self.at)

    def advance(self, by: timedelta) -> None:
        """Move the hands by `by`."""
        self.at += by


class ShiftedClock:
    """Runs at the real pace from `starts_at` on.

    `started_at` is the real instant at which it showed `starts_at` (default: now). Processes that are given
    the same pair show the same time.
    """

    def __init__(self, starts_at: datetime, started_at: datetime | None = None) -> None:
        self._shift = as_utc(starts_at) - as_utc(started_at or datetime.now(UTC))

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def today(self) -> date:
        return brussels_date(self.now())
