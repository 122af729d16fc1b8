"""SVG as text: presentation attributes only, because a strict content policy forbids style and script."""

import re
from dataclasses import dataclass, replace
from html import escape

from comptoir.documents.charts.palette import Palette

FONT_SIZE = 12
_EMPTY_HEIGHT = 72
_NARROW, _WIDE = frozenset("iljtfrI.,:;'!|()[] ·\u00a0\u202f’"), frozenset("mwMW@%€—…")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9-]*")

_MARKS = {
    "diagonal": "M0 0h2.4l4.6 4.6v2.4zM0 4.6v2.4h2.4z",
    "dots": "M1 1h1.8v1.8h-1.8zM4.5 4.5h1.8v1.8h-1.8z",
    "level": "M0 3h7v1.6h-7z",
    "cross": "M0 0h7v1.2h-7zM0 0h1.2v7h-1.2z",
}

PATTERNS = ("", "diagonal", "dots", "level", "cross")
"""How the surfaces of the five series differ besides their colour."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """Size in units, colours, and a name that makes ids unique on a page."""

    width: int
    height: int
    palette: Palette
    name: str

    def __post_init__(self) -> None:
        if not _IDENTIFIER.fullmatch(self.name):
            raise ValueError(f"{self.name!r} cannot be an id: small letters, digits and dashes only.")

    def surface(self, index: int, part: str, path: str) -> str:
        """A path in a series' colour, from the second series on with its pattern over it; `part` names it."""
        colour = self.palette.series[index]
        if not PATTERNS[index]:
            return f'<path d="{path}" fill="{colour}"/>'
        own = f"{self.name}-{part}{index + 1}"
        pattern = f"url(#{self.name}-{index + 1})"
        return f'<g fill="{colour}"><path id="{own}" d="{path}"/></g><use href="#{own}" fill="{pattern}"/>'

    def patterns(self, count: int) -> str:
        """The definitions that `surface` refers to."""
        drawn = "".join(self._pattern(index) for index in range(1, count))
        return f"<defs>{drawn}</defs>" if drawn else ""

    def picture(self, title: str, description: str, body: str) -> str:
        """The whole `<svg>`, named and described for those who cannot see it."""
        font = f' font-family="{self.palette.font}" font-weight="500"' if self.palette.font else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" font-size="{FONT_SIZE}"{font} '
            f'role="img" aria-labelledby="{self.name}-t {self.name}-d">'
            f'<title id="{self.name}-t">{plain(title)}</title>'
            f'<desc id="{self.name}-d">{plain(description)}</desc>'
            f"{body}</svg>"
        )

    def _pattern(self, index: int) -> str:
        mark = _MARKS[PATTERNS[index]]
        return (
            f'<pattern id="{self.name}-{index + 1}" width="7" height="7" '
            f'patternUnits="userSpaceOnUse">'
            f'<path d="{mark}" fill="{self.palette.ground}" fill-opacity=".5"/></pattern>'
        )


def plain(text: str) -> str:
    """Text as SVG holds it."""
    return escape(_CONTROLS.sub("", text), quote=True)


def number(value: float) -> str:
    """A coordinate with at most one decimal, as short as it can be."""
    return f"{value:.1f}".removesuffix(".0").replace("-0.0", "0") if value else "0"


def label(x: float, y: float, text: str, anchor: str = "start") -> str:
    """Text at a place; the anchor is start, middle or end."""
    placed = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{number(x)}" y="{number(y)}"{placed}>{plain(text)}</text>'


def text_width(text: str) -> float:
    """How wide a text may be in a wide typeface; there is no font to measure here."""
    return sum(4.6 if sign in _NARROW else 10.8 if sign in _WIDE else 7.4 for sign in text)


def shortened(text: str, width: float) -> str:
    """`text`, cut with an ellipsis where it would be wider than `width`."""
    if text_width(text) <= width:
        return text
    kept = text
    while len(kept) > 1 and text_width(kept) + 10.8 > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def in_two_lines(text: str, width: float) -> list[str]:
    """`text` whole, broken between words where one line is too narrow; what fits in no two lines loses its middle.

    Two names that begin alike mostly differ at their end: that is kept.
    """
    if text_width(text) <= width:
        return [text]
    words = text.split(" ")
    count = next((most for most in range(len(words) - 1, 0, -1) if text_width(" ".join(words[:most])) <= width), 0)
    lines = [" ".join(words[:count]), " ".join(words[count:])] if count else [text]
    return [*lines[:-1], _without_middle(lines[-1], width)]


def _without_middle(text: str, width: float) -> str:
    if text_width(text) <= width:
        return text
    kept = len(text) - 1
    while kept > 2 and text_width(_ends(text, kept)) > width:
        kept -= 1
    return _ends(text, kept)


def _ends(text: str, kept: int) -> str:
    return f"{text[: (kept + 1) // 2].rstrip()}…{text[len(text) - kept // 2 :].lstrip()}"


def empty_picture(canvas: Canvas, title: str, words: str) -> str:
    """A chart without data says so."""
    canvas = replace(canvas, height=_EMPTY_HEIGHT)
    middle = label(canvas.width / 2, canvas.height / 2 + 4, words, "middle")
    return canvas.picture(title, words, f'<g fill="{canvas.palette.soft}">{middle}</g>')
