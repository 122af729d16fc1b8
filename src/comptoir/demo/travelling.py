"""Where cards are, day by day: trips for work, holidays, and the crew whose month abroad explodes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comptoir.demo.calendar import MonthDays
from comptoir.demo.draws import Draws, Numbers
from comptoir.demo.habits import Habit, habits
from comptoir.demo.world import EXPLODING, SEED, LineStory, World

CREW_COUNTRY = "AE"
CREW_DAYS = (3, 25)
_STAYS_HOME = ("machine", "tablet")


@dataclass(frozen=True, slots=True, eq=False)
class Trips:
    """Two trips at most for each card: days [starts, ends) from 0, and the country; home is 0."""

    starts: Numbers  # cards x 2
    ends: Numbers
    countries: Numbers
    careless: NDArray[np.bool_]  # the crew: nobody told them what data costs there
    dear: NDArray[np.bool_]  # the card that calls numbers with a price all month

    def country(self, card: Numbers, day: Numbers) -> Numbers:
        """Where each record's card was on its day."""
        found = np.zeros(len(card), np.int64)
        for trip in (0, 1):
            away = (day >= self.starts[card, trip]) & (day < self.ends[card, trip])
            found[away] = self.countries[card[away], trip]
        return found


def trips_of(world: World, habit: Habit, lines: Sequence[LineStory], days: MonthDays) -> Trips:
    """The trips of some cards in a month: the first for work, the second a holiday or the crew's work."""
    count = len(lines)
    draws = Draws(SEED, "trips", habit.name, world.timeline.closed[0].months_since(days.month))
    found = habits()
    starts, ends, countries = (np.zeros((count, 2), np.int64) for _ in range(3))
    holiday = found.holiday_months[days.month.month - 1] if habit.name not in _STAYS_HOME else 0
    for trip, (travel, often) in enumerate(
        ((habit.travel, habit.travel.per_thousand), (found.holiday_travel, holiday))
    ):
        goes = draws.many_below(1000, count) < often
        low, high = travel.days
        starts[:, trip] = draws.many_below(days.count - 1, count)
        length = low + draws.many_below(high - low + 1, count)
        ends[:, trip] = np.where(goes, starts[:, trip] + length, starts[:, trip])
        countries[:, trip] = draws.many_from(travel.countries, count)
    careless = np.zeros(count, np.bool_)
    dear = np.zeros(count, np.bool_)
    if days.month == world.timeline.closed[-3]:
        crew = [place for place, line in enumerate(lines) if is_crew(line)]
        careless[crew] = True
        starts[crew, 1], ends[crew, 1] = CREW_DAYS
        countries[crew, 1] = found.countries.index(CREW_COUNTRY)
        dear[[place for place, line in enumerate(lines) if is_dear(line)][:1]] = True
    return Trips(starts, ends, countries, careless, dear)


def is_crew(line: LineStory) -> bool:
    """Whether a card belongs to the crew that worked abroad."""
    code, centre = EXPLODING
    return line.billing.code == code and bool(line.centres) and line.centres[0][0] == centre and line.serial % 2 == 0


def is_dear(line: LineStory) -> bool:
    """Whether a card may be the one that calls numbers with a price."""
    code, centre = EXPLODING
    return line.billing.code == code and bool(line.centres) and line.centres[0][0] != centre and line.heaviness > 1000
