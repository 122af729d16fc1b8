"""A chart for a desk and the same for a phone: text in a drawing does not grow with the page."""

from collections.abc import Callable
from dataclasses import dataclass

from comptoir.documents.charts import Chart

WIDE, COLUMN, NARROW = 900, 560, 340


@dataclass(frozen=True, slots=True)
class Charts:
    """Two drawings of the same numbers; a page shows one of them."""

    wide: Chart
    narrow: Chart


def both(draw: Callable[[int, str], Chart], name: str, *, width: int = WIDE) -> Charts:
    """`draw(width, name)` twice; names make ids unique on a page."""
    return Charts(draw(width, name), draw(NARROW, f"{name}-narrow"))
