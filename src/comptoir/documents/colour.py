"""Colours as '#rrggbb', and enough arithmetic to keep text readable in any operator's colour (WCAG 2)."""

import re

_TEXT_CONTRAST = 4.5


class NotAColour(ValueError):
    """A text is not a colour of the form '#rrggbb'."""


def readable_on_white(colour: str) -> str:
    """`colour`, darkened just enough that text in it passes contrast on white."""
    for step in range(101):
        darker = mix(colour, "#000000", step / 100)
        if contrast(darker, "#ffffff") >= _TEXT_CONTRAST:
            return darker
    return "#000000"


def text_on(colour: str) -> str:
    """White or black, whichever reads better on `colour`."""
    return "#ffffff" if contrast(colour, "#ffffff") >= contrast(colour, "#000000") else "#000000"


def tint(colour: str, share: float) -> str:
    """So much of `colour` on white: 0 is white, 1 the colour."""
    return mix("#ffffff", colour, share)


def mix(first: str, second: str, share: float) -> str:
    """`first` with a share (0 to 1) of `second`."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(first: str, second: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2, 1.4.3)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
        raise NotAColour(f"{colour!r} is not a colour of the form #rrggbb.")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    parts = [channel / 255 for channel in _channels(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
