"""Money, exactly: decimals at the edges, whole millionths of a euro in columns, never a binary float.

Rounding is half up everywhere, and a tie goes away from zero, so that a credit note mirrors its invoice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Clamped, Context, Decimal, Inexact, InvalidOperation, Overflow

MICRO = 1_000_000
"""Millionths in one unit of the currency."""

MICRO_PER_CENT = MICRO // 100

# Any operation that would lose a digit raises instead; 60 digits hold every product of two int64 amounts.
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, Overflow, Clamped])
_ROUNDING = Context(prec=60, rounding=ROUND_HALF_UP, traps=[InvalidOperation, Overflow])


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies meet in one operation."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"An amount in {left} cannot be combined with one in {right}.")
        self.left = left
        self.right = right


class InexactAmount(ValueError):
    """An amount has more digits than its unit can hold."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount with its currency; `amount` is in units (euros), not cents.

    >>> Money.of("0.10") + Money.of("0.20")
    Money(amount=Decimal('0.30'), currency='EUR')
    """

    amount: Decimal
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"An amount is a Decimal, not a {type(self.amount).__name__}.")
        if not self.amount.is_finite():
            raise ValueError("An amount is a finite number.")
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():
            raise ValueError(f"{self.currency!r} is not a three-letter currency code.")

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str = "EUR") -> "Money":
        """Money from a decimal, a whole number or a text such as "12.50"; a float is refused."""
        if isinstance(amount, bool) or not isinstance(amount, Decimal | int | str):
            raise TypeError(f"An amount is a Decimal, an int or a text, not a {type(amount).__name__}.")
        return cls(Decimal(amount), currency)

    @classmethod
    def from_micro(cls, micro: int, currency: str = "EUR") -> "Money":
        """Money from whole millionths."""
        return cls(from_micro(micro), currency)

    def to_micro(self) -> int:
        """Whole millionths, exactly; `InexactAmount` when there are more than six decimals."""
        return to_micro(self.amount)

    def rounded(self, places: int = 2) -> "Money":
        """This amount rounded half up to `places` decimals."""
        return Money(round_half_up(self.amount, places), self.currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(_EXACT.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(_EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        if isinstance(factor, bool) or not isinstance(factor, Decimal | int):
            raise TypeError(f"An amount is multiplied by a Decimal or an int, not a {type(factor).__name__}.")
        return Money(_EXACT.multiply(self.amount, Decimal(factor)), self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(self.amount.copy_negate() if self.amount else self.amount.copy_abs(), self.currency)

    def __abs__(self) -> "Money":
        return Money(self.amount.copy_abs(), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same(other)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def _same(self, other: "Money") -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"An amount meets another amount, not a {type(other).__name__}.")
        if other.currency != self.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other.amount


def to_micro(amount: Decimal) -> int:
    """Whole millionths of `amount`; `InexactAmount` when it has more than six decimals."""
    if not isinstance(amount, Decimal):
        raise TypeError(f"An amount is a Decimal, not a {type(amount).__name__}.")
    if not amount.is_finite():
        raise InexactAmount(f"{amount} is not an amount.")
    scaled = _EXACT.scaleb(amount, 6)
    whole = int(scaled)
    if scaled != whole:
        raise InexactAmount(f"{amount} has more than six decimals.")
    return whole


def from_micro(micro: int) -> Decimal:
    """The decimal of so many millionths, in units, with six decimals."""
    return _EXACT.scaleb(Decimal(micro), -6)


def round_half_up(amount: Decimal, places: int) -> Decimal:
    """`amount` with `places` decimals; a tie goes away from zero."""
    if not isinstance(amount, Decimal):
        raise TypeError(f"An amount is a Decimal, not a {type(amount).__name__}.")
    return _ROUNDING.quantize(amount, Decimal(1).scaleb(-places))


def divide_half_up(numerator: int, denominator: int) -> int:
    """The whole number nearest to numerator / denominator; a tie goes away from zero."""
    if denominator <= 0:
        raise ValueError("A denominator is above zero.")
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


def cents_from_micro(micro: int) -> int:
    """Whole cents of so many millionths, half up."""
    return divide_half_up(micro, MICRO_PER_CENT)


def round_micro_to_cent(micro: int) -> int:
    """Millionths rounded half up to a whole cent, still in millionths."""
    return cents_from_micro(micro) * MICRO_PER_CENT


def share_exactly(total: int, weights: Sequence[int]) -> list[int]:
    """`total` (any whole unit) shared by weight so that the parts sum exactly to it.

    The largest remainders get the last units; of equal ones the earliest. Weights are whole and not negative.
    """
    whole = sum(weights)
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("Weights are not negative and at least one is above zero.")
    sign = -1 if total < 0 else 1
    shares = [abs(total) * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(abs(total) * weights[i] % whole), i))
    for index in by_remainder[: abs(total) - sum(shares)]:
        shares[index] += 1
    return [sign * share for share in shares]
