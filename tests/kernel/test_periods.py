"""Periods are half open; a month is the one on a calendar in Brussels."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.clock import BRUSSELS
from comptoir.kernel.periods import (
    DatePeriod,
    InstantPeriod,
    InvalidMonth,
    InvalidPeriod,
    Month,
    OverlappingPeriods,
    add_months,
    non_overlapping,
)

DATES = st.dates(min_value=date(2000, 1, 1), max_value=date(2000, 3, 31))
MONTHS = st.builds(Month, st.integers(1990, 2090), st.integers(1, 12))


@st.composite
def periods(draw: st.DrawFn) -> DatePeriod:
    start = draw(DATES)
    length = draw(st.one_of(st.none(), st.integers(1, 60)))
    return DatePeriod(start, None if length is None else start + timedelta(days=length))


@given(periods(), periods(), DATES)
def test_an_intersection_holds_what_both_hold(one: DatePeriod, other: DatePeriod, day: date) -> None:
    common = one.intersection(other)
    in_both = one.contains(day) and other.contains(day)
    assert in_both == (common is not None and common.contains(day))
    assert common == other.intersection(one)
    assert one.overlaps(other) == (common is not None)
    assert one.covers(other) == (common == other)


@given(periods())
def test_the_start_is_inside_and_the_end_outside(period: DatePeriod) -> None:
    assert period.contains(period.start)
    if period.end is None:
        with pytest.raises(InvalidPeriod, match="no end"):
            _ = period.days
    else:
        assert not period.contains(period.end)
        assert list(period.dates())[-1] == period.end - timedelta(days=1)
        assert len(list(period.dates())) == period.days


@given(st.lists(periods(), max_size=5))
def test_overlaps_in_a_list_are_found(several: list[DatePeriod]) -> None:
    pairs = [(one, other) for i, one in enumerate(several) for other in several[i + 1 :]]
    if any(one.overlaps(other) for one, other in pairs):
        with pytest.raises(OverlappingPeriods, match="overlap"):
            non_overlapping(several)
    else:
        assert non_overlapping(several) == sorted(several, key=lambda period: period.start)


def test_touching_periods_do_not_overlap() -> None:
    january, february = Month(2025, 1).dates, Month(2025, 2).dates
    assert not january.overlaps(february)
    assert non_overlapping([february, january]) == [january, february]


def test_an_empty_or_mixed_period_is_refused() -> None:
    day, instant = date(2025, 1, 1), datetime(2025, 1, 1, tzinfo=UTC)
    with pytest.raises(InvalidPeriod, match="must end later"):
        DatePeriod(day, day)
    with pytest.raises(InvalidPeriod, match="not instants"):
        DatePeriod(instant)
    with pytest.raises(ValueError, match="time zone"):
        InstantPeriod(datetime(2025, 1, 1))
    with pytest.raises(ValueError, match="time zone"):
        InstantPeriod(instant, datetime(2025, 1, 2))


def test_a_month_runs_from_brussels_midnight_to_brussels_midnight() -> None:
    march = Month.parse("2025-03").instants
    assert march == InstantPeriod(datetime(2025, 2, 28, 23, tzinfo=UTC), datetime(2025, 3, 31, 22, tzinfo=UTC))
    assert march.duration == timedelta(days=31) - timedelta(hours=1)
    assert Month.parse("2025-10").instants.duration == timedelta(days=31) + timedelta(hours=1)


@given(MONTHS)
def test_months_follow_each_other_without_gap(month: Month) -> None:
    assert month.dates.end == month.next().first_day
    assert month.instants.end == month.next().instants.start
    assert month.next().previous() == month
    assert month < month.next()
    assert Month.parse(str(month)) == month


@given(MONTHS, st.integers(-600, 600))
def test_months_are_counted_as_they_are_added(month: Month, number: int) -> None:
    assert month.plus(number).months_since(month) == number


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))
def test_an_instant_belongs_to_the_month_whose_bounds_hold_it(instant: datetime) -> None:
    assert Month.of(instant).instants.contains(instant)
    assert Month.of(instant) == Month.of(instant.astimezone(BRUSSELS))


@pytest.mark.parametrize("text", ["2025-13", "2025-00", "2025-1", "25-01", "2025-01-01", "", "١٢٣٤-٠١", "0000-01"])
def test_what_is_no_month_is_one_clear_sentence(text: str) -> None:
    with pytest.raises(InvalidMonth, match=r"is no month; a month looks like 2025-03\.$"):
        Month.parse(text)


@given(DATES, st.integers(-48, 48))
def test_adding_months_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert Month.of(moved) == Month.of(day).plus(months)
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)
