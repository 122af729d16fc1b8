"""When the demo world happens: closed months before today, and the month that runs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from comptoir.kernel.periods import Month

BRUSSELS = ZoneInfo("Europe/Brussels")
EARLIEST = date(2021, 1, 1)  # the tariff is in force since 2018, and customers were there before the world starts
LATEST = date(2040, 12, 31)  # the tariff knows holidays until then
NOW_HOUR = 6


class UnableToPlace(ValueError):
    """A date that the demo world cannot be placed at; one sentence."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """`closed` months are billed; `running` is today's own, with usage up to six in the morning."""

    today: date
    closed: tuple[Month, ...]

    @classmethod
    def until(cls, today: date, months: int) -> "Timeline":
        """The last `months` closed months before `today`. Raises UnableToPlace."""
        first = today.replace(day=1) - timedelta(days=31 * months)
        if first < EARLIEST or today > LATEST:
            raise UnableToPlace(f"The demo's today must lie so that its {months} months fall within 2021 and 2040.")
        running = Month.of(today)
        return cls(today, tuple(running.plus(back - months) for back in range(months)))

    @property
    def running(self) -> Month:
        return Month.of(self.today)

    @property
    def months(self) -> tuple[Month, ...]:
        """All months with usage, the running one last."""
        return (*self.closed, self.running)

    @property
    def start(self) -> date:
        """The first day of the world."""
        return self.closed[0].first_day

    @property
    def now(self) -> datetime:
        """The instant up to which everything has happened."""
        return instant(self.today, NOW_HOUR)


def instant(day: date, hour: int, minute: int = 0) -> datetime:
    """A Brussels time as a UTC instant."""
    return datetime.combine(day, time(hour, minute), BRUSSELS).astimezone(UTC)
