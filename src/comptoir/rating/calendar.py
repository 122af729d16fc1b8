"""Windows and bundle months as a list of segments in UTC, so that clock changes need no thought later.

Each segment has one window and one bundle month; it ends where the next begins. Windows are read off the
wall clock of Brussels: at 02:30 of the night that has it twice, both belong to the window of 02:30.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from comptoir.kernel.clock import BRUSSELS
from comptoir.rating.tariff import Tariff, WeeklyTimes

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2080, 1, 1)
"""Records outside [FIRST_DAY, LAST_DAY) have no segment; `bounds` refuses them."""

_EPOCH = date(1970, 1, 1)
_DAY = 86_400
_HOLIDAY = 7


class Calendar(NamedTuple):
    """Segments [starts[i], starts[i + 1]) in UTC seconds; `of_day[d]` is the one in force as UTC day d begins."""

    starts: NDArray[np.int64]
    window: NDArray[np.int16]
    month: NDArray[np.int32]
    of_day: NDArray[np.int32]
    first_day: int


def calendar_of(tariff: Tariff, cycle_day: int = 1) -> Calendar:
    """The segments of a tariff; `cycle_day` (1 to 28) begins a bundle's month where the tariff says "cycle"."""
    if not 1 <= cycle_day <= 28:
        raise ValueError(f"A cycle begins on a day from 1 to 28, not on {cycle_day}.")
    day = cycle_day if tariff.bundle_month == "cycle" else 1
    return _calendar(tuple(window.times for window in tariff.windows), tariff.holidays, day)


@lru_cache(maxsize=8)
def _calendar(windows: tuple[tuple[WeeklyTimes, ...], ...], holidays: frozenset[date], cycle_day: int) -> Calendar:
    changes, offsets = _clock_changes()
    day_zero, last = (FIRST_DAY - _EPOCH).days, (LAST_DAY - _EPOCH).days
    days = np.arange(day_zero - 1, last + 1, dtype=np.int64)
    minutes = {0} | {minute for times in windows for item in times for minute in (item.begins, item.ends)}
    walls = (days[:, None] * _DAY + np.array(sorted(minutes), np.int64) * 60).ravel()
    # Every wall time under every offset: those that do not exist fall within a segment and are merged away.
    starts = np.unique(np.concatenate([changes, *(walls - offset for offset in np.unique(offsets))]))
    starts = starts[(starts >= (day_zero - 1) * _DAY) & (starts < last * _DAY)]
    local = starts + offsets[np.searchsorted(changes, starts, side="right") - 1]
    window, month = _windows_at(local, windows, holidays), _months_at(local, cycle_day)
    new = np.ones(len(starts), bool)
    new[1:] = (window[1:] != window[:-1]) | (month[1:] != month[:-1])
    starts = starts[new]
    of_day = np.searchsorted(starts, np.arange(day_zero, last, dtype=np.int64) * _DAY, side="right") - 1
    return Calendar(starts, window[new], month[new], of_day.astype(np.int32), day_zero)


def _windows_at(
    local: NDArray[np.int64], windows: tuple[tuple[WeeklyTimes, ...], ...], holidays: frozenset[date]
) -> NDArray[np.int16]:
    """The window at each local second; the first that fits counts, the last stands for all other times."""
    week = np.full((8, 1440), len(windows) - 1, np.int16)
    for index in range(len(windows) - 1, -1, -1):
        for times in windows[index]:
            for day in times.days:
                week[day, times.begins : times.ends] = index
    days = local // _DAY
    weekday = (days + 3) % 7  # 1 January 1970 was a Thursday
    listed = np.array([(day - _EPOCH).days for day in sorted(holidays)], np.int64)
    found: NDArray[np.int16] = week[np.where(np.isin(days, listed), _HOLIDAY, weekday), local % _DAY // 60]
    return found


def _months_at(local: NDArray[np.int64], cycle_day: int) -> NDArray[np.int32]:
    """The bundle month (YYYYMM) at each local second; a cycle's month bears the name of the month it begins in."""
    days = (local // _DAY - (cycle_day - 1)).astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype(np.int64)
    return ((1970 + months // 12) * 100 + months % 12 + 1).astype(np.int32)


@lru_cache(maxsize=1)
def _clock_changes() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """UTC seconds from which an offset of Brussels holds, and the offsets in seconds."""
    moment = datetime(FIRST_DAY.year, 1, 1, tzinfo=UTC) - timedelta(days=3)
    last = datetime(LAST_DAY.year, 1, 3, tzinfo=UTC)
    changes, offsets = [int(moment.timestamp())], [_offset(int(moment.timestamp()))]
    while moment < last:
        after = moment + timedelta(days=7)
        if _offset(int(after.timestamp())) != offsets[-1]:
            changes.append(_change_between(int(moment.timestamp()), int(after.timestamp())))
            offsets.append(_offset(changes[-1]))
        moment = after
    return np.array(changes, np.int64), np.array(offsets, np.int64)


def _change_between(low: int, high: int) -> int:
    before = _offset(low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(middle) == before else (low, middle)
    return high


def _offset(second: int) -> int:
    offset = datetime.fromtimestamp(second, UTC).astimezone(BRUSSELS).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())
