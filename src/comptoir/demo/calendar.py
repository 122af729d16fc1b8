"""A month of the demo world, day by day: when each day begins, and how much of the week's life is in it."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from comptoir.demo.draws import Numbers, weighted
from comptoir.demo.habits import Habit
from comptoir.kernel.calendar import belgian_calendar
from comptoir.kernel.clock import brussels_midnight
from comptoir.kernel.periods import Month

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, eq=False)
class MonthDays:
    """`midnights`: the UTC seconds at which each day begins."""

    month: Month
    midnights: Numbers
    weekdays: tuple[int, ...]
    holidays: tuple[bool, ...]

    @classmethod
    def of(cls, month: Month) -> "MonthDays":
        days = list(month.dates.dates())
        calendar = belgian_calendar()
        seconds = [int((brussels_midnight(day) - EPOCH).total_seconds()) for day in days]
        return cls(
            month,
            np.array(seconds, np.int64),
            tuple(day.weekday() for day in days),
            tuple(calendar.is_holiday(day) for day in days),
        )

    @property
    def count(self) -> int:
        return len(self.weekdays)

    def weights(self, habit: Habit) -> list[int]:
        """How much of a habit's month each day has."""
        return [
            habit.holiday if holiday else habit.week[weekday]
            for weekday, holiday in zip(self.weekdays, self.holidays, strict=True)
        ]

    def table(self, habit: Habit) -> Numbers:
        """Days to draw from."""
        return weighted(self.weights(habit))
