"""Ticks at round values: steps of 1, 2, 2.5 or 5 times a power of ten, from zero or around the data."""

from decimal import Decimal

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def nice_ticks(low: Decimal, high: Decimal, most: int = 5) -> tuple[Decimal, ...]:
    """At most `most` + 1 evenly spaced round values that enclose [low, high]; at least two, always exact.

    A range without width gets one that starts or ends at zero.
    """
    if most < 2:
        raise ValueError("An axis has room for at least two steps.")
    if low > high:
        raise ValueError(f"The range {low} to {high} is upside down.")
    if low == high:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
        high = high if low != high else Decimal(1)
    for step in _round_steps((high - low) / most):
        first, last = _floor(low / step), -_floor(-high / step)
        if last - first <= most:
            return tuple(step * count for count in range(first, last + 1))
    raise AssertionError("a large enough step always fits")


def _round_steps(least: Decimal) -> tuple[Decimal, ...]:
    """The round steps from just below `least` upward, over two powers of ten."""
    power = Decimal(1).scaleb(least.adjusted())
    return tuple(power * scale * step for scale in (1, 10) for step in _STEPS)


def _floor(value: Decimal) -> int:
    return int(value.to_integral_value(rounding="ROUND_FLOOR"))
