"""Quantities and prices as a tariff writes them, turned into whole base units and exact fractions.

Base units: a second, a message, a byte. No float takes part.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from comptoir.kernel.money import MICRO
from comptoir.rating.schema import Kind

Megabyte = Literal["decimal", "binary"]

_SECONDS = {
    "s": 1,
    "second": 1,
    "seconds": 1,
    "min": 60,
    "minute": 60,
    "minutes": 60,
    "h": 3600,
    "hour": 3600,
    "hours": 3600,
}
_MESSAGES = {"message": 1, "messages": 1}
_BYTE_POWERS = {"B": 0, "byte": 0, "bytes": 0, "kB": 1, "KB": 1, "MB": 2, "GB": 3, "TB": 4}
_QUANTITY = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class Units:
    """Which words measure a kind of use; `megabyte` says whether a MB is 10^6 or 2^20 bytes."""

    megabyte: Megabyte = "decimal"

    def size(self, kind: Kind, word: str) -> int:
        """Base units in one `word`: 60 for a minute of voice. KeyError when the word does not measure the kind."""
        if kind is Kind.VOICE:
            return _SECONDS[word]
        if kind is Kind.DATA:
            return int((1000 if self.megabyte == "decimal" else 1024) ** _BYTE_POWERS[word])
        return _MESSAGES[word]

    def words(self, kind: Kind) -> tuple[str, ...]:
        """The words that measure `kind`, for an error sentence."""
        if kind is Kind.VOICE:
            return tuple(_SECONDS)
        return tuple(_BYTE_POWERS) if kind is Kind.DATA else tuple(_MESSAGES)

    def quantity(self, kind: Kind, written: object) -> int:
        """Base units of "10 GB", "90 s", "200 messages" or of a plain whole number.

        ValueError with a sentence when it is none of these or not a whole number of base units.
        """
        if isinstance(written, int) and not isinstance(written, bool):
            return written
        match = _QUANTITY.fullmatch(written.strip()) if isinstance(written, str) else None
        if match is None:
            raise ValueError(f"{written!r} is not a quantity such as {_EXAMPLES[kind]!r}.")
        try:
            exact = Fraction(match[1]) * self.size(kind, match[2])
        except KeyError:
            raise ValueError(
                f"{match[2]!r} does not measure {kind.name.lower()}; use {', '.join(self.words(kind))}."
            ) from None
        if exact.denominator != 1:
            raise ValueError(f"{written!r} is not a whole number of {_BASE[kind]}.")
        return int(exact)


_EXAMPLES = {Kind.VOICE: "90 s", Kind.SMS: "200 messages", Kind.MMS: "200 messages", Kind.DATA: "10 GB"}
_BASE = {Kind.VOICE: "seconds", Kind.SMS: "messages", Kind.MMS: "messages", Kind.DATA: "bytes"}

DEFAULT_UNIT = {Kind.VOICE: "minute", Kind.SMS: "message", Kind.MMS: "message", Kind.DATA: "MB"}
"""What a price is per, when the tariff does not say."""


def micro_per_unit(price: Decimal, size: int) -> Fraction:
    """Millionths for one base unit, exactly, of `price` (in units of the currency) for `size` base units."""
    return Fraction(price) * MICRO / size
