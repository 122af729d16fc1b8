"""The loop against the rules said once more in another way (oracle.py), on generated tariffs and records."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptoir.rating.pricing import rate as rate_with
from comptoir.rating.reference import reference_tariff
from comptoir.rating.rules import CompiledTariff, compile_tariff
from tests.rating.building import CACHE, at, table
from tests.rating.generated import records, tariffs
from tests.rating.oracle import Oracle

pytestmark = pytest.mark.clause("U-03")

SPRING, AUTUMN = at("2026-03-29 01:00"), at("2026-10-25 01:00")  # the nights with 23 and 25 hours' days


def compare(compiled: CompiledTariff, rows: pa.Table) -> None:
    rated = rate_with(rows, compiled, cache_root=CACHE).records.to_pylist()
    found = {r["record_id"]: (r["charged_quantity"], r["bundle_quantity"], r["amount_micro"]) for r in rated}
    assert found == Oracle(compiled.tariff).price_all(rows.to_pylist())


@settings(max_examples=60, deadline=None)
@given(tariffs(), st.lists(records(), min_size=1, max_size=8))
def test_any_tariff_prices_as_the_rules_say(compiled: CompiledTariff, rows: list[dict[str, object]]):
    compare(compiled, table(*rows))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([SPRING, AUTUMN, at("2026-04-30 20:00"), at("2026-12-31 22:00")]), st.data())
def test_the_reference_tariff_across_clock_changes_holidays_and_months(start, data: st.DataObject):
    compiled = compile_tariff(reference_tariff())
    rows = data.draw(st.lists(records(start, 10), min_size=1, max_size=8))
    plans = st.integers(0, len(compiled.tariff.plans) - 1)
    compare(compiled, table(*({**row, "plan": data.draw(plans)} for row in rows)))


@pytest.mark.long
@settings(max_examples=1_000, deadline=None)
@given(tariffs(), st.lists(records(), min_size=1, max_size=12))
def test_very_many_tariffs_price_as_the_rules_say(compiled: CompiledTariff, rows: list[dict[str, object]]):
    compare(compiled, table(*rows))
