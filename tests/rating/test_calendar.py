"""Windows and bundle months are read off the wall clock of Brussels, clock changes included."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.rating.calendar import calendar_of
from comptoir.rating.kernel import segment_at
from comptoir.rating.reference import reference_tariff
from tests.rating.building import BRUSSELS, amounts, at, metered, record, tariff

INSTANTS = st.datetimes(datetime(2000, 1, 2), datetime(2079, 12, 30))
NEAR_CHANGES = st.sampled_from([datetime(2026, 3, 29), datetime(2026, 10, 25), datetime(2030, 3, 31)]).flatmap(
    lambda day: st.integers(-7200, 14400).map(lambda seconds: day + timedelta(seconds=seconds))
)


@given(INSTANTS | NEAR_CHANGES, st.integers(1, 28))
def test_every_instant_has_the_window_and_month_of_its_wall_clock(instant: datetime, cycle_day: int):
    calendar = calendar_of(reference_tariff())
    segment = segment_at(calendar, np.int64((instant - datetime(1970, 1, 1)).total_seconds() // 1))
    local = instant.replace(tzinfo=UTC).astimezone(BRUSSELS)
    weekday = local.weekday() < 5 and local.date() not in reference_tariff().holidays
    expected = 0 if weekday and 8 <= local.hour < 19 else 1 if weekday and 19 <= local.hour < 23 else 2
    assert (calendar.window[segment], calendar.month[segment]) == (expected, local.year * 100 + local.month)


@given(st.dates(date(2001, 1, 1), date(2079, 1, 1)), st.integers(1, 28))
def test_a_cycle_bears_the_name_of_the_month_it_begins_in(day: date, cycle_day: int):
    compiled = tariff('[[plans]]\nid = "p"\nname = "P"\nkind = "metered"\n', cycle_day=cycle_day)
    calendar = calendar_of(_by_cycle(compiled.tariff), cycle_day)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=BRUSSELS)
    month = day.replace(day=1) if day.day >= cycle_day else (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    assert calendar.month[segment_at(calendar, np.int64(noon.timestamp()))] == month.year * 100 + month.month


def _by_cycle(found):
    from dataclasses import replace

    return replace(found, bundle_month="cycle")


def test_a_cycle_begins_between_the_first_and_the_28th():
    with pytest.raises(ValueError, match="from 1 to 28"):
        calendar_of(reference_tariff(), 29)


NIGHT = '[[windows]]\nid = "night"\nname = "Night"\ntimes = [{from = "00:00", to = "02:30"}]\n' + (
    '[[windows]]\nid = "rest"\nname = "Rest"'
)
PRICES = 'price = 1\nper = "s"\nwindows = ["night"]\n[[plans.rates]]\nkinds = ["voice"]\nprice = 2\nper = "s"'
HOUR = 3600 * 1_000_000


def test_the_night_that_has_no_half_past_two():
    # 29 March 2026: 02:00 is 03:00. From 01:00 on, one hour of night, then the rest.
    assert amounts(metered(PRICES, windows=NIGHT), record(7200, "2026-03-29 01:00")) == [HOUR * 3]


def test_the_night_that_has_half_past_two_twice():
    # 25 October 2026: 03:00 is 02:00. 01:30-02:30 night, 02:30-03:00 rest, 02:00-02:30 night, 02:30 on rest.
    call = record(3 * 3600, started_at=at("2026-10-25 01:30"))
    assert amounts(metered(PRICES, windows=NIGHT), call) == [HOUR * (1 * 1) + HOUR // 2 * 2 + HOUR // 2 + HOUR * 2]


def test_a_holiday_has_its_own_day():
    windows = '[[windows]]\nid = "free"\nname = "Free"\ntimes = [{days = ["holiday", "sun"]}]\n'
    windows += '[[windows]]\nid = "work"\nname = "Work"'
    prices = 'price = 0\nwindows = ["free"]\n[[plans.rates]]\nkinds = ["voice"]\nprice = 1'
    compiled = metered(prices, windows=windows)
    friday_holiday, friday, sunday = "2026-05-01 12:00", "2026-05-08 12:00", "2026-05-10 12:00"
    assert amounts(compiled, *(record(60, day) for day in (friday_holiday, friday, sunday))) == [0, 1_000_000, 0]


def test_a_second_belongs_to_the_window_in_which_it_begins():
    rates = 'price = 1\nper = "s"\nwindows = ["day"]\n[[plans.rates]]\nkinds = ["voice"]\nprice = 2\nper = "s"'
    from tests.rating.building import WINDOWS

    call = record(2, started_at=at("2026-03-02 17:59") + timedelta(seconds=58, milliseconds=500))
    assert amounts(metered(rates, windows=WINDOWS), call) == [2_000_000]
    later = record(2, started_at=at("2026-03-02 17:59") + timedelta(seconds=59, milliseconds=500))
    assert amounts(metered(rates, windows=WINDOWS), later) == [3_000_000]
