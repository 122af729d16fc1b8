"""Within the bounds 64 bits suffice; whatever lies outside is refused by name, and nothing is priced."""

from datetime import datetime

import pytest

from comptoir.rating.bounds import LARGEST_CALLED, OutOfBounds, largest_quantity
from comptoir.rating.schema import RATING_INPUT, Kind, WrongSchema
from tests.rating.building import amounts, metered, price, record, tariff

PLAN = '[[plans]]\nid = "p"\nname = "P"\nkind = "metered"\n'


@pytest.mark.parametrize(
    ("other", "name"),
    [
        ({"quantity": -1}, "quantity -1"),
        ({"quantity": 31 * 86_400 + 1}, "quantity 2678401"),
        ({"quantity": 10**13 + 1, "kind": 4}, "quantity 10000000000001"),
        ({"quantity": 2 * 10**6, "kind": 2}, "quantity 2000000"),
        ({"kind": 5}, "kind 5"),
        ({"kind": 0}, "kind 0"),
        ({"direction": 2}, "direction 2"),
        ({"called": 10**15}, "called 1000000000000000"),
        ({"called": -(10**9)}, "called -1000000000"),
        ({"plan": 1}, "plan 1"),
        ({"plan": -1}, "plan -1"),
        ({"started_at": datetime(1999, 12, 31)}, "started_at 1999-12-31"),
        ({"started_at": datetime(2080, 1, 1)}, "started_at 2080-01-01"),
    ],
)
def test_a_record_out_of_bounds_is_named(other: dict[str, object], name: str):
    fine = record(60)
    with pytest.raises(OutOfBounds, match=f"The record 77 has {name}"):
        price(metered("price = 1"), fine, record(60, record_id=77) | other)


def test_the_largest_record_at_a_high_price_is_exact():
    compiled = tariff(
        PLAN + '[[plans.rates]]\nkinds = ["data"]\nprice = 9.876543\nper = "kB"\nconnection_fee = 0.000001\n'
    )
    largest = largest_quantity(Kind.DATA)
    session = record(largest, kind=int(Kind.DATA), called=0)
    assert amounts(compiled, session) == [largest * 9_876_543 // 1000 + 1]


def test_the_largest_number_has_a_prefix_or_none():
    assert amounts(metered("price = 1"), record(60, called=LARGEST_CALLED)) == [1_000_000]


def test_no_record_is_no_error():
    assert price(metered("price = 1")).records.num_rows == 0


def test_a_table_of_another_schema_is_refused():
    from comptoir.rating.pricing import rate

    with pytest.raises(WrongSchema):
        rate(RATING_INPUT.empty_table().drop_columns(["plan"]), metered("price = 1"))
