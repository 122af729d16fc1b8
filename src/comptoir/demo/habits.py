"""How people use their cards, as tables ready to draw from."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from comptoir.demo.draws import Numbers, quantiles, weighted

KINDS = ("voice out", "voice in", "text out", "text in", "picture out", "data")
VOICE_OUT, VOICE_IN, TEXT_OUT, TEXT_IN, PICTURE_OUT, DATA = range(len(KINDS))


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """Trips: how many in a thousand months, how many days each, and where to."""

    per_thousand: int
    days: tuple[int, int]
    countries: Numbers  # a table of indexes in `Habits.countries`


@dataclass(frozen=True, slots=True, eq=False)
class Habit:
    """One way of using a card."""

    name: str
    records: int
    kinds: Numbers
    data_part: int  # of a thousand records
    week: tuple[int, ...]
    holiday: int
    hours: Numbers
    calls: Numbers
    volumes: Numbers  # thousandths of the mean
    data: int
    travel: Travel
    international: int
    premium: int


@dataclass(frozen=True, slots=True, eq=False)
class Habits:
    """Everything in habits.toml."""

    countries: tuple[str, ...]
    habits: Mapping[str, Habit]
    plan_data: Mapping[str, int]
    holiday_months: tuple[int, ...]
    holiday_travel: Travel
    abroad: Numbers  # a table of indexes in `abroad_ranges`
    abroad_ranges: tuple[tuple[str, int], ...]


@cache
def habits() -> Habits:
    data = read_data("habits.toml")
    names = {"BE": 0}
    for table in (*(habit["countries"] for habit in data["habits"].values()), data["holidays"]["countries"]):
        for country in table:
            names.setdefault(country, len(names))
    holidays = data["holidays"]
    ranges = _abroad_ranges(data["international"])
    return Habits(
        countries=tuple(names),
        habits={name: _habit(name, habit, data, names) for name, habit in data["habits"].items()},
        plan_data=data["plan_data"],
        holiday_months=tuple(holidays["months"]),
        holiday_travel=Travel(0, tuple(holidays["days"]), _countries(holidays["countries"], names)),
        abroad=weighted([weight for _, _, weight in ranges]),
        abroad_ranges=tuple((start, digits) for start, digits, _ in ranges),
    )


def read_data(file: str) -> dict[str, Any]:
    """One of the demo's own TOML files."""
    return tomllib.loads((files("comptoir.demo") / file).read_text(encoding="utf-8"))


def _habit(name: str, said: Mapping[str, Any], data: Mapping[str, Any], names: Mapping[str, int]) -> Habit:
    kinds: Sequence[int] = said["kinds"]
    return Habit(
        name=name,
        records=said["records"],
        kinds=weighted(kinds),
        data_part=max(1, kinds[DATA] * 1000 // sum(kinds)),
        week=tuple(said["week"]),
        holiday=said["holiday"],
        hours=weighted(data["curves"][said["hours"]]),
        calls=quantiles([tuple(point) for point in data["calls"][said["calls"]]]),
        volumes=_around_mean(data["volumes"]["beats" if name == "machine" else "sessions"]),
        data=said["data"],
        travel=Travel(said["abroad"], tuple(said["days"]), _countries(said["countries"], names)),
        international=said["international"],
        premium=said["premium"],
    )


def _around_mean(points: Sequence[Sequence[int]]) -> Numbers:
    """Values whose mean is 1000."""
    table = quantiles([(point[0], point[1]) for point in points])
    return table * 1000 * len(table) // int(table.sum())


def _countries(weights: Mapping[str, int], names: Mapping[str, int]) -> Numbers:
    places = np.array([names[country] for country in weights])
    return places[weighted(list(weights.values()))]


def _abroad_ranges(said: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    return [
        (start, country["digits"], country["weight"] * 12 // len(country["starts"]))
        for country in said.values()
        for start in country["starts"]
    ]
