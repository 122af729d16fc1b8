"""Numbers find their longest prefix."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from comptoir.rating.destinations import prefix_table
from comptoir.rating.kernel import longest_prefix
from comptoir.rating.rules import CompiledTariff
from comptoir.rating.tariff import Destination
from tests.rating.building import amounts, metered, record, tariff

PREFIXES = st.sets(st.from_regex(r"[1-4][0-4]{0,5}", fullmatch=True), min_size=1, max_size=30)


class _Rules:
    """What `longest_prefix` reads of the rules."""

    def __init__(self, prefixes: list[str]) -> None:
        self.table = prefix_table([Destination(prefix, "BE", 0) for prefix in prefixes], short=False)
        self.prefix_length, self.prefix_parent = self.table.length, self.table.parent

    def find(self, number: int) -> int:
        return longest_prefix(self, self.table.starts, self.table.owner, self.table.head, np.int64(number))  # type: ignore[arg-type]


@given(PREFIXES, st.lists(st.from_regex(r"[1-4][0-4]{0,14}", fullmatch=True), min_size=1))
def test_the_longest_prefix_is_found(prefixes: set[str], numbers: list[str]):
    listed = sorted(prefixes)
    rules = _Rules(listed)
    for number in numbers:
        fitting = [prefix for prefix in listed if number.startswith(prefix)]
        expected = listed.index(max(fitting, key=len)) if fitting else -1
        assert rules.find(int(number)) == expected


def test_a_number_shorter_than_a_prefix_does_not_have_it():
    rules = _Rules(["32", "3200"])
    assert rules.find(32) == 0
    assert rules.find(3200) == 1
    assert rules.find(0) == -1


def special(price: str = "9") -> CompiledTariff:
    return tariff(
        '[[plans]]\nid = "p"\nname = "P"\nkind = "metered"\n[[plans.rates]]\nkinds = ["voice"]\n'
        f'to = ["special"]\nprice = {price}\n'
    )


def test_value_added_numbers_have_their_own_price():
    assert amounts(special(), record(60, called=32900123456)) == [9_000_000]


def test_numbers_without_a_known_prefix_have_the_zone_that_the_tariff_says():
    rates = 'to = ["world"]\nprice = 4'
    assert amounts(metered(rates), record(60, called=999_123_456)) == [4_000_000]
