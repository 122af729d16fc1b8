"""Stacked bars: how a whole and its parts go over time. Negative parts hang below the line at zero."""

from collections.abc import Sequence
from decimal import Decimal

from comptoir.documents.charts.axes import Frame, framed
from comptoir.documents.charts.drawing import (
    Canvas,
    empty_picture,
    label,
    number,
    plain,
    shortened,
    text_width,
)
from comptoir.documents.charts.palette import PAGE, Palette
from comptoir.documents.charts.placing import spread
from comptoir.documents.charts.values import (
    Chart,
    Formatter,
    Series,
    Wording,
    checked,
    described,
    table_rows,
    written,
)

_WIDEST_BAR = 56
_LINE_HEIGHT = 15
Span = tuple[Decimal, Decimal]


def bar_chart(
    categories: Sequence[str],
    series: Sequence[Series],
    wording: Wording,
    write: Formatter,
    *,
    axis: Formatter | None = None,
    width: int = 720,
    height: int = 280,
    palette: Palette = PAGE,
    name: str = "bars",
) -> Chart:
    """A bar for each category, the series stacked in it; `axis` writes the shorter numbers of the axis.

    `name` makes ids unique on a page. `NotAChart` for more than five series or unequal lengths.
    """
    checked(categories, series)
    canvas = Canvas(width, height, palette, name)
    description = described(wording, categories, series)
    spans = _stacked(series, len(categories))
    if not any(span for column in spans for span in column):
        svg = empty_picture(canvas, wording.title, wording.empty)
    else:
        body = _drawn(canvas, categories, series, spans, wording, write, axis or write)
        svg = canvas.picture(wording.title, description, body)
    header = (wording.categories, *(one.name for one in series))
    return Chart(wording.title, description, svg, header, table_rows(wording, categories, series, write))


def _stacked(series: Sequence[Series], slots: int) -> list[list[Span | None]]:
    """For each category the span of each series, from zero up and from zero down; absent values have none."""
    columns: list[list[Span | None]] = []
    for index in range(slots):
        above = below = Decimal(0)
        column: list[Span | None] = []
        for one in series:
            value = one.values[index]
            if value is None:
                column.append(None)
            elif value >= 0:
                column.append((above, above + value))
                above += value
            else:
                column.append((below + value, below))
                below += value
        columns.append(column)
    return columns


def _drawn(
    canvas: Canvas,
    categories: Sequence[str],
    series: Sequence[Series],
    spans: list[list[Span | None]],
    wording: Wording,
    write: Formatter,
    axis: Formatter,
) -> str:
    ends = [end for column in spans for span in column if span for end in span]
    names = [one.name for one in series] if len(series) > 1 else []
    frame = framed(canvas, len(categories), min(ends), max(ends), axis, names)
    bars = "".join(
        canvas.surface(index, "b", _bars(frame, [column[index] for column in spans])) for index in range(len(series))
    )
    beside = _names(frame, series, spans) if names else _values(frame, series[0], write)
    tips = _tips(frame, categories, series, wording, write)
    return canvas.patterns(len(series)) + frame.drawn(categories, axis) + bars + beside + tips


def _bars(frame: Frame, spans: Sequence[Span | None]) -> str:
    """One path for all bars of a series."""
    width = min(frame.slot * 0.66, _WIDEST_BAR)
    parts = []
    for index, span in enumerate(spans):
        if span and span[0] != span[1]:
            top, bottom = frame.height(span[1]), frame.height(span[0])
            # A hair of ground between stacked parts, but never a part that vanishes.
            tall = max(bottom - top - 1, 0.8)
            left = number(frame.middle(index) - width / 2)
            parts.append(f"M{left} {number(top)}h{number(width)}v{number(tall)}h-{number(width)}z")
    return "".join(parts)


def _names(frame: Frame, series: Sequence[Series], spans: list[list[Span | None]]) -> str:
    """Each series' name beside its part of the last bar that has one, with a swatch in its pattern."""
    canvas = frame.canvas
    column = spans[-1]
    wanted = [(frame.height(span[0]) + frame.height(span[1])) / 2 if span else frame.bottom for span in column]
    places = spread(wanted, _LINE_HEIGHT, frame.top, frame.bottom)
    x = frame.right + 6
    swatches = "".join(
        canvas.surface(index, "s", f"M{number(x)} {number(y - 4)}h8v8h-8z") for index, y in enumerate(places)
    )
    texts = "".join(
        label(x + 12, y + 4, shortened(one.name, canvas.width - x - 10)) for one, y in zip(series, places, strict=True)
    )
    return f'{swatches}<g fill="{canvas.palette.ink}">{texts}</g>'


def _values(frame: Frame, series: Series, write: Formatter) -> str:
    """Of a single series the values themselves, where all of them fit over their bars."""
    texts = [written(value, write, "") for value in series.values]
    if any(text_width(text) > frame.slot - 4 for text in texts):
        return ""
    places = [
        label(frame.middle(index), frame.height(max(Decimal(value), Decimal(0))) - 5, text, "middle")
        for index, (value, text) in enumerate(zip(series.values, texts, strict=True))
        if value is not None
    ]
    return f'<g fill="{frame.canvas.palette.ink}">{"".join(places)}</g>'


def _tips(frame: Frame, categories: Sequence[str], series: Sequence[Series], wording: Wording, write: Formatter) -> str:
    """What a pointer sees over a category: its name and each value."""
    areas = []
    for index, category in enumerate(categories):
        told = "\n".join(f"{one.name}: {written(one.values[index], write, wording.absent)}" for one in series)
        left = number(frame.left + frame.slot * index)
        area = f"M{left} {number(frame.top)}h{number(frame.slot)}V{number(frame.bottom)}H{left}z"
        areas.append(f'<path d="{area}"><title>{plain(category)}\n{plain(told)}</title></path>')
    return f'<g fill-opacity="0">{"".join(areas)}</g>'
