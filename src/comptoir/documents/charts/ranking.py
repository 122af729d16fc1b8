"""Bars across, largest first: who or what costs most. The name stands left, the value at the bar's end."""

from collections.abc import Sequence
from decimal import Decimal

from comptoir.documents.charts.drawing import (
    Canvas,
    empty_picture,
    in_two_lines,
    label,
    number,
    plain,
    text_width,
)
from comptoir.documents.charts.palette import PAGE, Palette
from comptoir.documents.charts.values import Chart, Formatter, Wording

_ROW = 26
_ROW_OF_TWO = 38
_LINE = 14
_BAR = 14
_NAMES = 0.4
_GAP = 8


def ranking_chart(
    items: Sequence[tuple[str, Decimal]],
    wording: Wording,
    write: Formatter,
    *,
    values: str,
    width: int = 720,
    palette: Palette = PAGE,
    name: str = "ranking",
) -> Chart:
    """A bar for each item in the order given (see `with_rest`); `values` heads the column of the numbers."""
    names = _names([item for item, _ in items], width)
    tall = _ROW_OF_TWO if any(len(lines) > 1 for lines in names) else _ROW
    canvas = Canvas(width, max(tall * len(items), 2 * _ROW) + 4, palette, name)
    description = wording.description or ", ".join(f"{item} {write(value)}" for item, value in items[:3])
    if not items:
        svg = empty_picture(canvas, wording.title, wording.empty)
    else:
        svg = canvas.picture(wording.title, description, _drawn(canvas, items, names, tall, write))
    rows = tuple((item, write(value)) for item, value in items)
    return Chart(wording.title, description or wording.empty, svg, (wording.categories, values), rows)


def _names(items: Sequence[str], width: int) -> list[list[str]]:
    """Each name in one line or in two: a name cut at its end looks like the next."""
    return [in_two_lines(item, width * _NAMES) for item in items]


def _drawn(
    canvas: Canvas, items: Sequence[tuple[str, Decimal]], names: Sequence[list[str]], tall: int, write: Formatter
) -> str:
    widest = max(text_width(line) for lines in names for line in lines)
    ends = max(text_width(write(value)) for _, value in items) + _GAP
    low = min(Decimal(0), *(value for _, value in items))
    high = max(Decimal(0), *(value for _, value in items))
    left = widest + _GAP + (ends if low < 0 else 0)
    scale = (canvas.width - left - ends) / float(high - low or 1)
    zero = left + float(-low) * scale
    bars, texts, labels = [], [], []
    for row, (item, value) in enumerate(items):
        y = row * tall + (tall - _BAR) / 2
        start, end = sorted((zero, zero + float(value) * scale))
        tip = f"<title>{plain(item)}: {plain(write(value))}</title>"
        bar = f"M{number(start)} {number(y)}h{number(max(end - start, 0.8))}v{_BAR}H{number(start)}z"
        bars.append(f'<path d="{bar}">{tip}</path>')
        first = y + 11 - _LINE * (len(names[row]) - 1) / 2
        labels += [label(0, first + _LINE * index, line) for index, line in enumerate(names[row])]
        behind = (end + 6, "start") if value >= 0 else (start - 6, "end")
        texts.append(label(behind[0], y + 11, write(value), behind[1]))
    palette = canvas.palette
    base = f'<path d="M{number(zero)} 2V{canvas.height - 2}" stroke="{palette.soft}"/>'
    return (
        f'<g fill="{palette.series[0]}">{"".join(bars)}</g>{base}'
        f'<g fill="{palette.ink}">{"".join(labels)}{"".join(texts)}</g>'
    )
