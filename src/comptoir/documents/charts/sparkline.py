"""A small line without axes, beside a figure: only its shape and where it ends."""

from collections.abc import Sequence
from decimal import Decimal

from comptoir.documents.charts.drawing import Canvas, number
from comptoir.documents.charts.palette import PAGE, Palette
from comptoir.documents.charts.values import Chart, Formatter, Series, Value, Wording, table_rows

_EDGE = 4


def sparkline(
    categories: Sequence[str],
    values: Sequence[Value],
    wording: Wording,
    write: Formatter,
    *,
    width: int = 120,
    height: int = 32,
    palette: Palette = PAGE,
    name: str = "sparkline",
) -> Chart:
    """The course of one series; an absent value is a gap, no value at all is an empty picture."""
    canvas = Canvas(width, height, palette, name)
    series = Series(wording.title, tuple(values))
    known = [(slot, Decimal(value)) for slot, value in enumerate(values) if value is not None]
    description = wording.description or (write(known[-1][1]) if known else wording.empty)
    svg = canvas.picture(wording.title, description, _drawn(canvas, values, known) if known else "")
    rows = table_rows(wording, categories, [series], write)
    return Chart(wording.title, description, svg, (wording.categories, wording.title), rows)


def _drawn(canvas: Canvas, values: Sequence[Value], known: Sequence[tuple[int, Decimal]]) -> str:
    low, high = min(value for _, value in known), max(value for _, value in known)
    step = (canvas.width - 2 * _EDGE) / max(len(values) - 1, 1)

    def point(slot: int, value: Decimal) -> str:
        share = float((value - low) / (high - low)) if high != low else 0.5
        x = _EDGE + slot * step if len(values) > 1 else canvas.width / 2
        return f"{number(x)} {number(canvas.height - _EDGE - share * (canvas.height - 2 * _EDGE))}"

    slots = {slot for slot, _ in known}
    path = "".join(f"{'L' if slot - 1 in slots else 'M'}{point(slot, value)}" for slot, value in known)
    colour = canvas.palette.series[0]
    end = f'<path d="M{point(*known[-1])}m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z" fill="{colour}"/>'
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.5" stroke-linejoin="round"/>{end}'
