"""A list shows, narrows, sorts, sums and exports exactly what its address asks."""

import csv
import io
from typing import Any

import pytest
from django.http import Http404, HttpResponseBase

from comptoir.web.listing import Asked, Rows, list_page
from comptoir.web.listing.shown import Shown
from tests.web.things import READER, Bills, bills, parameters, request_for


def shown(query: str = "", rows: Any = None, **options: Any) -> Shown:
    return Shown(Bills(bills() if rows is None else rows), request_for(query, **options))


def numbers(query: str) -> list[str]:
    return [row.number for row in shown(query).found.rows]


def body_of(response: HttpResponseBase) -> bytes:
    return b"".join(response)  # type: ignore[call-overload, no-any-return]


def test_the_first_page_is_sorted_as_declared_and_counts_all() -> None:
    page = shown()
    assert [row.number for row in page.found.rows][:2] == ["B-0119", "B-0118"]
    assert (len(page.found.rows), page.found.total) == (25, 120)
    assert page.range_words == "1–25 of 120"


def test_names_sort_as_people_look_them_up() -> None:
    holders = [row.holder for row in shown("sort=holder&size=250").found.rows]
    assert list(dict.fromkeys(holders)) == ["<b>Bold</b>", "Abel", "éclair", "Émile", "Zoe"]
    descending = [row.holder for row in shown("sort=-holder&size=250").found.rows]
    assert descending[0] == "Zoe"


def test_filters_narrow_together() -> None:
    found = shown("state=late&q=abel&issued_on_from=2026-01-01&issued_on_to=2026-01-31").found.rows
    assert found
    assert all(row.state == "late" and row.holder == "Abel" and row.issued_on.month == 1 for row in found)


def test_the_last_day_of_a_date_filter_is_included() -> None:
    assert numbers("issued_on_from=2026-01-02&issued_on_to=2026-01-02") == ["B-0001"]


@pytest.mark.parametrize("text", ["5", "5.00", "5,00", " 5 "])
def test_amounts_are_read_as_people_write_them(text: str) -> None:
    assert numbers(f"total_from={text}&total_to={text}") == ["B-0008"]


def test_each_filter_is_a_chip_that_takes_itself_away() -> None:
    page = shown("state=late&state=paid&q=zoe&page=2")
    chips = dict(page.chips)
    assert set(chips) == {"“zoe”", "Status: Paid", "Status: Late"}
    assert parameters(chips["Status: Late"]) == {"state": ["paid"], "q": ["zoe"]}
    assert parameters(page.clear_url) == {}


def test_the_sum_covers_all_that_match_not_the_page() -> None:
    page = shown("state=late")
    wanted = sum(bill.total for bill in bills() if bill.state == "late")
    assert page.found.sums == {"total": wanted}
    assert page.found.total == 40
    assert page.foot is not None
    assert "Total of all that match" in "".join(page.foot)


def test_pages_keep_filters_and_sort() -> None:
    page = shown("state=paid&sort=total")
    assert parameters(page.next_url) == {"state": ["paid"], "sort": ["total"], "page": ["2"]}
    assert not page.previous_url
    assert [words for words, _url, _current in shown("page=3").pages] == ["1", "2", "3", "4", "5"]


def test_a_page_past_the_end_is_the_last_one() -> None:
    page = shown("page=99")
    assert page.found.page == 5
    assert len(page.found.rows) == 20


def test_a_head_sorts_up_then_down() -> None:
    up = next(head for head in shown("sort=total").heads if head.column.key == "total")
    assert (up.direction, parameters(up.sort_url)) == ("ascending", {"sort": ["-total"]})
    other = next(head for head in shown("sort=total").heads if head.column.key == "number")
    assert (other.direction, parameters(other.sort_url)) == ("", {"sort": ["number"]})


def test_text_of_rows_is_escaped_and_the_first_cell_links() -> None:
    body = shown("q=bold").body
    assert "<b>Bold</b>" not in body
    assert "&lt;b&gt;Bold" in body
    assert '<th scope="row" data-label="Number"><a href="/bills/' in body


def test_three_kinds_of_empty() -> None:
    assert shown(rows=[]).state == "nothing"
    assert shown("q=nobody").state == "nothing_matches"
    blind = Shown(Bills(bills(), capability="invoices.view"), request_for(actor=READER))
    assert (blind.state, list(blind.found.rows)) == ("forbidden", [])


@pytest.mark.django_db
def test_chosen_columns_and_density_are_kept() -> None:
    response = list_page(
        request_for("cols=holder&cols=total&density=compact"), Bills(bills()), "web/listing/listing.html"
    )
    kept = response.cookies["list-bills"]  # type: ignore[attr-defined]
    assert kept["httponly"]
    again = shown(cookies={"list-bills": kept.value})
    assert [column.key for column in again.columns] == ["holder", "total"]
    assert again.asked.compact


def test_the_export_is_what_is_seen() -> None:
    page = shown("state=late&cols=number&cols=total&sort=total")
    url = dict(page.exports)["Text (.csv)"]
    response = list_page(request_for(url.partition("?")[2]), Bills(bills()), "none.html")
    rows = list(csv.reader(io.StringIO(body_of(response).decode("utf-8-sig"))))
    assert rows[0] == ["Number", "Total (EUR)"]
    assert len(rows) == 41
    assert rows[1][1] == "-3.00"
    assert 'filename="bills-20261120-1030.csv"' in response.headers["Content-Disposition"]


def test_an_exported_formula_is_text() -> None:
    response = list_page(request_for("export=csv&cols=note"), Bills(bills(1)), "none.html")
    assert "'=1+1" in body_of(response).decode()


def test_the_workbook_opens_with_the_same_rows() -> None:
    response = list_page(request_for("export=xlsx&state=late"), Bills(bills()), "none.html")
    assert body_of(response)[:2] == b"PK"


def test_without_the_right_there_is_no_export() -> None:
    assert shown(actor=READER).exports == []
    with pytest.raises(Http404):
        list_page(request_for("export=csv", actor=READER), Bills(bills()), "none.html")
    with pytest.raises(Http404):
        list_page(request_for("export=exe"), Bills(bills()), "none.html")


def test_rows_of_the_lake_are_read_by_key() -> None:
    """A keyed source gives pages until there is no key, and an export reads them all."""
    every = bills(60)

    def read(asked: Asked, size: int, after: str) -> Rows:
        start = int(after or 0)
        part = every[start : start + min(size, 25)]
        more = str(start + len(part)) if start + len(part) < len(every) else ""
        return Rows(part, 60, {"total": 1_000_000}, after=more)

    first = Shown(Bills(read), request_for("after=25"))
    assert parameters(first.next_url) == {"after": ["50"]}
    assert parameters(first.previous_url) == {}
    assert first.range_words == "25 of 60"
    response = list_page(request_for("export=csv"), Bills(read), "none.html")
    assert len(body_of(response).decode().splitlines()) == 61


def test_a_second_list_on_the_page_has_parameters_of_its_own() -> None:
    class Others(Bills):
        prefix = "other-"

    page = Shown(Others(bills()), request_for("state=late&other-state=paid&other-page=2"))
    assert {row.state for row in page.found.rows} == {"paid"}
    assert parameters(page.next_url)["state"] == ["late"]
    assert parameters(page.next_url)["other-page"] == ["3"]
