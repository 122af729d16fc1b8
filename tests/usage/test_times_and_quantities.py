"""Instants and quantities, as files write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptoir.usage.intake.reasons import Reason
from tests.usage.reading_rows import AT, mapping, result, results

# Each example opens an engine of its own.
few = settings(max_examples=settings().max_examples // 3)


def started(text: str, *changes: tuple[str, str]) -> object:
    found = result({"started_at": text}, mapping(*changes))
    return found if isinstance(found, Reason) else found["started_at"]


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2025-03-10 09:15:00", datetime(2025, 3, 10, 8, 15)),
        ("2025-07-10T09:15:00", datetime(2025, 7, 10, 7, 15)),
        ("2025-07-10 09:15", datetime(2025, 7, 10, 7, 15)),
        ("2025-07-10T09:15:00.250", datetime(2025, 7, 10, 7, 15, 0, 250_000)),
        ("2025-07-10T09:15:00Z", datetime(2025, 7, 10, 9, 15)),
        ("2025-07-10T09:15:00+05:30", datetime(2025, 7, 10, 3, 45)),
        ("2025-07-10T09:15:00-0400", datetime(2025, 7, 10, 13, 15)),
        ("2025-10-26 02:30:00", datetime(2025, 10, 26, 0, 30)),
        ("2025-10-26 03:00:00", datetime(2025, 10, 26, 2, 0)),
        (" 2025-03-10 09:15:00 ", datetime(2025, 3, 10, 8, 15)),
    ],
)
def test_iso_times(written: str, utc: datetime) -> None:
    assert started(written) == utc


def test_the_hour_that_clocks_show_twice_can_be_the_second() -> None:
    assert started("2025-10-26 02:30:00", ("zone =", 'twice = "second"\nzone =')) == datetime(2025, 10, 26, 1, 30)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2025-03-30 02:30:00", Reason.SKIPPED_HOUR),
        ("2025-02-30 10:00:00", Reason.TIME),
        ("2025-03-10", Reason.TIME),
        ("10:00", Reason.TIME),
        ("infinity", Reason.TIME),
        ("2025-07-10T09:15:00 UTC", Reason.TIME),
        ("2025-12-31 13:05:01", Reason.FUTURE),
        ("1999-12-31 10:00:00", Reason.TOO_EARLY),
        ("", Reason.TIME),
    ],
)
def test_times_that_are_none(written: str, reason: Reason) -> None:
    assert started(written) is reason


@pytest.mark.parametrize(
    ("time_format", "written"),
    [
        ("%d/%m/%Y %H:%M:%S", "10/03/2025 09:15:00"),
        ("%Y%m%d%H%M%S", "20250310091500"),
        ("%d.%m.%y %H:%M", "10.03.25 09:15"),
        ("%Y-%m-%dT%H:%M:%S%z", "2025-03-10T10:15:00+0200"),
        ("epoch", "1741594500"),
        ("epoch_ms", "1741594500000"),
    ],
)
def test_other_formats(time_format: str, written: str) -> None:
    assert started(written, ('format = "iso"', f'format = "{time_format}"')) == datetime(2025, 3, 10, 8, 15)


def test_a_column_of_its_own_for_the_offset() -> None:
    used = mapping(('started = "started_at"', 'started = "started_at"\nutc_offset = "offset"'))
    rows = [{"offset": "+0300"}, {"offset": "-05:00"}, {"offset": ""}, {"offset": "east"}]
    found = [row if isinstance(row, Reason) else row["started_at"].hour for row in results(rows, used)]
    assert found == [6, 14, 8, Reason.TIME]


@few
@given(st.lists(st.datetimes(datetime(2001, 1, 1), datetime(2025, 12, 1)), min_size=1, max_size=100), st.booleans())
def test_local_times_are_what_the_zone_says(moments: list[datetime], second: bool) -> None:
    place = ZoneInfo("Europe/Brussels")
    used = mapping(("zone =", f'twice = "{"second" if second else "first"}"\nzone ='))
    rows = [{"started_at": moment.replace(microsecond=0).isoformat(" ")} for moment in moments]
    for moment, found in zip(moments, results(rows, used), strict=True):
        local = moment.replace(microsecond=0, tzinfo=place, fold=int(second))
        utc = local.astimezone(UTC)
        if utc.astimezone(place).replace(tzinfo=None) != local.replace(tzinfo=None):
            assert found is Reason.SKIPPED_HOUR
        else:
            assert not isinstance(found, Reason)
            assert found["started_at"] == utc.replace(tzinfo=None)


def quantity(text: str, unit: str, kind: str = "voice", amounts: str = "") -> object:
    used = (
        mapping(('unit = "s"', f'unit = "{unit}"')) if kind == "voice" else mapping(('unit = "kB"', f'unit = "{unit}"'))
    )
    if amounts:
        used = mapping(("[kinds]", f"[amounts]\n{amounts}\n[kinds]"))
    found = result({"kind": kind, "quantity": text}, used)
    return found if isinstance(found, Reason) else found["quantity"]


@pytest.mark.parametrize(
    ("written", "unit", "seconds"),
    [
        ("62", "s", 62),
        ("62.01", "s", 63),
        ("0", "s", 0),
        ("62000", "ms", 62),
        ("62001", "ms", 63),
        ("1.5", "min", 90),
        ("0:01:02", "h:mm:ss", 62),
        ("10:00:00", "h:mm:ss", 36000),
        ("00:01:02.3", "h:mm:ss", 63),
        ("00:01:02.0", "h:mm:ss", 62),
        (" 62 ", "s", 62),
    ],
)
def test_durations_count_whole_seconds_up(written: str, unit: str, seconds: int) -> None:
    assert quantity(written, unit) == seconds


@pytest.mark.parametrize(
    ("written", "unit", "size"),
    [
        ("1500", "B", 1500),
        ("1.5", "kB", 1500),
        ("1.5", "KiB", 1536),
        ("0.0001", "kB", 1),
        ("2", "MB", 2_000_000),
        ("2", "MiB", 2_097_152),
        ("3", "GB", 3_000_000_000),
    ],
)
def test_volumes(written: str, unit: str, size: int) -> None:
    assert quantity(written, unit, "data") == size


def test_a_comma_before_the_decimals() -> None:
    assert quantity("1.234,5", "s", amounts='decimal = ","\nthousands = "."') == 1235


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", Reason.QUANTITY),
        ("a lot", Reason.QUANTITY),
        ("1e5", Reason.QUANTITY),
        ("1,5", Reason.QUANTITY),
        ("0x10", Reason.QUANTITY),
        ("-1", Reason.NEGATIVE),
        ("9999999", Reason.TOO_LARGE),
        ("99999999999999999999", Reason.QUANTITY),
    ],
)
def test_quantities_that_are_none(written: str, reason: Reason) -> None:
    assert quantity(written, "s") is reason


def test_columns_are_summed() -> None:
    used = mapping(('[quantity.data]\ncolumns = ["quantity"]', '[quantity.data]\ncolumns = ["up", "down"]'))
    rows = [{"up": "1", "down": "0.5"}, {"up": "", "down": "2"}, {"up": "", "down": ""}, {"up": "1", "down": "x"}]
    found = results([{"kind": "data", **row} for row in rows], used)
    assert [row if isinstance(row, Reason) else row["quantity"] for row in found] == [
        1500, 2000, Reason.QUANTITY, Reason.QUANTITY,
    ]  # fmt: skip


def test_a_message_is_one_where_nothing_else_is_said() -> None:
    assert result({"kind": "sms", "quantity": ""})["quantity"] == 1


@few
@given(st.integers(0, 10**9), st.integers(1, 9))
def test_no_float_on_the_way(whole: int, digits: int) -> None:
    text = f"{whole // 10**digits}.{whole % 10**digits:0{digits}d}"
    expected = -(-whole * 1000 // 10**digits)
    assert quantity(text, "kB", "data") == expected


def test_clocks_may_differ_by_minutes() -> None:
    soon = (AT + timedelta(minutes=4)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert not isinstance(started(soon), Reason)
