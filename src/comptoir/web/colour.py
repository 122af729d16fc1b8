"""OKLCH arithmetic: from an operator's one colour to shades that are known to be readable.

Lightness and chroma are from 0 to 1, hue in degrees; hex colours are '#rrggbb'. Contrast is WCAG 2's.
"""

import math
from dataclasses import dataclass, replace

from comptoir.documents.colour import contrast

TEXT_CONTRAST = 4.5
STEP = 0.005


@dataclass(frozen=True, slots=True)
class Oklch:
    """A colour by lightness (0 to 1), chroma (0 to about 0.37) and hue (degrees)."""

    lightness: float
    chroma: float
    hue: float

    @classmethod
    def from_hex(cls, colour: str) -> "Oklch":
        """The OKLCH form of '#rrggbb'."""
        red, green, blue = (_to_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
        long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
        medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
        short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
        lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
        a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
        b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
        return cls(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)

    def to_hex(self) -> str:
        """The nearest colour a screen can show: chroma gives way, lightness and hue stay."""
        low, high = 0.0, self.chroma
        if _in_gamut(self._linear(high)):
            low = high
        for _ in range(12):
            if low == high:
                break
            middle = (low + high) / 2
            if _in_gamut(self._linear(middle)):
                low = middle
            else:
                high = middle
        channels = (round(255 * _from_linear(min(max(part, 0.0), 1.0))) for part in self._linear(low))
        return "#" + "".join(f"{channel:02x}" for channel in channels)

    def _linear(self, chroma: float) -> tuple[float, float, float]:
        a = chroma * math.cos(math.radians(self.hue))
        b = chroma * math.sin(math.radians(self.hue))
        long = (self.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (self.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (self.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        return (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )


def readable_on(colour: Oklch, grounds: tuple[str, ...], *, darker: bool, least: float = TEXT_CONTRAST) -> str:
    """`colour` made darker (or lighter) just enough to be read as text on each of `grounds`."""
    step = -STEP if darker else STEP
    shade = colour
    while 0.0 < shade.lightness < 1.0:
        found = shade.to_hex()
        if min(contrast(found, ground) for ground in grounds) >= least:
            return found
        shade = replace(shade, lightness=shade.lightness + step)
    return "#000000" if darker else "#ffffff"


def _in_gamut(channels: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= channel <= 1.0005 for channel in channels)


def _to_linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _from_linear(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
