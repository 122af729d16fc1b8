"""Working days and office hours (requirement X-07; GC 1.2).

Working days are neither Saturday, Sunday nor a public holiday. The holidays are dated data in
`holidays.toml`; the office hours are a term and are passed in.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files

from comptoir.kernel.clock import BRUSSELS, as_utc
from comptoir.kernel.periods import InstantPeriod


class InvalidHoliday(ValueError):
    """A holiday rule that names no day."""


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """A holiday of every year: a fixed day of a month, or a number of days from Easter Sunday."""

    name: str
    month: int | None = None
    day: int | None = None
    days_from_easter: int | None = None
    since: date | None = None
    until: date | None = None

    def on(self, year: int) -> date | None:
        """Its date in `year`, if it is one in that year."""
        if self.days_from_easter is not None:
            found = easter_sunday(year) + timedelta(days=self.days_from_easter)
        elif self.month is not None and self.day is not None:
            found = date(year, self.month, self.day)
        else:
            raise InvalidHoliday(f"The holiday {self.name} names neither a day nor a distance from Easter.")
        begun = self.since is None or self.since <= found
        return found if begun and (self.until is None or found < self.until) else None


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Local hours [opens, closes) in Brussels, on working days."""

    opens: time
    closes: time


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked: not Saturdays, not Sundays, not the holidays of `rules` and `exceptions`.

    An exception is a date with the name of its holiday, or with None for a day that is none after all.
    """

    rules: tuple[HolidayRule, ...]
    exceptions: Mapping[date, str | None] = field(default_factory=dict)
    _years: dict[int, dict[date, str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def holidays(self, year: int) -> Mapping[date, str]:
        """Date and name of each holiday of a year, in order."""
        if year not in self._years:
            found: dict[date, str] = {}
            for rule in self.rules:
                day = rule.on(year)
                if day is not None:
                    found[day] = rule.name
            for day, name in self.exceptions.items():
                if day.year == year:
                    found.pop(day, None)
                    if name is not None:
                        found[day] = name
            self._years[year] = dict(sorted(found.items()))
        return self._years[year]

    def is_holiday(self, day: date) -> bool:
        return day in self.holidays(day.year)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and not self.is_holiday(day)

    def add_working_days(self, day: date, number: int) -> date:
        """The `number`-th working day after `day` (before it when negative); 0 gives `day` itself.

        `day` does not count, whether worked or not: five working days after a Friday is the next Friday.
        """
        step = timedelta(days=1 if number > 0 else -1)
        left = abs(number)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Number of working days in [start, end); 0 when `end` is not later."""
        days = max(0, (end - start).days)
        weeks, rest = divmod(days, 7)
        count = weeks * 5 + sum((start.weekday() + i) % 7 < 5 for i in range(rest))
        return count - sum(
            start <= day < end and day.weekday() < 5
            for year in range(start.year, end.year + 1)
            for day in self.holidays(year)
        )

    def office_period(self, day: date, hours: OfficeHours) -> InstantPeriod | None:
        """The office hours of a date as UTC instants; none on a day that is not worked."""
        if not self.is_working_day(day):
            return None
        opens = datetime.combine(day, hours.opens, BRUSSELS).astimezone(UTC)
        return InstantPeriod(opens, datetime.combine(day, hours.closes, BRUSSELS).astimezone(UTC))

    def in_office_hours(self, at: datetime, hours: OfficeHours) -> bool:
        """Whether an instant lies within office hours."""
        period = self.office_period(as_utc(at).astimezone(BRUSSELS).date(), hours)
        return period is not None and period.contains(as_utc(at))


def easter_sunday(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous computus, Meeus chapter 8)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leap_years, year_rest = divmod(in_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def calendar_from_toml(text: str) -> WorkingCalendar:
    """A calendar from the rules and exceptions of a TOML text such as `holidays.toml`."""
    data = tomllib.loads(text)
    rules = tuple(HolidayRule(**rule) for rule in data.get("rule", []))
    _no_empty(rules)
    exceptions = {item["on"]: item["name"] if item["holiday"] else None for item in data.get("exception", [])}
    return WorkingCalendar(rules, exceptions)


def _no_empty(rules: Iterable[HolidayRule]) -> None:
    for rule in rules:
        rule.on(2024)


@cache
def belgian_calendar() -> WorkingCalendar:
    """The working calendar with Belgium's ten legal public holidays."""
    return calendar_from_toml((files("comptoir.kernel") / "holidays.toml").read_text(encoding="utf-8"))
