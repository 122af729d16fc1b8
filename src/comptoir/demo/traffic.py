"""A month of usage of the whole world, made in columns: the same for the same world, a million records a second."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from comptoir.demo import contacts
from comptoir.demo.calendar import MonthDays
from comptoir.demo.draws import Draws, Numbers
from comptoir.demo.habits import DATA, PICTURE_OUT, TEXT_OUT, VOICE_IN, VOICE_OUT, Habit, habits
from comptoir.demo.travelling import Trips, trips_of
from comptoir.demo.world import SEED, LineStory, World
from comptoir.kernel.periods import Month
from comptoir.rating.schema import HOME, PLANE, SHIP

MEGABYTE = 10**6
HOUR = 3600
FREE_PER_TEN_THOUSAND = 45
COLLEAGUES_PER_THOUSAND = 140
# Abroad people are careful, the more so where it costs: thousandths of what they use at home.
EU_VOLUME, WORLD_VOLUME, SATELLITE_VOLUME = 700, 28, 8
_FIRST_ID = 10**9


@dataclass(frozen=True, slots=True, eq=False)
class Traffic:
    """Records in order of time. `kind` is an index in habits.KINDS, `country` one in habits().countries."""

    record_id: Numbers
    number: Numbers
    started: Numbers  # UTC seconds
    kind: Numbers
    called: Numbers
    quantity: Numbers
    country: Numbers

    def __len__(self) -> int:
        return len(self.started)

    def where(self, mask: NDArray[np.bool_]) -> "Traffic":
        return Traffic(*(getattr(self, name)[mask] for name in self.__slots__))


@dataclass(frozen=True, slots=True, eq=False)
class _Cards:
    """The cards of one habit that are in use in a month, as columns. Days are counted from 0; `until` is open."""

    serials: Numbers
    numbers: Numbers
    since: Numbers
    until: Numbers
    counts: Numbers
    session_bytes: Numbers
    colleagues: Numbers
    trips: Trips


def traffic_of(world: World, month: Month) -> Traffic:
    """Everything used in a month, up to the world's now."""
    days = MonthDays.of(month)
    parts = [
        _records(world, habit, lines, days)
        for name, habit in habits().habits.items()
        if (lines := [line for line in world.lines if line.habit == name and _in_use(line, month)])
    ]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    number, started, kind, called, quantity, country = columns
    order = np.argsort(started, kind="stable")
    order = order[started[order] < int(world.timeline.now.timestamp())]
    first = (month.year * 100 + month.month) * _FIRST_ID
    ids = np.arange(first, first + len(order), dtype=np.int64)
    return Traffic(ids, *(column[order] for column in (number, started, kind, called, quantity, country)))


def _in_use(line: LineStory, month: Month) -> bool:
    return line.start < month.next().first_day and (line.end is None or line.end > month.first_day)


def _records(world: World, habit: Habit, lines: Sequence[LineStory], days: MonthDays) -> list[Numbers]:
    draws = Draws(SEED, "usage", habit.name, world.timeline.closed[0].months_since(days.month))
    cards = _cards(world, habit, lines, days, draws)
    card = np.repeat(np.arange(len(lines)), cards.counts)
    day = draws.many_from(days.table(habit), len(card))
    there = (day >= cards.since[card]) & (day < cards.until[card])
    card, day = card[there], day[there]
    count = len(card)
    seconds = draws.many_from(habit.hours, count) * HOUR + draws.many_below(HOUR, count)
    kind = draws.many_from(habit.kinds, count)
    country = cards.trips.country(card, day)
    called = _called(cards, card, kind, country == 0, habit, draws)
    quantity = _quantity(cards, card, kind, country, habit, draws)
    return [cards.numbers[card], days.midnights[day] + seconds, kind, called, quantity, country]


def _cards(world: World, habit: Habit, lines: Sequence[LineStory], days: MonthDays, draws: Draws) -> _Cards:
    first = days.month.first_day
    expected = world.scale.rate * habit.records
    heaviness = np.array([line.heaviness for line in lines], np.int64)
    wanted = heaviness * expected // 100
    counts = (wanted + draws.many_below(1000, len(lines))) // 1000
    serials = np.array([line.serial for line in lines], np.int64)
    return _Cards(
        serials=serials,
        numbers=np.array([int(line.number[1:]) for line in lines], np.int64),
        since=np.array([max(0, (line.start - first).days) for line in lines], np.int64),
        until=np.array([days.count if line.end is None else (line.end - first).days for line in lines], np.int64),
        counts=counts,
        session_bytes=_session_bytes(habit, lines, first, expected),
        colleagues=_colleagues(world, lines),
        trips=trips_of(world, habit, lines, days),
    )


def _session_bytes(habit: Habit, lines: Iterable[LineStory], first: date, expected: int) -> Numbers:
    """The mean data session of a card: what its plan invites to, over the sessions that it will have."""
    invited = habits().plan_data
    sessions = max(1, expected * habit.data_part // 1000)
    middle = first + timedelta(days=15)
    megabytes = [invited[line.plan_on(middle)] * habit.data for line in lines]
    return np.array(megabytes, np.int64) * (MEGABYTE // 1000) * 100 // sessions


def _colleagues(world: World, lines: Sequence[LineStory]) -> Numbers:
    """For each card, a column of eight numbers of the same customer."""
    of_firm = {code: [int(line.number[1:]) for line in found] for code, found in world.by_firm.items()}
    rows = [
        [of_firm[line.firm.code][(line.serial * 31 + step * 7) % len(of_firm[line.firm.code])] for step in range(8)]
        for line in lines
    ]
    return np.array(rows, np.int64)


def _called(
    cards: _Cards, card: Numbers, kind: Numbers, at_home: NDArray[np.bool_], habit: Habit, draws: Draws
) -> Numbers:
    count = len(card)
    called = contacts.usual(cards.serials[card], draws)
    lot = draws.many_below(10_000, count)
    colleague = lot < COLLEAGUES_PER_THOUSAND * 10
    called[colleague] = cards.colleagues[card[colleague], draws.many_below(8, int(colleague.sum()))]
    other = (lot >= 1400) & (lot < 3200)
    called[other] = contacts.BELGIAN.numbers(contacts.chance(draws, int(other.sum())))
    outgoing = (kind == VOICE_OUT) | (kind == TEXT_OUT) | (kind == PICTURE_OUT)
    away = outgoing & (lot >= 10_000 - habit.international)
    called[away] = contacts.abroad(habits(), draws, int(away.sum()))
    spoken = at_home & (kind == VOICE_OUT)
    priced = (lot >= 3200) & (lot < 3200 + habit.premium)
    for text, of_kind in ((False, spoken), (True, at_home & (kind == TEXT_OUT))):
        chosen = of_kind & priced
        called[chosen] = contacts.priced(draws, int(chosen.sum()), text=text)
    dear = spoken & cards.trips.dear[card] & (lot % 2 == 0)
    called[dear] = contacts.PREMIUM_VOICE.bases[1] + lot[dear]
    free = spoken & (lot >= 4000) & (lot < 4000 + FREE_PER_TEN_THOUSAND)
    called[free] = contacts.free(draws, int(free.sum()))
    called[kind == DATA] = 0
    return called


def _quantity(cards: _Cards, card: Numbers, kind: Numbers, country: Numbers, habit: Habit, draws: Draws) -> Numbers:
    quantity = np.ones(len(card), np.int64)
    voice = (kind == VOICE_OUT) | (kind == VOICE_IN)
    quantity[voice] = draws.many_from(habit.calls, int(voice.sum()))
    data = kind == DATA
    volume = cards.session_bytes[card[data]] * draws.many_from(habit.volumes, int(data.sum())) // 1000
    factor = _volume_by_country()[country[data]]
    factor = np.where((factor == WORLD_VOLUME) & cards.trips.careless[card[data]], WORLD_VOLUME * 6, factor)
    quantity[data] = np.maximum(volume * factor // 1000, 200)
    return quantity


def _volume_by_country() -> Numbers:
    volumes = dict.fromkeys(("FR", "NL", "DE", "LU", "ES", "IT", "PL", "CZ", "AT", "GR", "PT"), EU_VOLUME)
    volumes |= {HOME: 1000, SHIP: SATELLITE_VOLUME, PLANE: SATELLITE_VOLUME}
    return np.array([volumes.get(country, WORLD_VOLUME) for country in habits().countries], np.int64)
