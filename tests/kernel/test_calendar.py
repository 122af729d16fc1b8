"""Working days leave out weekends and the ten legal holidays of Belgium."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.calendar import InvalidHoliday, belgian_calendar, calendar_from_toml
from comptoir.kernel.clock import BRUSSELS
from comptoir.terms import load

CALENDAR = belgian_calendar()
DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2040, 12, 31))


@pytest.mark.clause("X-07", "GC 1.2")
@pytest.mark.parametrize("year", range(2015, 2041))
def test_the_holidays_are_the_legal_ones_but_no_sundays_of_their_own(year: int) -> None:
    published = holidays.country_holidays("BE", years=year)
    easter = next(day for day, name in CALENDAR.holidays(year).items() if name == "easter_monday")
    sundays = {easter - timedelta(days=1), easter + timedelta(days=48)}
    assert set(CALENDAR.holidays(year)) == set(published) - sundays
    assert len(CALENDAR.holidays(year)) == 10


@pytest.mark.clause("X-07")
@given(DAYS)
def test_a_working_day_is_a_weekday_that_is_no_holiday(day: date) -> None:
    assert CALENDAR.is_working_day(day) == (day.isoweekday() <= 5 and not CALENDAR.is_holiday(day))


@given(DAYS, st.integers(1, 60))
def test_adding_working_days_counts_them(day: date, number: int) -> None:
    last = CALENDAR.add_working_days(day, number)
    tomorrow = day + timedelta(days=1)
    assert CALENDAR.is_working_day(last)
    assert CALENDAR.working_days_between(tomorrow, last + timedelta(days=1)) == number
    assert CALENDAR.working_days_between(tomorrow, last) == number - 1


@given(DAYS, st.integers(-60, 60))
def test_adding_and_taking_away_come_back_to_a_working_day(day: date, number: int) -> None:
    start = CALENDAR.add_working_days(day, 1)
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(start, number), -number) == start
    assert CALENDAR.add_working_days(day, 0) == day


@given(DAYS, st.integers(-30, 800))
def test_working_days_between_is_a_count_day_by_day(start: date, length: int) -> None:
    days = [start + timedelta(days=i) for i in range(max(0, length))]
    expected = sum(CALENDAR.is_working_day(day) for day in days)
    assert CALENDAR.working_days_between(start, start + timedelta(days=length)) == expected


@pytest.mark.clause("X-07", "portal.office_hours")
@pytest.mark.parametrize(
    ("local", "open_"),
    [
        (datetime(2025, 3, 28, 7, 59, 59), False),
        (datetime(2025, 3, 28, 8), True),
        (datetime(2025, 3, 28, 17, 59, 59), True),
        (datetime(2025, 3, 28, 18), False),
        (datetime(2025, 3, 29, 12), False),
        (datetime(2025, 3, 31, 8), True),
        (datetime(2025, 4, 21, 12), False),
    ],
    ids=[
        "before",
        "opening",
        "last second",
        "closing",
        "Saturday",
        "after the clock change",
        "Easter Monday",
    ],
)
def test_office_hours_are_brussels_hours_of_working_days(local: datetime, open_: bool) -> None:
    hours = load().at(local.date())["portal.office_hours"].window.office_hours
    instant = local.replace(tzinfo=BRUSSELS).astimezone(UTC)
    assert CALENDAR.in_office_hours(instant, hours) is open_


@given(DAYS)
def test_the_office_period_is_what_in_office_hours_says(day: date) -> None:
    hours = load().at(day)["portal.office_hours"].window.office_hours
    period = CALENDAR.office_period(day, hours)
    assert (period is not None) == CALENDAR.is_working_day(day)
    if period is not None and period.end is not None:
        assert CALENDAR.in_office_hours(period.start, hours)
        assert not CALENDAR.in_office_hours(period.end, hours)


def test_rules_are_dated_and_exceptions_win() -> None:
    calendar = calendar_from_toml("""
        [[rule]]
        name = "national_day"
        month = 7
        day = 21
        since = 2020-01-01
        until = 2030-01-01
        [[exception]]
        on = 2025-07-21
        name = "national_day"
        holiday = false
        [[exception]]
        on = 2025-07-22
        name = "moved_national_day"
        holiday = true
    """)
    assert [bool(calendar.holidays(year)) for year in (2019, 2020, 2029, 2030)] == [False, True, True, False]
    assert dict(calendar.holidays(2025)) == {date(2025, 7, 22): "moved_national_day"}


def test_a_rule_without_a_day_is_refused() -> None:
    with pytest.raises(InvalidHoliday, match="someday names neither"):
        calendar_from_toml('[[rule]]\nname = "someday"\nmonth = 5')
