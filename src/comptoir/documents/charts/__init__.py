"""Charts as SVG, drawn on the server: one question each, readable without colour, the numbers beside."""

from comptoir.documents.charts.bars import bar_chart
from comptoir.documents.charts.lines import line_chart
from comptoir.documents.charts.palette import DARK_SERIES, PAGE, PRINT, Palette
from comptoir.documents.charts.ranking import ranking_chart
from comptoir.documents.charts.sparkline import sparkline
from comptoir.documents.charts.ticks import nice_ticks
from comptoir.documents.charts.values import MOST_SERIES, Chart, NotAChart, Series, Wording, with_rest

__all__ = [
    "DARK_SERIES",
    "MOST_SERIES",
    "PAGE",
    "PRINT",
    "Chart",
    "NotAChart",
    "Palette",
    "Series",
    "Wording",
    "bar_chart",
    "line_chart",
    "nice_ticks",
    "ranking_chart",
    "sparkline",
    "with_rest",
]
