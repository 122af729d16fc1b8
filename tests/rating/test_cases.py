"""The cases of rating that the project was given, by their numbers (U-03)."""

import pytest

from comptoir.rating.schema import Kind
from tests.rating.building import WINDOWS, amounts, metered, price, record, tariff

pytestmark = pytest.mark.clause("U-03")

SECOND = 1_000_000


def test_case_1_thirty_seconds_first_then_six():
    compiled = metered('price = 0.006\nfirst = "30 s"\nnext = "6 s"')
    assert amounts(compiled, record(32), record(57), record(75)) == [3_600, 6_000, 7_800]


def test_case_2_the_steps_after_a_first_increment_of_ninety_seconds():
    compiled = metered('price = 0.60\nfirst = "90 s"\nnext = "60 s"')
    charged = price(compiled, record(1), record(90), record(91), record(150), record(151)).records
    assert charged["charged_quantity"].to_pylist() == [90, 90, 150, 150, 210]


def test_case_3_a_minute_then_every_second():
    compiled = metered('price = 1\nper = "s"\nfirst = "60 s"\nnext = "1 s"')
    assert amounts(compiled, record(1), record(65), record(132)) == [60 * SECOND, 65 * SECOND, 132 * SECOND]


def test_case_4_a_call_across_two_windows():
    rates = 'price = 1\nper = "s"\nconnection_fee = 1\nwindows = ["day"]\n'
    rates += '[[plans.rates]]\nkinds = ["voice"]\nprice = 0.5\nper = "s"\nconnection_fee = 1'
    compiled = metered(rates, windows=WINDOWS)
    assert amounts(compiled, record(3600, "2026-03-02 17:30")) == [2701 * SECOND]


def test_case_5_nothing_used_costs_nothing():
    assert amounts(metered("price = 1\nconnection_fee = 1"), record(0)) == [0]


def test_case_6_a_price_per_minute_charged_per_second_is_exact():
    assert amounts(metered('price = 0.10\nfirst = "1 s"'), record(180)) == [300_000]


def test_case_7_rounding_up_to_the_cent():
    compiled = metered("price = 0.05\nconnection_fee = 0.15", head='rounding = {places = 2, mode = "up"}')
    assert amounts(compiled, record(24), record(180)) == [170_000, 300_000]


BUNDLE = """
[[plans]]
id = "p"
name = "P"
kind = "shared"
[[plans.bundles]]
id = "b"
name = "B"
kinds = ["voice"]
quantity = {quantity}
per = "{per}"
[[plans.rates]]
kinds = ["voice"]
price = {price}
per = "{unit}"
"""


def test_case_8_a_bundle_is_used_in_order_of_time_not_of_arrival():
    compiled = tariff(BUNDLE.format(quantity=60, per="line", price="0.6", unit="min"))
    later, earlier = record(120, "2026-03-02 16:15"), record(60, "2026-03-02 15:15")
    assert amounts(compiled, later, earlier) == [1_200_000, 0]


def test_case_9_a_shared_bundle_ends_within_a_call():
    compiled = tariff(BUNDLE.format(quantity=10, per="pool", price="0.1", unit="s"))
    a = record(8, "2026-03-02 10:00", line_id=1, pool_id=7)
    b = record(8, "2026-03-02 11:00", line_id=2, pool_id=7)
    rated = price(compiled, a, b).records
    assert rated["amount_micro"].to_pylist() == [0, 600_000]
    assert rated["bundle_quantity"].to_pylist() == [8, 2]
    assert rated["bundle_before"].to_pylist() == [0, 8]


def test_case_9b_three_calls_of_two_lines_from_one_bundle():
    compiled = tariff(BUNDLE.format(quantity=10, per="pool", price="0.1", unit="s"))
    first = record(4, "2026-03-02 10:00", line_id=1, pool_id=7)
    second = record(8, "2026-03-02 11:00", line_id=2, pool_id=7)
    third = record(4, "2026-03-02 12:00", line_id=1, pool_id=7)
    assert amounts(compiled, third, second, first) == [400_000, 200_000, 0]


def test_case_14_fractions_of_a_cent_never_vanish():
    compiled = metered('price = 0.0004\nper = "s"')
    assert sum(amounts(compiled, *(record(1, record_id=10 + i) for i in range(10_000)))) == 4 * SECOND


def test_messages_are_priced_each():
    compiled = metered("price = 1")
    assert amounts(compiled, record(3, kind=int(Kind.SMS))) == [3 * SECOND]
