"""Tables as files: CSV and XLSX, in one pass and with little memory, safe to open in a spreadsheet.

Text never becomes a formula: XLSX writes it as text, CSV puts an apostrophe before what a spreadsheet would
calculate. Numbers stay numbers in both. The notice on billing data (U-09) is the head of a last, empty column
in CSV, so that a program still finds one rectangle; in XLSX it stands on the sheet "About" and at the foot of
every printed page.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Literal

from comptoir.documents.columns import Column, Row, checked_value

DecimalSign = Literal[".", ","]

_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_ROWS_AT_ONCE = 2_000
_BLANKS = " \xa0"
_CALCULATED = frozenset("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may take for the start of a formula, also in the wide forms of East Asian keyboards."""
_SUSPECT = _CALCULATED | frozenset(_BLANKS) | {"'"}


def write_csv(
    columns: Sequence[Column], rows: Iterable[Row], *, notice: str = "", decimal_sign: DecimalSign = "."
) -> Iterator[bytes]:
    """The table as UTF-8 CSV with a byte order mark, in chunks of whole rows.

    With the decimal sign ',' fields are separated by ';', as spreadsheets in French, Dutch and German expect.
    Dates are ISO 8601. `WrongValue` for a value that is not of its column's kind.
    """
    writer = csv.writer(_Returning(), delimiter=";" if decimal_sign == "," else ",", lineterminator="\r\n")
    padding = [""] if notice else []
    head = [safe_text(text) for text in (*(column.head for column in columns), *([notice] if notice else []))]
    cells = [(column.key, _cell_writer(column, decimal_sign)) for column in columns]
    body = ([write(row.get(key)) for key, write in cells] + padding for row in rows)
    pending = chain([head], body)
    mark = _BYTE_ORDER_MARK
    while lines := list(islice(pending, _ROWS_AT_ONCE)):
        yield (mark + "".join(map(writer.writerow, lines))).encode("utf-8", "replace")
        mark = ""


def safe_text(text: str) -> str:
    """`text`, with an apostrophe in front where a spreadsheet would calculate it."""
    if text[:1] not in _SUSPECT:
        return text
    return f"'{text}" if text.lstrip(_BLANKS)[:1] in _CALCULATED or text[0] == "'" else text


class _Returning:
    """A file that hands each written line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _cell_writer(column: Column, decimal_sign: DecimalSign) -> Callable[[object], str]:
    """What turns a value of this column into the text of its cell; absent values are empty."""

    def write_text(value: object) -> str:
        return "" if value is None else safe_text(value if isinstance(value, str) else str(value))

    def write_number(value: object) -> str:
        written = _exactly(checked_value(column, value), column.places)
        return written if decimal_sign == "." else written.replace(".", ",")

    def write_moment(value: object) -> str:
        return _moment(checked_value(column, value))

    if column.kind == "text":
        return write_text
    return write_number if column.is_number else write_moment


def _exactly(value: object, places: int) -> str:
    """A number with at least so many decimals and all that it has."""
    if value is None:
        return ""
    written = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if not places:
        return written
    whole, _, decimals = written.partition(".")
    return f"{whole}.{decimals.ljust(places, '0')}"


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else ""
