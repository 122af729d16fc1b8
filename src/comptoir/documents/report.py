"""A report on paper: a title, one line of context, charts, tables with their sums, and the notice (U-09)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from comptoir.documents.brand import Brand
from comptoir.documents.charts.values import Chart
from comptoir.documents.columns import Column, Row, checked_value
from comptoir.documents.languages import Forms, Language, forms_of
from comptoir.documents.typeface import FALLBACK, FAMILY, breakable, displayable
from comptoir.documents.typesetting import typeset
from comptoir.documents.words import Words, words_of

_MOST_UPRIGHT_COLUMNS = 6
_CHARACTER_MM = 1.62
_NARROWEST_MM = 12.0
_LEAST_SHARE, _MOST_SHARE = 8, 40


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; `sums` (by column key) makes a last row, which `sums_label` names."""

    columns: tuple[Column, ...]
    rows: Sequence[Row]
    sums: Mapping[str, Decimal | int] | None = None
    sums_label: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report. Charts must have been drawn with the palette PRINT."""

    heading: str = ""
    charts: tuple[Chart, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The report's values; texts are in the reader's language. `notice` prints that it is for information."""

    title: str
    context: str
    on: date
    brand: Brand
    sections: tuple[Section, ...]
    notice: bool = True


def render_report(report: Report, language: Language) -> bytes:
    """The report as PDF/A-3a and PDF/UA-1, dated `report.on`; wide tables lie across the page.

    `WrongValue` for a value that is not of its column's kind.
    """
    forms, words = forms_of(language), words_of(language)
    widest = max((len(one.table.columns) for one in report.sections if one.table), default=0)
    vat_text = words.say("document", "vat_number", number=report.brand.vat_number)
    title = displayable(report.title)
    data = {
        "language": language,
        "font": [FAMILY, FALLBACK],
        "title": f"{title} · {displayable(report.brand.name)}",
        "heading": title,
        "context": displayable(report.context),
        "running": words.say("document", "continued", document=title, party=displayable(report.context)),
        "landscape": widest > _MOST_UPRIGHT_COLUMNS,
        "brand": {
            "name": displayable(report.brand.name),
            "colours": report.brand.colours(),
            "logo": report.brand.logo_svg,
            "foot": [displayable(line) for line in report.brand.contact_lines(vat_text)],
        },
        "words": words.sections["document"],
        "stamp": None,
        "notice": words.say("document", "notice") if report.notice else "",
        "sections": [_section(section, forms, words) for section in report.sections],
    }
    return typeset("report", data, on=report.on)


def _section(section: Section, forms: Forms, words: Words) -> dict[str, object]:
    charts = [
        {"svg": chart.svg, "title": displayable(chart.title), "alt": displayable(chart.description)}
        for chart in section.charts
    ]
    table = _table(section.table, forms, words) if section.table else None
    return {"heading": displayable(section.heading), "charts": charts, "table": table}


def _table(table: Table, forms: Forms, words: Words) -> dict[str, object]:
    absent = words.say("document", "absent")
    rows = [[_cell(column, row.get(column.key), forms, absent) for column in table.columns] for row in table.rows]
    return {
        "heads": [breakable(column.head) for column in table.columns],
        "right": [column.is_number for column in table.columns],
        "widths": [_width(column, [row[index] for row in rows]) for index, column in enumerate(table.columns)],
        "rows": rows,
        "sums": _sums(table, forms, words),
    }


def _sums(table: Table, forms: Forms, words: Words) -> list[str] | None:
    """The last row: the label in the first column, sums below their columns."""
    if table.sums is None:
        return None
    sums = [
        _cell(column, table.sums[column.key], forms, "") if column.key in table.sums else "" for column in table.columns
    ]
    label = displayable(table.sums_label) or words.say("document", "total")
    return [sums[0] or label, *sums[1:]]


def _cell(column: Column, given: object, forms: Forms, absent: str) -> str:
    value = checked_value(column, given)
    if value is None:
        return absent
    if isinstance(value, str):
        return breakable(value)
    if isinstance(value, datetime):
        return f"{forms.short_date(value)} {value:%H:%M}"
    if isinstance(value, date):
        return forms.short_date(value)
    return forms.at_least(Decimal(value), column.places)


def _width(column: Column, cells: Sequence[str]) -> dict[str, float]:
    """Figures get the room they need, in millimetres; text columns share what is left."""
    longest = max((len(cell) for cell in cells), default=0)
    if column.kind == "text":
        return {"share": min(max(longest, len(column.title), _LEAST_SHARE), _MOST_SHARE)}
    head = max(len(word) for word in column.head.split(" "))
    return {"mm": max(max(longest, head) * _CHARACTER_MM, _NARROWEST_MM)}
