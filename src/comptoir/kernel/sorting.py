"""A sort key for names that orders alike on every database, whatever its collation.

SQLite sorts É after z and PostgreSQL follows its locale. The key is made of decimal digits only, which every
collation orders the same way.
"""

import unicodedata

SORT_KEY_LENGTH = 200
"""Longest key; the length of a column that holds one."""

_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def fold(text: str) -> str:
    """The text without accents and case, runs of white space as one space: what a person would look up."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(letters.translate(_LETTERS).split())


def sort_key(text: str) -> str:
    """Digits that sort as `fold(text)` does: two for each ASCII character, nine for any other."""
    return "".join(_digits(char) for char in fold(text)[:SORT_KEY_LENGTH])[:SORT_KEY_LENGTH]


def _digits(char: str) -> str:
    code = ord(char)
    if 0x20 <= code < 0x7F:
        return f"{code - 0x20:02d}"
    return "00" if code < 0x20 else f"99{code:07d}"
