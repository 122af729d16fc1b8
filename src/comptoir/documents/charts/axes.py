"""The frame of a chart, categories along and values up: grid lines, their numbers, the categories' names."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from comptoir.documents.charts.drawing import FONT_SIZE, Canvas, label, number, shortened, text_width
from comptoir.documents.charts.ticks import nice_ticks
from comptoir.documents.charts.values import Formatter

_TOP = 18
_BOTTOM = 24
_LABEL_GAP = 8
_WIDEST_NAME = 150


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the plot lies and how values become heights."""

    canvas: Canvas
    left: float
    right: float
    top: float
    bottom: float
    ticks: tuple[Decimal, ...]
    slots: int

    @property
    def slot(self) -> float:
        """The width of one category."""
        return (self.right - self.left) / max(self.slots, 1)

    def middle(self, index: int) -> float:
        """The middle of a category."""
        return self.left + self.slot * (index + 0.5)

    def height(self, value: Decimal) -> float:
        """The y of a value."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.bottom - float((value - low) / (high - low)) * (self.bottom - self.top)

    def drawn(self, categories: Sequence[str], write: Formatter) -> str:
        """Grid, numbers and names; the line at zero is the strongest."""
        return self._grid(write) + self._names(categories)

    def _grid(self, write: Formatter) -> str:
        palette = self.canvas.palette
        lines = "".join(self._level(tick) for tick in self.ticks if tick)
        base = (
            f'<path d="{self._level(Decimal(0))}" stroke="{palette.soft}"/>'
            if self.ticks[0] <= 0 <= self.ticks[-1]
            else ""
        )
        numbers = "".join(
            label(self.left - _LABEL_GAP, self.height(tick) + FONT_SIZE / 3, write(tick), "end") for tick in self.ticks
        )
        grid = f'<path d="{lines}" stroke="{palette.grid}"/>' if lines else ""
        return f'{grid}{base}<g fill="{palette.soft}">{numbers}</g>'

    def _level(self, value: Decimal) -> str:
        return f"M{number(self.left)} {number(self.height(value))}H{number(self.right)}"

    def _names(self, categories: Sequence[str]) -> str:
        """The categories' names; where they would touch only every n-th, counted from the last."""
        widest = max((text_width(name) for name in categories), default=0) + _LABEL_GAP
        every = max(1, -int(-min(widest, _WIDEST_NAME) // self.slot))
        last = len(categories) - 1
        names = "".join(
            label(self.middle(index), self.bottom + 17, shortened(name, self.slot * every), "middle")
            for index, name in enumerate(categories)
            if (last - index) % every == 0
        )
        return f'<g fill="{self.canvas.palette.soft}">{names}</g>'


def framed(canvas: Canvas, slots: int, low: Decimal, high: Decimal, write: Formatter, names: Sequence[str]) -> Frame:
    """A frame for values from `low` to `high`, room for the numbers left and the `names` right."""
    ticks = nice_ticks(min(low, Decimal(0)), max(high, Decimal(0)))
    left = max(text_width(write(tick)) for tick in ticks) + _LABEL_GAP + 2
    widest = max((text_width(name) for name in names), default=0)
    right = canvas.width - (min(widest, _WIDEST_NAME, canvas.width * 0.35) + 26 if names else 6)
    return Frame(canvas, left, right, _TOP, canvas.height - _BOTTOM, ticks, slots)
