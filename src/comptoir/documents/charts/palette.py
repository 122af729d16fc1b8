"""The colours of charts.

On a page the colours are the page's own custom properties, so that one SVG follows light, dark and print. A
PDF has no properties: it gets a palette of plain colours.

Properties a page may set: --chart-1 to --chart-5 (series), --chart-ink (values), --chart-soft (axis labels),
--chart-grid (lines), --chart-ground (behind the chart). Each has a fallback.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Paints as SVG takes them; `font` is set where the surroundings give none.

    Then the text is set at weight 500: at 400 Typst takes a variable typeface's lightest form.
    """

    series: tuple[str, str, str, str, str]
    ink: str
    soft: str
    grid: str
    ground: str
    font: str = ""


PRINT = Palette(
    series=("#2d62c9", "#c2570c", "#0d8074", "#9c3587", "#8a6d00"),
    ink="#1a1f2b",
    soft="#59616f",
    grid="#dde1e8",
    ground="#ffffff",
    font="Source Sans 3",
)
"""For PDF and paper; every series passes 3:1 on white, also for the colour-blind."""

DARK_SERIES = ("#7aa2f7", "#f0975a", "#3fc1b0", "#d683c4", "#d4b03c")
"""What a dark page should set --chart-1 to --chart-5 to: the same hues, 3:1 and more on a dark ground."""

PAGE = Palette(
    series=(
        f"var(--chart-1,{PRINT.series[0]})",
        f"var(--chart-2,{PRINT.series[1]})",
        f"var(--chart-3,{PRINT.series[2]})",
        f"var(--chart-4,{PRINT.series[3]})",
        f"var(--chart-5,{PRINT.series[4]})",
    ),
    ink=f"var(--chart-ink,{PRINT.ink})",
    soft=f"var(--chart-soft,{PRINT.soft})",
    grid=f"var(--chart-grid,{PRINT.grid})",
    ground=f"var(--chart-ground,{PRINT.ground})",
)
"""For web pages."""
