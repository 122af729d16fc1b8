"""VAT: once per rate on the sum of its lines, rounded half up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.billing.vat import spread, vat_lines, vat_of

PERCENTS = {"ten": Decimal(10), "zero": Decimal(0), "twenty": Decimal(20), "standard": Decimal(21)}
EURO = 1_000_000


@pytest.mark.clause("B-03")
def test_a_discount_on_everything_is_spread_over_the_rates() -> None:
    lines = [("ten", 100 * EURO), ("zero", 50 * EURO), ("twenty", 30 * EURO), ("twenty", 20 * EURO)]
    bases = {"ten": 100 * EURO, "zero": 50 * EURO, "twenty": 50 * EURO}
    vat = vat_lines([*lines, *spread(-10 * EURO, bases).items()], PERCENTS)
    assert sum(line.vat_micro for line in vat) == 19 * EURO
    assert sum(line.base_micro + line.vat_micro for line in vat) == 209 * EURO


def test_vat_is_rounded_once_on_the_sum_and_not_per_line() -> None:
    cents = [("standard", 10_000)] * 3
    assert [line.vat_micro for line in vat_lines(cents, PERCENTS)] == [10_000]
    assert vat_of(10_000, Decimal(21)) == 0


def test_a_half_cent_goes_up_and_a_credit_mirrors_it() -> None:
    assert vat_of(250_000, Decimal(10)) == 30_000
    assert vat_of(-250_000, Decimal(10)) == -30_000


@given(
    amount=st.integers(-10_000, 10_000),
    bases=st.dictionaries(st.sampled_from(sorted(PERCENTS)), st.integers(1, 10**6), min_size=1),
)
def test_a_spread_discount_loses_nothing(amount: int, bases: dict[str, int]) -> None:
    shares = spread(amount * 10_000, {code: base * 10_000 for code, base in bases.items()})
    assert sum(shares.values()) == amount * 10_000
    assert all(share % 10_000 == 0 for share in shares.values())
