"""Lines: how a few series go over time, each named at its end and told apart by dash and marker."""

from collections.abc import Sequence
from decimal import Decimal

from comptoir.documents.charts.axes import Frame, framed
from comptoir.documents.charts.drawing import Canvas, empty_picture, label, number, plain, shortened
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

_LINE_HEIGHT = 15
_DASHES = ("", "6 3", "2 3", "9 3 2 3", "12 4")
_MARKERS = (
    "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",
    "m-3-3h6v6h-6z",
    "m0-4l4 7h-8z",
    "m0-4l4 4l-4 4l-4-4z",
    "m0 4l4-7h-8z",
)
"""Circle, square, triangle, diamond, triangle upside down."""


def line_chart(
    categories: Sequence[str],
    series: Sequence[Series],
    wording: Wording,
    write: Formatter,
    *,
    axis: Formatter | None = None,
    width: int = 720,
    height: int = 280,
    palette: Palette = PAGE,
    name: str = "lines",
) -> Chart:
    """A line for each series; an absent value is a gap. Arguments and errors as of `bar_chart`."""
    checked(categories, series)
    canvas = Canvas(width, height, palette, name)
    description = described(wording, categories, series)
    values = [Decimal(value) for one in series for value in one.values if value is not None]
    if not values:
        svg = empty_picture(canvas, wording.title, wording.empty)
    else:
        names = [one.name for one in series] if len(series) > 1 else []
        frame = framed(canvas, len(categories), min(values), max(values), axis or write, names)
        lines = "".join(_line(frame, one, index, categories, write) for index, one in enumerate(series))
        ends = _names(frame, series) if names else ""
        svg = canvas.picture(wording.title, description, frame.drawn(categories, axis or write) + lines + ends)
    header = (wording.categories, *(one.name for one in series))
    return Chart(wording.title, description, svg, header, table_rows(wording, categories, series, write))


def _line(frame: Frame, series: Series, index: int, categories: Sequence[str], write: Formatter) -> str:
    colour = frame.canvas.palette.series[index]
    dash = f' stroke-dasharray="{_DASHES[index]}"' if _DASHES[index] else ""
    marks = "".join(
        f'<path d="M{number(frame.middle(slot))} {number(frame.height(Decimal(value)))}{_MARKERS[index]}">'
        f"<title>{plain(_tip(series, categories[slot], value, write))}</title></path>"
        for slot, value in enumerate(series.values)
        if value is not None
    )
    path = _path(frame, series)
    drawn = f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round"{dash}/>'
    return f'{drawn if path else ""}<g fill="{colour}">{marks}</g>'


def _tip(series: Series, category: str, value: Decimal | int, write: Formatter) -> str:
    return f"{series.name}, {category}: {written(value, write, '')}"


def _path(frame: Frame, series: Series) -> str:
    """The line, interrupted where values are absent."""
    parts: list[str] = []
    drawing = False
    for slot, value in enumerate(series.values):
        if value is not None:
            point = f"{number(frame.middle(slot))} {number(frame.height(Decimal(value)))}"
            parts.append(f"{'L' if drawing else 'M'}{point}")
        drawing = value is not None
    return "".join(parts) if any(part.startswith("L") for part in parts) else ""


def _names(frame: Frame, series: Sequence[Series]) -> str:
    """Each name at the end of its line, in the line's own colour."""
    last = [_last_point(frame, one) for one in series]
    places = spread([y for _, y in last], _LINE_HEIGHT, frame.top, frame.bottom)
    x = frame.right + 4
    room = frame.canvas.width - x
    texts = "".join(
        f'<g fill="{frame.canvas.palette.series[index]}" font-weight="600">'
        f"{label(x, places[index] + 4, shortened(one.name, room))}</g>"
        for index, one in enumerate(series)
    )
    leads = "".join(
        f"M{number(point[0] + 6)} {number(point[1])}L{number(x - 2)} {number(place)}"
        for point, place in zip(last, places, strict=True)
        if abs(point[1] - place) > 1 or point[0] + 6 < x - 2
    )
    lead = f'<path d="{leads}" fill="none" stroke="{frame.canvas.palette.grid}"/>' if leads else ""
    return lead + texts


def _last_point(frame: Frame, series: Series) -> tuple[float, float]:
    for slot in range(len(series.values) - 1, -1, -1):
        value = series.values[slot]
        if value is not None:
            return frame.middle(slot), frame.height(Decimal(value))
    return frame.middle(len(series.values) - 1), frame.bottom
