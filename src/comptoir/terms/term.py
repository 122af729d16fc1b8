"""One contractual figure: its value in a unit, the clause it comes from, and since when it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from comptoir.kernel.calendar import OfficeHours, WorkingCalendar
from comptoir.kernel.money import Money
from comptoir.kernel.periods import add_months


class Unit(StrEnum):
    """What a figure counts; also the name of its field in the TOML files."""

    YEARS = "years"
    MONTHS = "months"
    WEEKS = "weeks"
    DAYS = "days"
    """Calendar days."""
    WORKING_DAYS = "working_days"
    HALF_DAYS = "half_days"
    HOURS = "hours"
    MINUTES = "minutes"
    NUMBER = "number"
    AMOUNT = "amount"
    """Euros, written as text: "50.00"."""
    PERCENT = "percent"
    """Written as text: "21" or "99.7"."""
    FLAG = "flag"
    TEXT = "text"
    DATE = "date"
    WINDOW = "window"
    """Two local times, from and to; past midnight when the second is earlier."""
    LIST = "list"
    BY_COUNTRY = "by_country"
    """Lists by ISO country code; "*" stands for every country."""


WHOLE = frozenset(
    {
        Unit.YEARS,
        Unit.MONTHS,
        Unit.WEEKS,
        Unit.DAYS,
        Unit.WORKING_DAYS,
        Unit.HALF_DAYS,
        Unit.HOURS,
        Unit.MINUTES,
        Unit.NUMBER,
    }
)
"""Units whose value is a whole number."""


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """Local hours of the day, [opens, closes); it runs past midnight when it closes earlier than it opens."""

    opens: time
    closes: time

    def contains(self, moment: time) -> bool:
        """Whether a local time of day lies in the window."""
        if self.opens < self.closes:
            return self.opens <= moment < self.closes
        return moment >= self.opens or moment < self.closes

    @property
    def office_hours(self) -> OfficeHours:
        """The window as office hours for the working calendar."""
        return OfficeHours(self.opens, self.closes)


Lists: TypeAlias = Mapping[str, tuple[str, ...]]
Value: TypeAlias = int | Decimal | Money | bool | str | date | TimeWindow | tuple[str, ...] | Lists


class TermError(Exception):
    """Something is wrong with the terms; the message is one sentence for whoever keeps them."""


class WrongUnit(TermError):
    """A rule asks a figure for a unit that it does not have."""

    def __init__(self, term: "Term", asked: str) -> None:
        super().__init__(f"The term {term.key} is in {term.unit}, not in {asked}.")


@dataclass(frozen=True, slots=True)
class Term:
    """A figure of the contract. Ask for it in its own unit: `term.months`, `term.amount`, `term.items`."""

    key: str
    unit: Unit
    value: Value
    clause: str
    note: str = ""
    since: date | None = None
    requirements: tuple[str, ...] = ()

    @property
    def years(self) -> int:
        return self._whole(Unit.YEARS)

    @property
    def months(self) -> int:
        return self._whole(Unit.MONTHS)

    @property
    def weeks(self) -> int:
        return self._whole(Unit.WEEKS)

    @property
    def days(self) -> int:
        """Calendar days."""
        return self._whole(Unit.DAYS)

    @property
    def working_days(self) -> int:
        return self._whole(Unit.WORKING_DAYS)

    @property
    def half_days(self) -> int:
        return self._whole(Unit.HALF_DAYS)

    @property
    def hours(self) -> int:
        return self._whole(Unit.HOURS)

    @property
    def minutes(self) -> int:
        return self._whole(Unit.MINUTES)

    @property
    def number(self) -> int:
        return self._whole(Unit.NUMBER)

    @property
    def duration(self) -> timedelta:
        """Hours or minutes as elapsed time."""
        if self.unit is Unit.MINUTES:
            return timedelta(minutes=self.minutes)
        return timedelta(hours=self.hours)

    @property
    def amount(self) -> Money:
        if not isinstance(self.value, Money):
            raise WrongUnit(self, "an amount")
        return self.value

    @property
    def percent(self) -> Decimal:
        """21 for 21 %."""
        if not isinstance(self.value, Decimal):
            raise WrongUnit(self, "percent")
        return self.value

    @property
    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise WrongUnit(self, "yes or no")
        return self.value

    @property
    def text(self) -> str:
        if not isinstance(self.value, str):
            raise WrongUnit(self, "text")
        return self.value

    @property
    def day(self) -> date:
        """The value of a term that is a date."""
        if not isinstance(self.value, date):
            raise WrongUnit(self, "a date")
        return self.value

    @property
    def window(self) -> TimeWindow:
        if not isinstance(self.value, TimeWindow):
            raise WrongUnit(self, "hours of the day")
        return self.value

    @property
    def items(self) -> tuple[str, ...]:
        """The entries of a list, in its order."""
        if not isinstance(self.value, tuple):
            raise WrongUnit(self, "a list")
        return self.value

    @property
    def by_country(self) -> Lists:
        """Lists by ISO country code; "*" stands for every country."""
        if not isinstance(self.value, Mapping):
            raise WrongUnit(self, "lists by country")
        return self.value

    def after(self, day: date, calendar: WorkingCalendar | None = None) -> date:
        """The date so long after `day`; working days need the calendar."""
        return self._shifted(day, 1, calendar)

    def before(self, day: date, calendar: WorkingCalendar | None = None) -> date:
        """The date so long before `day`; working days need the calendar."""
        return self._shifted(day, -1, calendar)

    def changed(self, value: Value) -> "Term":
        """The same term with another value of the same unit."""
        return replace(self, value=value)

    def _whole(self, unit: Unit) -> int:
        if self.unit is not unit or not isinstance(self.value, int):
            raise WrongUnit(self, unit.value)
        return self.value

    def _shifted(self, day: date, sign: int, calendar: WorkingCalendar | None) -> date:
        match self.unit:
            case Unit.YEARS:
                return add_months(day, 12 * sign * self.years)
            case Unit.MONTHS:
                return add_months(day, sign * self.months)
            case Unit.WEEKS:
                return day + timedelta(weeks=sign * self.weeks)
            case Unit.WORKING_DAYS if calendar is not None:
                return calendar.add_working_days(day, sign * self.working_days)
            case _:
                return day + timedelta(days=sign * self.days)
