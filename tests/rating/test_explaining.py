"""The compiled loop and its explanation are one function: on any tariff and records they agree (U-07)."""

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptoir.kernel.money import Money
from comptoir.rating.explaining import explain
from comptoir.rating.rules import CompiledTariff, standard
from tests.rating.building import WINDOWS, metered, price, record, tariff
from tests.rating.generated import records as generated
from tests.rating.generated import tariffs

pytestmark = pytest.mark.clause("U-07")


@settings(max_examples=80, deadline=None)
@given(tariffs(), st.lists(generated(), min_size=1, max_size=6))
def test_the_compiled_loop_and_the_explanation_agree(compiled: CompiledTariff, records: list[dict[str, object]]):
    for row in price(compiled, *records).records.to_pylist():
        explained = explain(row, compiled, row["bundle_before"])
        assert explained.values["amount"] == Money.from_micro(row["amount_micro"])
        steps = {step.message: step.values for step in explained.steps}
        for message, values in steps.items():
            if message.startswith("rating.increments"):
                assert list(values.values())[-1] == row["charged_quantity"]
            if message.startswith("rating.bundle"):
                assert list(values.values())[-1] == row["bundle_quantity"]
                assert values["bundle"] == "Bundle"


def told(compiled: CompiledTariff, row: dict[str, object], before: int = 0) -> dict[str, dict[str, object]]:
    return {step.message: dict(step.values) for step in explain(row, compiled, before).steps}


def test_a_call_across_two_windows_names_both_prices():
    rates = 'price = 1\nper = "s"\nconnection_fee = 1\nwindows = ["day"]\n'
    rates += '[[plans.rates]]\nkinds = ["voice"]\nprice = 0.5\nper = "s"\nconnection_fee = 1'
    explained = explain(record(3600, "2026-03-02 17:30"), metered(rates, windows=WINDOWS))
    prices = [step.values for step in explained.steps if step.message == "rating.price.second"]
    assert [(p["window"], p["seconds_priced"], p["amount"]) for p in prices] == [
        ("Day", 1800, Money.of(1800)),
        ("Evening", 1800, Money.of(900)),
    ]
    assert explained.values["amount"] == Money.of(2701)


def test_the_bundle_says_what_was_left_of_it():
    plan = '[[plans]]\nid = "p"\nname = "P"\nkind = "bundled"\n[[plans.bundles]]\nid = "b"\nname = "An hour"\n'
    compiled = tariff(plan + 'kinds = ["voice"]\nquantity = "1 h"\n')
    steps = told(compiled, record(120), before=3_500)
    assert steps["rating.bundle.seconds"] == {
        "bundle": "An hour",
        "seconds_included": 3600,
        "seconds_before": 3500,
        "seconds_inside": 100,
    }
    assert "rating.bundle.seconds" not in told(standard(compiled), record(120))


def test_what_rounding_did_is_told():
    steps = told(metered('price = 0.01\nper = "min"'), record(1))
    assert steps["rating.rounding.half_up"]["millionths"] == Decimal("166.666666")
    assert steps["rating.rounding.half_up"]["amount"] == Money.of("0.000167")
    assert "rating.rounding.none" in told(metered("price = 0.01"), record(60))


@pytest.mark.clause("M-20")
def test_roaming_in_the_eu_zone_says_that_it_is_national():
    compiled = metered("price = 1")
    assert told(compiled, record(60, visited="FR"))["rating.national"] == {"zone": "EU zone"}
    assert "rating.national" not in told(compiled, record(60, visited="FR", called=12125550000))
    assert "rating.short_code.abroad" in told(compiled, record(60, visited="FR", called=-1307))


def test_a_record_without_quantity_says_so():
    assert "rating.nothing_used" in told(metered("price = 1\nconnection_fee = 1"), record(0))


def test_an_explanation_can_be_kept_and_read_again():
    explained = explain(record(95), metered('price = 0.01\nfirst = "30 s"'))
    assert type(explained).from_json(explained.to_json()) == explained


def test_names_are_given_in_the_language_asked():
    plan = '[[plans]]\nid = "p"\nname = {en = "Plan", fr = "Formule"}\nkind = "metered"\n'
    compiled = tariff(plan)
    assert explain(record(1), compiled, language="fr").steps[2].values["plan"] == "Formule"
    assert explain(record(1), compiled, language="nl").steps[2].values["plan"] == "Plan"


def test_rated_columns_suffice_to_explain():
    rated = price(metered("price = 1"), record(60)).records
    assert isinstance(rated, pa.Table)
    assert explain(rated.to_pylist()[0], metered("price = 1")).values["amount"] == Money.of(1)
