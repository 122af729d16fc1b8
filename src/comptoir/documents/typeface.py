"""The typeface of all documents, Source Sans 3, and which characters it can show.

Chosen on purpose: an open, narrow sans with true tabular figures, a semibold and every letter of Europe's
languages, so that German words fit a column and a Polish name keeps its letters. It comes as a wheel; nothing
is taken from the machine, so that a document is the same bytes everywhere.

PDF/A forbids a character without a glyph. A sign that the typeface cannot show (an emoji in a customer's
reference) becomes '\N{REPLACEMENT CHARACTER}' here instead of failing the invoice.
"""

import re
import struct
import unicodedata
from functools import cache
from importlib import util
from pathlib import Path

FAMILY = "Source Sans 3"
FALLBACK = "Libertinus Serif"  # comes inside Typst; never reached by text that went through `displayable`
_PACKAGE = "fontpkg_source_sans_3"
_UPRIGHT = "SourceSans3[wght].ttf"
_ENDLESS = re.compile(r"\S{40,}")
_CHUNK = re.compile(r".{1,20}")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class TypefaceMissing(RuntimeError):
    """The wheel with the typeface is not installed."""


@cache
def font_folder() -> Path:
    """The folder of the typeface's files; `TypefaceMissing` when its wheel is not installed."""
    spec = util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise TypefaceMissing("Documents need the typeface Source Sans 3: install fontpkg-source-sans-3.")
    return Path(spec.submodule_search_locations[0]) / "files"


def displayable(text: str) -> str:
    """`text` composed (NFC), with control characters as spaces and signs without a glyph replaced."""
    if text.isascii() and text.isprintable():
        return text
    shown = covered_characters()
    return "".join(_shown(sign, shown) for sign in unicodedata.normalize("NFC", text))


@cache
def covered_characters() -> frozenset[int]:
    """The code points that the typeface has a glyph for."""
    return frozenset(_character_map((font_folder() / _UPRIGHT).read_bytes()))


def breakable(text: str) -> str:
    """`displayable`, and a word too long for any column may break within (an address without a blank)."""
    return _ENDLESS.sub(lambda word: "\N{ZERO WIDTH SPACE}".join(_CHUNK.findall(word[0])), displayable(text))


def _shown(sign: str, shown: frozenset[int]) -> str:
    category = unicodedata.category(sign)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category in ("Cf", "Cs", "Co", "Cn"):
        return ""
    return sign if ord(sign) in shown else _REPLACEMENT


def _character_map(font: bytes) -> set[int]:
    """Code points of an OpenType font's `cmap` (format 4 or 12, the Unicode subtables)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    for index in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if tag == b"cmap":
            return _unicode_subtables(font, offset)
    return set()


def _unicode_subtables(font: bytes, start: int) -> set[int]:
    found: set[int] = set()
    for index in range(struct.unpack_from(">H", font, start + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * index)
        if platform != 0 and (platform, encoding) not in ((3, 1), (3, 10)):
            continue
        form = struct.unpack_from(">H", font, start + offset)[0]
        if form == 4:
            found |= _segments(font, start + offset)
        elif form == 12:
            found |= _groups(font, start + offset)
    return found


def _segments(font: bytes, at: int) -> set[int]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    return {code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1)} - {0xFFFF}


def _groups(font: bytes, at: int) -> set[int]:
    count = struct.unpack_from(">I", font, at + 12)[0]
    found: set[int] = set()
    for index in range(count):
        first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * index)
        found.update(range(first, last + 1))
    return found
