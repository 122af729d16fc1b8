"""The list as a sheet: exactly the rows and columns that are seen, numbers as numbers, safe against formulas."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Literal

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comptoir.documents.sheets import Column as SheetColumn
from comptoir.documents.sheets import Kind, Row, write_csv
from comptoir.kernel.clock import BRUSSELS, as_utc
from comptoir.web import formats
from comptoir.web.listing.asked import Asked
from comptoir.web.listing.columns import Column
from comptoir.web.listing.listing import Listing

Form = Literal["csv", "xlsx"]
IN_MEMORY = 4_000_000
KINDS: dict[str, Kind] = {
    "text": "text",
    "number": "quantity",
    "money": "money",
    "date": "date",
    "moment": "datetime",
    "duration": "integer",
    "volume": "integer",
}


def exported(listing: Listing, asked: Asked, form: Form, at: datetime) -> HttpResponseBase:
    """The answer that carries the sheet; CSV streams, XLSX is written to a file first."""
    columns = listing.shown_columns(asked)
    name = f"{slugify(str(listing.title)) or listing.key}-{as_utc(at).astimezone(BRUSSELS):%Y%m%d-%H%M}.{form}"
    if form == "csv":
        return _csv(listing, asked, columns, name)
    return _xlsx(listing, asked, columns, name, at)


def _csv(listing: Listing, asked: Asked, columns: Sequence[Column], name: str) -> HttpResponseBase:
    sign: Literal[".", ","] = "," if formats.forms().decimal_sign == "," else "."
    chunks = write_csv(
        _sheet_columns(columns), _rows(listing, asked, columns), notice=str(listing.notice), decimal_sign=sign
    )
    response = StreamingHttpResponse(_spoken(chunks, formats.language()), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _spoken(chunks: Iterable[bytes], language: str) -> Iterator[bytes]:
    """The chunks in the reader's language: they are written after the request, when no language is chosen any more."""
    writing = iter(chunks)
    while True:
        with translation.override(language):
            chunk = next(writing, None)
        if chunk is None:
            return
        yield chunk


def _xlsx(listing: Listing, asked: Asked, columns: Sequence[Column], name: str, at: datetime) -> HttpResponseBase:
    # The writer of workbooks is loaded only where one is written.
    from comptoir.documents.sheets.workbook import About, write_xlsx

    about = About(
        title=str(listing.title) or name,
        name=pgettext("sheet", "About"),
        made_at=as_utc(at).astimezone(BRUSSELS),
        lines=tuple(_told(listing, asked, at)),
        notice=str(listing.notice),
    )
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    write_xlsx(_sheet_columns(columns), _rows(listing, asked, columns), file, about)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name)


def _told(listing: Listing, asked: Asked, at: datetime) -> Iterator[tuple[str, str]]:
    """What the sheet covers: when it was made and the filters it was made with."""
    yield _("Made"), formats.moment(at)
    for each in listing.filters:
        value = asked.filters.get(each.key)
        if value is not None:
            for chip in each.chips(value):
                yield _("Filter"), chip.text


def _sheet_columns(columns: Sequence[Column]) -> list[SheetColumn]:
    return [SheetColumn(c.key, str(c.label), KINDS[c.kind], unit=str(c.sheet_unit)) for c in columns]


def _rows(listing: Listing, asked: Asked, columns: Sequence[Column]) -> Iterator[Row]:
    for row in listing.every(asked):
        yield {column.key: column.plain(row) for column in columns}
