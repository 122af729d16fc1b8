"""Quantities as people read them: a time of talking, a volume, a number of things."""

from decimal import Decimal

from comptoir.documents.languages import Forms
from comptoir.documents.words import Words

_MEGABYTE = Decimal(10**6)
_GIGABYTE = Decimal(10**9)
_NO_BREAK = "\N{NO-BREAK SPACE}"


def quantity_text(value: Decimal, unit: str, forms: Forms, words: Words) -> str:
    """'1 h 03 min 20 s' of seconds, '1,25 GB' of bytes, '3 months' of months; 'seconds' are rounded up."""
    if unit == "seconds":
        return forms.duration(int(value.to_integral_value(rounding="ROUND_CEILING")))
    if unit == "bytes":
        large = abs(value) >= _GIGABYTE
        value, unit = (value / _GIGABYTE, "gigabytes") if large else (value / _MEGABYTE, "megabytes")
    decimals = 2 if unit in ("megabytes", "gigabytes") else 3
    return f"{forms.at_least(value, 0, decimals)}{_NO_BREAK}{words.unit(unit, value)}"
