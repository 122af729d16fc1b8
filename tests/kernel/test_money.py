"""Amounts are exact, rounded half up once, and shared without losing a unit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.money import (
    CurrencyMismatch,
    InexactAmount,
    Money,
    cents_from_micro,
    divide_half_up,
    from_micro,
    round_half_up,
    round_micro_to_cent,
    share_exactly,
    to_micro,
)

INT64 = st.integers(min_value=-(2**63), max_value=2**63 - 1)


@given(INT64)
def test_millionths_and_decimals_are_the_same_amount(micro: int) -> None:
    assert to_micro(from_micro(micro)) == micro
    assert Money.from_micro(micro).to_micro() == micro
    assert Fraction(from_micro(micro)) == Fraction(micro, 1_000_000)


@given(st.lists(INT64, max_size=20))
def test_sums_are_exact(amounts: list[int]) -> None:
    total = sum((Money.from_micro(micro) for micro in amounts), Money.of(0))
    assert total.to_micro() == sum(amounts)


@given(INT64, INT64)
def test_arithmetic_follows_the_integers(left: int, right: int) -> None:
    one, other = Money.from_micro(left), Money.from_micro(right)
    assert (one - other).to_micro() == left - right
    assert (one * 7).to_micro() == left * 7
    assert Fraction((one * from_micro(right)).amount) == Fraction(left * right, 10**12)
    assert (one < other) == (left < right)
    assert (one >= other) == (left >= right)
    assert (-one).to_micro() == -left
    assert abs(one).to_micro() == abs(left)
    assert bool(one) == bool(left)


@given(INT64)
def test_a_cent_is_rounded_half_up_and_a_credit_mirrors_its_charge(micro: int) -> None:
    cents = cents_from_micro(micro)
    assert abs(Fraction(micro, 10_000) - cents) <= Fraction(1, 2)
    assert cents_from_micro(-micro) == -cents
    assert round_micro_to_cent(micro) == cents * 10_000
    assert Decimal(cents) / 100 == round_half_up(from_micro(micro), 2)


def test_a_tie_goes_away_from_zero() -> None:
    assert [cents_from_micro(micro) for micro in (4_999, 5_000, 14_999, 15_000, -4_999, -5_000)] == [
        0,
        1,
        1,
        2,
        0,
        -1,
    ]
    assert round_half_up(Decimal("2.345"), 2) == Decimal("2.35")
    assert round_half_up(Decimal("-2.345"), 2) == Decimal("-2.35")
    assert str(Money.of("2.5").rounded()) == "2.50 EUR"
    assert divide_half_up(-3, 2) == -2


def test_a_hundred_digits_are_not_rounded_in_silence() -> None:
    with pytest.raises(Exception, match="Inexact"):
        _ = Money(Decimal("1" * 50)) * Decimal("1." + "1" * 50)


@given(INT64, st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=30))
def test_shares_sum_to_the_total_and_are_fair(total: int, weights: list[int]) -> None:
    if not any(weights):
        with pytest.raises(ValueError, match="above zero"):
            share_exactly(total, weights)
        return
    shares = share_exactly(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(total * weight, sum(weights))) < 1
        assert weight or share == 0


def test_the_largest_remainder_gets_the_last_unit() -> None:
    assert share_exactly(10, [1, 1, 1]) == [4, 3, 3]
    assert share_exactly(-10, [1, 1, 1]) == [-4, -3, -3]
    assert share_exactly(100, [1, 2, 4]) == [14, 29, 57]
    with pytest.raises(ValueError, match="not negative"):
        share_exactly(1, [2, -1])


@pytest.mark.parametrize("wrong", [1.5, 0.1, float("nan"), True, None, b"1"])
def test_floats_and_other_strangers_are_refused(wrong: object) -> None:
    with pytest.raises(TypeError):
        Money.of(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        _ = Money.of(1) * wrong  # type: ignore[operator]
    with pytest.raises(TypeError):
        to_micro(wrong)  # type: ignore[arg-type]


def test_what_is_no_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        Money.of("NaN")
    with pytest.raises(ValueError, match="three-letter"):
        Money.of(1, "euro")
    with pytest.raises(InexactAmount, match="more than six decimals"):
        to_micro(Decimal("0.0000001"))
    with pytest.raises(InexactAmount):
        to_micro(Decimal("Infinity"))


def test_currencies_do_not_mix() -> None:
    euro, pound = Money.of(1), Money.of(1, "GBP")
    with pytest.raises(CurrencyMismatch, match="EUR cannot be combined with one in GBP"):
        _ = euro + pound
    with pytest.raises(CurrencyMismatch):
        _ = euro < pound
    assert euro != pound
    with pytest.raises(TypeError):
        _ = euro + 1  # type: ignore[operator]
