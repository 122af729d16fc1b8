"""CSV and XLSX: nothing becomes a formula, numbers stay numbers, long tables take little memory."""

import csv
import io
import tracemalloc
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from comptoir.documents.sheets import Column, WrongValue, safe_text, write_csv
from comptoir.documents.sheets.workbook import About, write_xlsx

D = Decimal
ABOUT = About("Calls of December", "About", datetime(2026, 1, 5, 9, 30), (("Period", "2025-12"),), "For information.")
COLUMNS = (
    Column("number", "Number"),
    Column("calls", "Calls", "integer"),
    Column("cost", "Cost", "money", "EUR"),
    Column("volume", "Volume", "quantity", "MB"),
    Column("day", "Day", "date"),
    Column("at", "At", "datetime"),
)
ROW = {
    "number": "0470 12 34 56", "calls": 12, "cost": D("-3.5"), "volume": D("1.2345"),
    "day": date(2025, 12, 31), "at": datetime(2025, 12, 31, 23, 59, 58),
}  # fmt: skip
NAMESPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def csv_text(columns: Any, rows: Any, **options: Any) -> str:
    return b"".join(write_csv(columns, rows, **options)).decode("utf-8-sig")


def sheet(content: bytes, number: int = 1) -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return etree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))


def xlsx(columns: Any, rows: Any) -> bytes:
    target = io.BytesIO()
    write_xlsx(columns, rows, target, ABOUT)
    return target.getvalue()


def test_csv_opens_in_a_spreadsheet_of_either_kind() -> None:
    content = b"".join(write_csv(COLUMNS, [ROW]))
    assert content.startswith(b"\xef\xbb\xbf")
    assert csv_text(COLUMNS, [ROW]) == (
        "Number,Calls,Cost (EUR),Volume (MB),Day,At\r\n0470 12 34 56,12,-3.50,1.2345,2025-12-31,2025-12-31 23:59:58\r\n"
    )
    assert "0470 12 34 56;12;-3,50;1,2345;2025-12-31;" in csv_text(COLUMNS, [ROW], decimal_sign=",")


@pytest.mark.clause("U-09")
def test_the_notice_is_there_and_the_table_stays_a_rectangle() -> None:
    lines = list(csv.reader(io.StringIO(csv_text(COLUMNS, [ROW, {}], notice="For information."))))
    assert lines[0][-1] == "For information."
    assert {len(line) for line in lines} == {len(COLUMNS) + 1}
    book = xlsx(COLUMNS, [ROW])
    about = etree.tostring(sheet(book, 2)).decode()
    assert "For information." in about
    assert "For information." in etree.tostring(sheet(book)).decode()


@given(text=st.text(max_size=40))
def test_no_text_starts_a_formula(text: str) -> None:
    safe = safe_text(text)
    assert safe in (text, f"'{text}")
    assert not safe.lstrip(" \xa0").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@given(texts=st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=20)))
def test_text_comes_back_from_csv_as_it_went_in(texts: list[str]) -> None:
    column = (Column("x", "X"), Column("y", "Y"))
    content = csv_text(column, [{"x": text, "y": "end"} for text in texts])
    lines = list(csv.reader(io.StringIO(content, newline="")))[1:]
    assert [line[0] for line in lines] == [safe_text(text) for text in texts]
    assert all(line[1] == "end" for line in lines)


@given(amount=st.decimals(-(10**12), 10**12, places=6, allow_nan=False))
def test_amounts_are_exact_and_never_taken_for_formulas(amount: Decimal) -> None:
    written = csv_text((Column("a", "A", "money"),), [{"a": amount}]).splitlines()[1]
    assert D(written) == amount
    assert "'" not in written


def test_a_title_from_people_is_safe_too() -> None:
    assert csv_text((Column("x", "=cmd()"),), []).startswith("'=cmd()")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "12"),
        ("integer", D("1.5")),
        ("money", 1.5),
        ("money", D("NaN")),
        ("money", True),
        ("date", datetime(2026, 1, 1)),
        ("datetime", date(2026, 1, 1)),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: Any, value: object) -> None:
    columns = (Column("x", "Cost", kind),)
    with pytest.raises(WrongValue, match="'Cost'"):
        csv_text(columns, [{"x": value}])
    with pytest.raises(WrongValue):
        xlsx(columns, [{"x": value}])


def test_xlsx_has_numbers_dates_and_text_but_no_formula_or_link() -> None:
    row = {**ROW, "number": '=HYPERLINK("http://x")'}
    link = {**ROW, "number": "http://northwind.example"}
    content = xlsx(COLUMNS, [row, link])
    data = sheet(content)
    assert not data.findall(".//m:f", NAMESPACE)
    assert not data.findall(".//m:hyperlink", NAMESPACE)
    cells = {cell.attrib["r"]: cell for cell in data.iterfind(".//m:c", NAMESPACE)}
    assert cells["A2"].attrib["t"] == "inlineStr"
    assert "".join(cells["A2"].itertext()) == row["number"]
    assert [cells[name].attrib.get("t") for name in ("B2", "C2", "D2", "E2", "F2")] == [None] * 5
    assert cells["C2"].find("m:v", NAMESPACE).text == "-3.5"
    assert cells["E2"].find("m:v", NAMESPACE).text == "46022"
    assert data.find(".//m:pane", NAMESPACE).attrib["state"] == "frozen"


def test_integers_too_long_for_a_spreadsheet_keep_their_digits() -> None:
    content = xlsx((Column("iccid", "Card", "integer"),), [{"iccid": 8932012345678901234}])
    assert "8932012345678901234" in etree.tostring(sheet(content)).decode()


def test_the_same_values_give_the_same_workbook() -> None:
    assert xlsx(COLUMNS, [ROW] * 3) == xlsx(COLUMNS, [ROW] * 3)


def test_a_workbook_without_rows_has_its_head() -> None:
    assert "Cost (EUR)" in etree.tostring(sheet(xlsx(COLUMNS, []))).decode()


def test_a_sheet_name_takes_what_spreadsheets_take() -> None:
    target = io.BytesIO()
    write_xlsx(
        COLUMNS, [], target, About("Costs [2025/12]: what? *all* of the long title", "About", datetime(2026, 1, 5))
    )
    assert b"Costs 2025 12" in zipfile.ZipFile(target).read("xl/workbook.xml")


def test_a_long_table_streams() -> None:
    rows = ({**ROW, "calls": index} for index in range(60_000))
    tracemalloc.start()
    size = sum(len(chunk) for chunk in write_csv(COLUMNS, rows))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 3_000_000
    assert peak < 4_000_000
