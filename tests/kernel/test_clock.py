"""Whoever needs the time is given a clock, and it can stand at any date."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from comptoir.kernel.clock import (
    Clock,
    FixedClock,
    ShiftedClock,
    SystemClock,
    brussels_date,
    brussels_midnight,
)

NEW_YEAR_IN_BRUSSELS = datetime(2024, 12, 31, 23, tzinfo=UTC)


@pytest.mark.clause("X-02")
def test_today_is_the_date_in_brussels() -> None:
    clock: Clock = FixedClock(NEW_YEAR_IN_BRUSSELS)
    assert clock.today() == date(2025, 1, 1)
    assert clock.now() == NEW_YEAR_IN_BRUSSELS
    assert brussels_date(NEW_YEAR_IN_BRUSSELS - timedelta(microseconds=1)) == date(2024, 12, 31)
    assert brussels_midnight(date(2025, 1, 1)) == NEW_YEAR_IN_BRUSSELS
    assert brussels_midnight(date(2025, 7, 1)) == datetime(2025, 6, 30, 22, tzinfo=UTC)


@pytest.mark.clause("X-02")
def test_a_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(NEW_YEAR_IN_BRUSSELS)
    clock.advance(timedelta(days=31))
    assert clock.today() == date(2025, 2, 1)
    assert clock.now() == clock.now()


@pytest.mark.clause("X-02")
def test_a_shifted_clock_runs_on_from_its_start() -> None:
    started = datetime.now(UTC)
    clock = ShiftedClock(datetime(2030, 1, 1, tzinfo=UTC), started)
    twin = ShiftedClock(datetime(2030, 1, 1, tzinfo=UTC), started)
    first, second, third = clock.now(), twin.now(), clock.now()
    assert datetime(2030, 1, 1, tzinfo=UTC) <= first <= second <= third
    assert third - first < timedelta(minutes=1)
    assert clock.today() == date(2030, 1, 1)
    earlier = ShiftedClock(datetime(2030, 1, 1, tzinfo=UTC), started - timedelta(hours=3))
    assert earlier.now() - clock.now() > timedelta(hours=2, minutes=59)


def test_the_system_clock_tells_an_aware_utc_instant() -> None:
    before = datetime.now(UTC)
    clock: Clock = SystemClock()
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC
    assert brussels_date(before) <= clock.today() <= brussels_date(datetime.now(UTC))


def test_a_time_without_zone_is_refused_and_another_zone_is_brought_to_utc() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(datetime(2025, 1, 1))
    with pytest.raises(ValueError, match="time zone"):
        brussels_date(datetime(2025, 1, 1))
    tokyo = timezone(timedelta(hours=9))
    assert FixedClock(datetime(2025, 1, 1, tzinfo=tokyo)).now().tzinfo is UTC
