"""Calls to free and emergency numbers are known by number and country, and dropped (U-02, M-20).

terms: usage.emergency_numbers, usage.free_numbers
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from comptoir.terms import load
from comptoir.usage.intake.reasons import Reason
from tests.usage.reading_rows import PLAIN, mapping, result, results

pytestmark = pytest.mark.clause("U-02", "M-20")


def dropped(called: str, country: str = "BE", **more: Any) -> bool:
    return result({"called": called, "country": country, **more}) is Reason.FREE


@pytest.mark.parametrize(
    ("called", "country"),
    [
        ("112", "BE"),
        ("112", "FR"),
        ("112", "US"),
        ("112", "XS"),
        ("1 1 2", "BE"),
        ("+32112", "BE"),
        ("+32112", "FR"),
        ("+33112", "FR"),
        ("+352112", "LU"),
        ("0032112", "BE"),
        ("100", "BE"),
        ("101", "BE"),
        ("15", "FR"),
        ("+3315", "FR"),
        ("911", "US"),
        ("000", "AU"),
        ("999", "GB"),
        ("061", "ES"),
        ("0800731955", "BE"),
        ("0800 73 19 55", "BE"),
        ("+32800731955", "BE"),
        ("0032800731955", "BE"),
        ("32800731955", "BE"),
        ("+80012345678", "BE"),
        ("0080012345678", "BE"),
        ("116000", "BE"),
        ("+32116123", "BE"),
        ("105", "BE"),
        ("1722", "BE"),
    ],
)
def test_free_here(called: str, country: str) -> None:
    assert dropped(called, country)


@pytest.mark.parametrize(
    ("called", "country"),
    [
        ("+32800731955", "FR"),  # announced as free, charged abroad
        ("+33800123456", "FR"),
        ("15", "BE"),
        ("911", "BE"),
        ("100", "FR"),
        ("1307", "BE"),
        ("+32475112112", "BE"),
        ("+3280012", "BE"),  # 080 is the zone of Stavelot: only 0800 is free
        ("+32900123456", "BE"),
    ],
)
def test_charged_here(called: str, country: str) -> None:
    expected = called == "+3280012"
    assert dropped(called, country) is expected


def test_never_by_what_it_costs_or_how_long_it_was() -> None:
    assert isinstance(result({"quantity": "0"}), dict)
    assert dropped("112", quantity="500")


@pytest.mark.parametrize("wrong", [{"kind": "fax"}, {"direction": "?"}, {"started_at": "?"}, {"number": "?"},
                                   {"number": "32479999999"}, {"quantity": "-1"}, {"country": "Atlantis"}])  # fmt: skip
def test_dropped_whatever_else_is_wrong(wrong: dict[str, str]) -> None:
    assert result({"called": "0800731955", **wrong}) is Reason.FREE


def test_what_could_be_free_is_dropped_where_the_country_is_not_known() -> None:
    assert dropped("15", "Atlantis")
    assert dropped("112#") and dropped("112 (police)")
    assert result({"called": "+32475123456", "country": "Atlantis"}) is Reason.COUNTRY


def test_messages_to_free_numbers_go_too_and_incoming_traffic_stays() -> None:
    assert dropped("112", kind="sms")
    assert result({"called": "112", "direction": "incoming"})["called"] == 0
    assert result({"called": "112", "kind": "data"})["called"] == 0


def test_the_lists_count_on_their_days(tmp_path: Path) -> None:
    versions = """
[[usage.free_numbers]]
clause = "GC Ma facture 6"
note = "as it was"
by_country = { BE = ["+32800*"] }

[[usage.free_numbers]]
since = 2025-04-01
clause = "GC Ma facture 6"
note = "1307 became free"
by_country = { BE = ["+32800*", "1307"] }
"""
    folder = tmp_path / "terms"
    folder.mkdir()
    (folder / "usage.toml").write_text(versions, encoding="utf-8")
    book = load(folder)
    assert len(book.versions("usage.free_numbers")) == 2
    days = ["2025-03-31 23:59:59", "2025-04-01 00:00:00"]
    before, after = results([{"called": "1307", "started_at": day} for day in days], book=book)
    assert isinstance(before, dict) and after is Reason.FREE
    unknown = result({"called": "1307", "started_at": "some day"}, book=book)
    assert unknown is Reason.FREE


def test_every_entry_of_the_terms_is_dropped_in_its_country() -> None:
    terms = load().at(date(2025, 3, 10))
    rows = [
        {"called": entry.replace("*", "123"), "country": "BE" if country == "*" else country}
        for key in ("usage.emergency_numbers", "usage.free_numbers")
        for country, entries in terms[key].by_country.items()
        for entry in entries
    ]
    assert len(rows) > 50
    assert {str(found) for found in results(rows, mapping())} == {str(Reason.FREE)}
    assert PLAIN["country"] == "BE"
