"""Whatever colour an operator chooses, what stands on it or in it can be read."""

from hypothesis import given
from hypothesis import strategies as st

from comptoir.documents.colour import contrast
from comptoir.web.brand import DARK_GROUNDS, LIGHT_GROUNDS, shades_of, stylesheet
from comptoir.web.colour import TEXT_CONTRAST, Oklch

colours = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@given(colours)
def test_text_passes_contrast_wherever_the_brand_stands(colour: str) -> None:
    shades = shades_of(colour)
    light = Oklch(LIGHT_GROUNDS[0], 0.006, shades.hue).to_hex()
    dark = Oklch(DARK_GROUNDS[0], 0.016, shades.hue).to_hex()
    pairs = [
        (shades.on_fill, shades.fill),
        (shades.ink_light, shades.wash_light),
        (shades.ink_light, light),
        (shades.ink_light, "#ffffff"),
        (shades.ink_dark, shades.wash_dark),
        (shades.ink_dark, dark),
    ]
    # The grounds are computed again here from a rounded hue: a hair of difference is theirs.
    assert all(contrast(text, ground) >= TEXT_CONTRAST - 0.05 for text, ground in pairs), shades


@given(colours)
def test_a_colour_survives_the_way_to_oklch_and_back(colour: str) -> None:
    back = Oklch.from_hex(colour).to_hex()
    assert all(abs(int(colour[i : i + 2], 16) - int(back[i : i + 2], 16)) <= 2 for i in (1, 3, 5)), back


@given(colours)
def test_the_stylesheet_sets_every_token_and_nothing_else(colour: str) -> None:
    written = stylesheet(colour)
    assert written.startswith("@layer tokens{:root{--brand:#")
    assert written.count("#") == 7
    assert written.count("{") == written.count("}") == 2


def test_a_brand_that_reads_white_is_kept_as_it_is() -> None:
    assert shades_of("#2f5fd0").fill == "#2f5fd0"
    assert shades_of("#ffd500").on_fill == "#111111"
