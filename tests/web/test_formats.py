"""Numbers, money, dates and quantities in the reader's form."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from comptoir.kernel.money import Money
from comptoir.web import formats

NBSP = "\N{NO-BREAK SPACE}"


def plain(text: str) -> str:
    return text.replace(NBSP, " ").replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "€1,234.50"), ("fr", "1 234,50 €"), ("nl", "€ 1.234,50"), ("de", "1.234,50 €")],
)
def test_money(language: str, written: str) -> None:
    with translation.override(language):
        assert plain(formats.money(Money.of("1234.50"))) == written


@pytest.mark.parametrize(
    ("value", "written"), [("0", "€0.00"), ("-0.004", "-€0.004"), ("0.012345", "€0.012345"), ("-12", "-€12.00")]
)
def test_money_shows_every_digit_it_has(value: str, written: str) -> None:
    with translation.override("en"):
        assert plain(formats.money(Decimal(value))) == written


def test_millionths_are_money() -> None:
    with translation.override("en"):
        assert formats.micro(21_400_000) == "€21.40"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "0:00:00"), (192, "0:03:12"), (3_600, "1:00:00"), (90_061, "25:01:01"), (-5, "-0:00:05")],
)
def test_durations(seconds: int, written: str) -> None:
    with translation.override("en"):
        assert plain(formats.duration(seconds)) == written


@pytest.mark.parametrize(
    ("octets", "written"),
    [(0, "0 B"), (999, "999 B"), (1_500, "1.5 kB"), (4_800_000_000_000, "4.8 TB"), (123_000_000, "123 MB")],
)
def test_volumes(octets: int, written: str) -> None:
    with translation.override("en"):
        assert plain(formats.volume(octets)) == written


def test_volumes_in_french_are_octets() -> None:
    with translation.override("fr"):
        assert plain(formats.volume(4_800_000_000)) == "4,8 Go"


@pytest.mark.parametrize(
    ("language", "written"), [("en", "20/11/2026"), ("fr", "20/11/2026"), ("nl", "20/11/2026"), ("de", "20.11.2026")]
)
def test_dates_have_one_width(language: str, written: str) -> None:
    with translation.override(language):
        assert formats.day(date(2026, 11, 20)) == written


def test_a_german_day_stays_with_its_month() -> None:
    with translation.override("de"):
        assert formats.long_day(date(2026, 11, 20)) == "20.\N{NO-BREAK SPACE}November 2026"
    with translation.override("en"):
        assert formats.long_day(date(2026, 11, 20)) == "20 November 2026"


def test_instants_are_read_on_the_clock_of_brussels() -> None:
    with translation.override("en"):
        late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
        assert formats.moment(late) == "01/07/2026 00:30"
        assert formats.day(late) == "01/07/2026"
        assert formats.month(late) == "July 2026"


@pytest.mark.parametrize(
    ("value", "written"), [(32470123456, "+32 470 12 34 56"), ("1307", "1307"), ("", ""), (-1307, "-1307")]
)
def test_telephone_numbers(value: str | int, written: str) -> None:
    assert plain(formats.phone(value)) == written


@pytest.mark.parametrize(("value", "written"), [("0403019261", "0403.019.261"), ("LU12345678", "LU12345678"), ("", "")])
def test_enterprise_numbers_are_written_as_printed(value: str, written: str) -> None:
    assert formats.enterprise_number(value) == written


def test_countries_ships_and_planes_have_names() -> None:
    with translation.override("fr"):
        assert formats.country("DE") == "Allemagne"
    with translation.override("en"):
        assert (formats.country("XS"), formats.country("XA"), formats.country("??")) == ("Ship", "Plane", "??")


def test_an_unknown_language_reads_english() -> None:
    with translation.override("sv"):
        assert formats.number(1234) == "1,234"
