"""Where the card is and what it calls (M-20)."""

import pytest

from comptoir.rating.schema import Category, Kind
from tests.rating.building import BELGIAN, amounts, price, record, tariff

pytestmark = pytest.mark.clause("M-20", "MC 5.6.1", "MC 5.6.2", "MC 5.6.3", "MC 5.6.5")

FRENCH, AMERICAN, PREMIUM, SHORT = 33612345678, 12125550000, 32900123456, -1307
PLANS = """
[[plans]]
id = "p"
name = "P"
kind = "bundled"
[[plans.bundles]]
id = "b"
name = "B"
kinds = ["voice"]
quantity = 60
from = ["belgium"]
to = ["belgium"]
[[plans.rates]]
kinds = ["voice"]
from = ["belgium"]
to = ["belgium"]
price = 0.10
[[plans.rates]]
kinds = ["voice"]
from = ["belgium", "eu"]
to = ["eu", "world"]
price = 0.20
[[plans.rates]]
kinds = ["voice"]
to = ["special"]
from = ["belgium"]
price = 0.30
[[plans.rates]]
kinds = ["voice"]
to = ["special"]
price = 0.40
[[plans.rates]]
kinds = ["voice"]
from = ["sea"]
price = 0.50
[[plans.rates]]
kinds = ["voice"]
directions = ["incoming"]
from = ["belgium"]
price = 0
[[plans.rates]]
kinds = ["data"]
from = ["belgium"]
price = 0.02
[[plans.rates]]
kinds = ["voice"]
from = ["world"]
price = 0.60
"""


@pytest.mark.parametrize(
    ("visited", "called", "amount", "category"),
    [
        ("BE", BELGIAN, 100_000, Category.NATIONAL_VOICE),
        ("FR", BELGIAN, 100_000, Category.ROAMING_EU_VOICE),
        ("FR", FRENCH, 100_000, Category.ROAMING_EU_VOICE),
        ("NL", FRENCH, 100_000, Category.ROAMING_EU_VOICE),
        ("BE", FRENCH, 200_000, Category.INTERNATIONAL_VOICE),
        ("FR", AMERICAN, 200_000, Category.ROAMING_EU_VOICE),
        ("BE", PREMIUM, 300_000, Category.VALUE_ADDED),
        ("FR", PREMIUM, 400_000, Category.VALUE_ADDED),
        ("FR", SHORT, 400_000, Category.VALUE_ADDED),
        ("BE", SHORT, 100_000, Category.NATIONAL_VOICE),
        ("US", SHORT, 400_000, Category.VALUE_ADDED),
        ("XS", BELGIAN, 500_000, Category.SATELLITE),
        ("XA", FRENCH, 500_000, Category.SATELLITE),
        ("US", BELGIAN, 600_000, Category.ROAMING_WORLD_VOICE),
    ],
)
def test_a_minute_costs_what_its_zones_say(visited: str, called: int, amount: int, category: Category):
    # The bundle's minute is used up first, so that prices show.
    used = record(60, "2026-03-02 08:00")
    rated = price(tariff(PLANS), used, record(60, visited=visited, called=called)).records.to_pylist()[1]
    assert (rated["amount_micro"], rated["category"]) == (amount, category)


def test_the_national_bundle_is_used_by_roaming_in_the_eu_zone_and_not_by_calls_to_it():
    roaming = price(tariff(PLANS), record(60, visited="FR")).records.to_pylist()[0]
    assert (roaming["bundle_quantity"], roaming["amount_micro"]) == (60, 0)
    abroad = price(tariff(PLANS), record(60, called=FRENCH)).records.to_pylist()[0]
    assert (abroad["bundle"], abroad["amount_micro"]) == (-1, 200_000)


def test_calls_received_and_data_follow_the_zone_of_the_card():
    megabyte = {"kind": int(Kind.DATA), "called": 0}
    assert amounts(tariff(PLANS), record(10**6, **megabyte), record(10**6, visited="NL", **megabyte)) == [20_000] * 2
    assert amounts(tariff(PLANS), record(10**6, visited="US", **megabyte)) == [1_000_000]
    assert amounts(tariff(PLANS), record(60, direction=1), record(60, direction=1, visited="FR")) == [0, 0]
    assert amounts(tariff(PLANS), record(60, direction=1, visited="US")) == [1_000_000]
