"""The operator as its pages show it, and the small stylesheet computed from its one colour."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db import DatabaseError

from comptoir.catalogue.models import Operator
from comptoir.catalogue.operator import current_operator
from comptoir.documents.colour import contrast
from comptoir.web.colour import Oklch, readable_on

# The grounds on which brand-coloured text stands, light and dark; css/tokens.css draws the same lightness.
LIGHT_GROUNDS = (0.968, 0.95)
DARK_GROUNDS = (0.26, 0.30)
_HEX = re.compile("#[0-9a-fA-F]{6}")


FALLBACK = Operator(name="Comptoir")


def shown_operator() -> Operator:
    """The operator whose portal this is; a nameless one while the database cannot be read."""
    try:
        return current_operator()
    except DatabaseError:
        return FALLBACK


def brand_colour() -> str:
    """Its colour, '#rrggbb'; the default where what was entered is no colour."""
    colour = shown_operator().colour
    return colour if _HEX.fullmatch(colour) else FALLBACK.colour


@dataclass(frozen=True, slots=True)
class Shades:
    """What the pages use of one brand colour; every text shade passes contrast where it stands."""

    fill: str
    fill_hover: str
    on_fill: str
    ink_light: str
    ink_dark: str
    wash_light: str
    wash_dark: str
    hue: float


@lru_cache(maxsize=16)
def shades_of(colour: str) -> Shades:
    """The shades of '#rrggbb', readable by computation whatever the colour."""
    brand = Oklch.from_hex(colour)
    tint = min(brand.chroma, 0.03)
    wash_light = replace(brand, lightness=LIGHT_GROUNDS[1], chroma=tint).to_hex()
    wash_dark = replace(brand, lightness=DARK_GROUNDS[1], chroma=min(brand.chroma, 0.06)).to_hex()
    light = (wash_light, replace(brand, lightness=LIGHT_GROUNDS[0], chroma=0.006).to_hex())
    dark = (wash_dark, replace(brand, lightness=DARK_GROUNDS[0], chroma=0.016).to_hex())
    on_fill, fill = _pair(brand)
    shift = -0.05 if on_fill == "#ffffff" else 0.05
    hover = Oklch.from_hex(fill)
    return Shades(
        fill=fill,
        fill_hover=replace(hover, lightness=min(max(hover.lightness + shift, 0), 1)).to_hex(),
        on_fill=on_fill,
        ink_light=readable_on(brand, light, darker=True),
        ink_dark=readable_on(replace(brand, lightness=max(brand.lightness, 0.72)), dark, darker=False),
        wash_light=wash_light,
        wash_dark=wash_dark,
        hue=round(brand.hue, 1),
    )


def _pair(brand: Oklch) -> tuple[str, str]:
    """Text and fill: white on the colour where that reads, also slightly darkened; else near black on it."""
    own = brand.to_hex()
    if contrast(own, "#ffffff") >= 4.5:
        return "#ffffff", own
    if contrast(own, "#ffffff") >= 3.2:
        return "#ffffff", readable_on(brand, ("#ffffff",), darker=True)
    return "#111111", own


def stylesheet(colour: str) -> str:
    """The stylesheet that sets the brand's tokens."""
    shades = shades_of(colour)
    return (
        "@layer tokens{:root{"
        f"--brand:{shades.fill};--brand-hover:{shades.fill_hover};--on-brand:{shades.on_fill};"
        f"--brand-ink:light-dark({shades.ink_light},{shades.ink_dark});"
        f"--brand-wash:light-dark({shades.wash_light},{shades.wash_dark});"
        f"--hue:{shades.hue}"
        "}}\n"
    )
