"""XLSX, written row by row: memory stays the same however long the table is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any

import xlsxwriter

from comptoir.documents.columns import Column, Kind, Row, checked_value

_MOST_ROWS = 1_048_575  # of one sheet, without its head
_MOST_TEXT = 32_767  # characters of one cell
_MOST_EXACT = 10**15  # an integer beyond is rounded by a spreadsheet: it is written as text
_LONGEST_NAME = 31
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDTHS: dict[Kind, int] = {
    "text": 24, "integer": 12, "money": 14, "quantity": 14, "date": 12, "datetime": 18
}  # fmt: skip
_SHORT_DATE, _DATE_AND_TIME = 14, 22  # built in: each spreadsheet shows them in its reader's form


@dataclass(frozen=True, slots=True)
class About:
    """What is told about a workbook: its title, what it covers (label and text), and the notice (U-09).

    `name` is the name of the sheet that tells it, such as 'About'; `made_at` is the file's own date.
    """

    title: str
    name: str
    made_at: datetime
    lines: tuple[tuple[str, str], ...] = ()
    notice: str = ""


def write_xlsx(columns: Sequence[Column], rows: Iterable[Row], file: IO[bytes], about: About) -> None:
    """The table as a workbook: its rows on one sheet (more where one is full), then the sheet about it.

    Numbers stay numbers and dates dates; text is never a formula or a link. The same values give the same
    bytes. `WrongValue` for a value that is not of its column's kind.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": about.title, "created": about.made_at.replace(tzinfo=None)})
        writing = _Writing(book, columns, about)
        remaining = iter(rows)
        for number, part in enumerate(_parts(remaining), start=1):
            writing.sheet(part, number)
        writing.about_sheet()


def _parts(rows: Iterator[Row]) -> Iterator[Iterator[Row]]:
    """The rows in parts that fit a sheet; always at least one part, so that an empty table has its head."""
    yield islice(rows, _MOST_ROWS)
    for first in rows:
        yield chain([first], islice(rows, _MOST_ROWS - 1))


class _Writing:
    """One workbook while it is written."""

    def __init__(self, book: Any, columns: Sequence[Column], about: About) -> None:
        self.book = book
        self.columns = columns
        self.about = about
        self.strong = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.formats = [book.add_format({"num_format": _number_format(column)}) for column in columns]

    def sheet(self, rows: Iterator[Row], number: int) -> None:
        """One sheet with its head, frozen and ready to be filtered."""
        sheet = self.book.add_worksheet(_sheet_name(self.about.title, number))
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{self.about.notice.replace('&', '&&')[:200]}&R&P / &N")
        for index, column in enumerate(self.columns):
            sheet.set_column(index, index, column.width or max(_WIDTHS[column.kind], len(column.head) + 2))
            sheet.write_string(0, index, column.head, self.strong)
        writers = [
            (column.key, _cell_writer(sheet, column, index, style))
            for index, (column, style) in enumerate(zip(self.columns, self.formats, strict=True))
        ]
        last = 0
        for last, row in enumerate(rows, start=1):
            for key, write in writers:
                write(last, row.get(key))
        if self.columns:
            sheet.autofilter(0, 0, last, len(self.columns) - 1)

    def about_sheet(self) -> None:
        """The sheet that says what this is."""
        sheet = self.book.add_worksheet(_plain_name(self.about.name)[:_LONGEST_NAME])
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 80)
        sheet.write_string(0, 0, self.about.title, self.book.add_format({"bold": True, "font_size": 14}))
        for row, (label, text) in enumerate(self.about.lines, start=2):
            sheet.write_string(row, 0, label)
            sheet.write_string(row, 1, text)
        if self.about.notice:
            sheet.write_string(len(self.about.lines) + 3, 0, self.about.notice)


def _cell_writer(sheet: Any, column: Column, index: int, style: Any) -> Callable[[int, object], None]:
    """What writes a value of this column into a row; absent values leave the cell empty."""

    def write(row: int, given: object) -> None:
        value = checked_value(column, given)
        if isinstance(value, str):
            sheet.write_string(row, index, _fitting(value))
        elif isinstance(value, date):
            sheet.write_datetime(row, index, value, style)
        elif value is not None and Decimal(value).copy_abs() >= _MOST_EXACT:
            sheet.write_string(row, index, f"{Decimal(value):f}")
        elif value is not None:
            sheet.write_number(row, index, value, style)

    return write


def _fitting(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 1] + "…"


def _number_format(column: Column) -> str | int:
    if column.kind == "date":
        return _SHORT_DATE
    if column.kind == "datetime":
        return _DATE_AND_TIME
    if column.kind == "text":
        return "@"
    return "#,##0" + (f".{'0' * column.places}" if column.places else "")


def _sheet_name(title: str, number: int) -> str:
    """A name that spreadsheets take: short, without their reserved signs, and unique."""
    suffix = f" ({number})" if number > 1 else ""
    return _plain_name(title)[: _LONGEST_NAME - len(suffix)].rstrip() + suffix


def _plain_name(title: str) -> str:
    name = " ".join(title.translate(_FORBIDDEN_IN_NAMES).split())
    return name if name and name.lower() != "history" else "Sheet"
