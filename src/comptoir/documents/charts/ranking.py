"""Bars across, largest first: who or what costs most. The name stands left, the value at the bar's end."""

from collections.abc import Sequence
from decimal import Decimal

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
from comptoir.documents.charts.values import Chart, Formatter, Wording

_ROW = 26
_BAR = 14
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
    canvas = Canvas(width, max(_ROW * len(items), 2 * _ROW) + 4, palette, name)
    description = wording.description or ", ".join(f"{item} {write(value)}" for item, value in items[:3])
    if not items:
        svg = empty_picture(canvas, wording.title, wording.empty)
    else:
        svg = canvas.picture(wording.title, description, _drawn(canvas, items, write))
    rows = tuple((item, write(value)) for item, value in items)
    return Chart(wording.title, description or wording.empty, svg, (wording.categories, values), rows)


def _drawn(canvas: Canvas, items: Sequence[tuple[str, Decimal]], write: Formatter) -> str:
    widest = max(text_width(item) for item, _ in items)
    names = min(widest, canvas.width * 0.4)
    ends = max(text_width(write(value)) for _, value in items) + _GAP
    low = min(Decimal(0), *(value for _, value in items))
    high = max(Decimal(0), *(value for _, value in items))
    left = names + _GAP + (ends if low < 0 else 0)
    scale = (canvas.width - left - ends) / float(high - low or 1)
    zero = left + float(-low) * scale
    bars, texts, labels = [], [], []
    for row, (item, value) in enumerate(items):
        y = row * _ROW + (_ROW - _BAR) / 2
        start, end = sorted((zero, zero + float(value) * scale))
        tip = f"<title>{plain(item)}: {plain(write(value))}</title>"
        bar = f"M{number(start)} {number(y)}h{number(max(end - start, 0.8))}v{_BAR}H{number(start)}z"
        bars.append(f'<path d="{bar}">{tip}</path>')
        labels.append(label(0, y + 11, shortened(item, names)))
        behind = (end + 6, "start") if value >= 0 else (start - 6, "end")
        texts.append(label(behind[0], y + 11, write(value), behind[1]))
    palette = canvas.palette
    base = f'<path d="M{number(zero)} 2V{canvas.height - 2}" stroke="{palette.soft}"/>'
    return (
        f'<g fill="{palette.series[0]}">{"".join(bars)}</g>{base}'
        f'<g fill="{palette.ink}">{"".join(labels)}{"".join(texts)}</g>'
    )
