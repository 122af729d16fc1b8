"""VAT: once per rate, on the sum of that rate's lines, rounded half up to the cent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from comptoir.kernel.money import MICRO_PER_CENT, divide_half_up, share_exactly


@dataclass(frozen=True, slots=True)
class VatLine:
    """One rate of an invoice. Amounts in millionths, whole cents."""

    code: str
    percent: Decimal
    base_micro: int
    vat_micro: int


def vat_lines(amounts: Sequence[tuple[str, int]], percents: Mapping[str, Decimal]) -> list[VatLine]:
    """The VAT of (code, amount in millionths) pairs, one line per rate, highest rate first.

    Raises KeyError for a code without a rate.
    """
    bases: dict[str, int] = {}
    for code, amount in amounts:
        bases[code] = bases.get(code, 0) + amount
    lines = [VatLine(code, percents[code], base, vat_of(base, percents[code])) for code, base in bases.items()]
    return sorted(lines, key=lambda line: (-line.percent, line.code))


def vat_of(base_micro: int, percent: Decimal) -> int:
    """VAT on a base, in millionths that are whole cents, half up (away from zero for a credit)."""
    numerator, denominator = percent.as_integer_ratio()
    sign = -1 if base_micro < 0 else 1
    return sign * divide_half_up(abs(base_micro) * numerator, denominator * 100 * MICRO_PER_CENT) * MICRO_PER_CENT


def spread(amount: int, bases: Mapping[str, int]) -> dict[str, int]:
    """An amount on everything, divided over the rates in proportion to their bases, exactly, in whole cents.

    Without any base it stands at the standard rate.
    """
    codes = sorted(code for code, base in bases.items() if base)
    if not codes:
        return {"standard": amount}
    cents = share_exactly(amount // MICRO_PER_CENT, [abs(bases[code]) for code in codes])
    return {code: share * MICRO_PER_CENT for code, share in zip(codes, cents, strict=True)}
