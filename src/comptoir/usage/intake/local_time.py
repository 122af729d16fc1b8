"""Local times to UTC as one SQL expression over a zone's known clock changes: no library call per row.

A local time that clocks skip does not exist; one that they show twice is the first of the two unless the
mapping says the second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from comptoir.kernel.periods import Month
from comptoir.rating.calendar import FIRST_DAY

EARLIEST_YEAR = FIRST_DAY.year - 1


@dataclass(frozen=True, slots=True)
class Step:
    """From this local time on (None: from the beginning), the offset from UTC in seconds; None is skipped."""

    from_local: datetime | None
    offset: int | None


@cache
def steps(zone: str, second: bool, until_year: int) -> tuple[Step, ...]:
    """The offsets of a zone by local time, from EARLIEST_YEAR to the end of `until_year`."""
    place = ZoneInfo(zone)
    day = datetime(EARLIEST_YEAR, 1, 1, tzinfo=UTC)
    before = _offset(day, place)
    found = [Step(None, before)]
    while day.year <= until_year:
        day += timedelta(days=1)
        after = _offset(day, place)
        if after == before:
            continue
        local = _change(day, before, place).replace(tzinfo=None)
        first, last = sorted((before, after))
        found.append(Step(local + timedelta(seconds=first), _between(before, after, second)))
        found.append(Step(local + timedelta(seconds=last), after))
        before = after
    return tuple(found)


def utc_sql(local: str, zone: str, *, second: bool, until_year: int) -> str:
    """SQL for the UTC timestamp of a local one; NULL for a time that clocks skip."""
    if zone == "UTC":
        return local
    offset = f"CAST({_tree(local, steps(zone, second, until_year))} AS BIGINT)"
    return f"make_timestamp(epoch_us({local}) - {offset} * 1000000)"


def month_sql(utc: str, targets: Sequence[tuple[Month, str]]) -> str:
    """SQL for what stands beside the Brussels month of a UTC timestamp; the months follow each other."""
    shown = [(month.instants.start.replace(tzinfo=None), value) for month, value in targets]
    return _choose(utc, [(None, shown[0][1]), *shown[1:]])


def _between(before: int, after: int, second: bool) -> int | None:
    if after > before:
        return None
    return after if second else before


def _offset(instant: datetime, place: ZoneInfo) -> int:
    offset = instant.astimezone(place).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _change(day: datetime, before: int, place: ZoneInfo) -> datetime:
    """The minute in the 24 hours up to `day` at which the offset stops being `before`."""
    low, high = 0, 24 * 60
    start = day - timedelta(days=1)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(start + timedelta(minutes=middle), place) == before:
            low = middle
        else:
            high = middle
    return start + timedelta(minutes=high)


def _tree(local: str, found: Sequence[Step]) -> str:
    texts = [(step.from_local, "NULL" if step.offset is None else str(step.offset)) for step in found]
    return _choose(local, texts)


def _choose(value: str, cases: Sequence[tuple[datetime | None, str]]) -> str:
    """A balanced CASE: seven comparisons for a century of clock changes."""
    if len(cases) == 1:
        return cases[0][1]
    middle = len(cases) // 2
    start = cases[middle][0]
    return (
        f"CASE WHEN {value} < TIMESTAMP '{start}' THEN {_choose(value, cases[:middle])}"
        f" ELSE {_choose(value, cases[middle:])} END"
    )
