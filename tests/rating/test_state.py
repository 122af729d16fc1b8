"""Bundle use goes in and comes out: what is priced in parts is priced as at once."""

import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptoir.rating.pricing import Rated
from comptoir.rating.pricing import rate as rate_with
from comptoir.rating.rules import CompiledTariff, standard
from comptoir.rating.schema import RATED, WrongSchema, check
from comptoir.rating.state import BundleState
from tests.rating.building import CACHE, amounts, price, record, table, tariff
from tests.rating.generated import records, tariffs


def rate(records: pa.Table, compiled: CompiledTariff, state: BundleState | None = None) -> Rated:
    return rate_with(records, compiled, state, cache_root=CACHE)


BUNDLE = '[[plans]]\nid = "p"\nname = "P"\nkind = "bundled"\n[[plans.bundles]]\nid = "b"\nname = "B"\n' + (
    'kinds = ["voice"]\nquantity = 100\nper = "{per}"\n[[plans.rates]]\nkinds = ["voice"]\nprice = 1\nper = "s"\n'
)


@settings(max_examples=40, deadline=None)
@given(tariffs(), st.lists(records(), min_size=2, max_size=8), st.data())
def test_two_parts_in_order_of_time_are_one_whole(
    compiled: CompiledTariff, rows: list[dict[str, object]], data: st.DataObject
):
    rows = sorted(rows, key=lambda row: row["started_at"])
    whole = table(*rows)
    cut = data.draw(st.integers(0, len(rows)))
    first = rate(whole.slice(0, cut), compiled)
    second = rate(whole.slice(cut), compiled, first.state)
    together = rate(whole, compiled)
    parts = pa.concat_tables([first.records, second.records]).sort_by("record_id")
    assert parts == together.records.sort_by("record_id")
    assert second.state.table == together.state.table


@settings(max_examples=40, deadline=None)
@given(tariffs(), st.lists(records(), min_size=2, max_size=8), st.randoms())
def test_the_order_of_arrival_does_not_matter(
    compiled: CompiledTariff, rows: list[dict[str, object]], chance: random.Random
):
    whole = table(*rows).to_pylist()
    shuffled = chance.sample(whole, len(whole))
    one, other = rate(table(*whole), compiled), rate(pa.Table.from_pylist(shuffled, table().schema), compiled)
    assert one.records == other.records
    assert one.state.table == other.state.table


def test_the_result_is_in_the_order_of_the_disk_and_of_its_schema():
    compiled = tariff(BUNDLE.format(per="pool"))
    rows = [record(1, f"2026-03-02 {hour:02d}:00", line_id=line) for hour in (3, 1, 2) for line in (2, 1)]
    rated = price(compiled, *rows).records
    check(rated, RATED)
    assert rated["line_id"].to_pylist() == [1, 1, 1, 2, 2, 2]
    assert rated["started_at"].to_pylist() == sorted(rated["started_at"].to_pylist()[:3]) * 2


def test_a_new_month_is_a_new_bundle():
    compiled = tariff(BUNDLE.format(per="line"))
    march, april = record(100, "2026-03-31 23:59"), record(100, "2026-04-01 00:00")
    rated = price(compiled, march, april)
    assert rated.records["amount_micro"].to_pylist() == [0, 0]
    assert rated.state.used(1, 1, "b", 202603) == rated.state.used(1, 1, "b", 202604) == 100


def test_a_cycle_begins_on_its_day():
    plan = BUNDLE.format(per="line")
    compiled = tariff(plan, cycle_day=15)
    assert amounts(compiled, record(100, "2026-03-14 12:00"), record(100, "2026-03-15 12:00")) == [0, 100_000_000]


def test_a_line_in_another_account_begins_its_bundle_anew():
    compiled = tariff(BUNDLE.format(per="line"))
    before, after = record(100, "2026-03-02 10:00"), record(100, "2026-03-02 11:00", billing_account_id=2)
    assert amounts(compiled, before, after) == [0, 0]


def test_lines_do_not_share_what_is_each_line_s_own():
    compiled = tariff(BUNDLE.format(per="line"))
    assert amounts(compiled, record(100, line_id=1, pool_id=7), record(100, line_id=2, pool_id=7)) == [0, 0]


def test_a_state_of_another_tariff_is_kept():
    foreign = BundleState(
        pa.table(
            {"billing_account_id": [1], "owner_id": [1], "bundle": ["other"], "month": [202603], "used": [5]},
            schema=BundleState().table.schema,
        )
    )
    after = price(tariff(BUNDLE.format(per="line")), record(60), state=foreign).state
    assert after.used(1, 1, "other", 202603) == 5
    assert after.used(1, 1, "b", 202603) == 60


def test_a_used_up_bundle_stays_used_up():
    over = BundleState(
        pa.table(
            {"billing_account_id": [1], "owner_id": [1], "bundle": ["b"], "month": [202603], "used": [5_000]},
            schema=BundleState().table.schema,
        )
    )
    compiled = tariff(BUNDLE.format(per="line"))
    assert price(compiled, record(60), state=over).records["amount_micro"].to_pylist() == [60_000_000]


def test_more_owners_than_the_table_first_holds():
    compiled = tariff(BUNDLE.format(per="line"))
    rated = price(compiled, *(record(150, record_id=10 + line, line_id=line) for line in range(1, 3_001)))
    assert rated.records["amount_micro"].to_pylist() == [50_000_000] * 3_000
    assert rated.state.table["used"].to_pylist() == [100] * 3_000


@pytest.mark.clause("U-04", "GC Ma facture 4")
def test_the_standard_price_knows_no_bundle():
    compiled = tariff(BUNDLE.format(per="line"))
    rated = price(standard(compiled), record(60))
    assert rated.records["amount_micro"].to_pylist() == [60_000_000]
    assert rated.records["bundle"].to_pylist() == [-1]
    assert rated.state.table.num_rows == 0


def test_a_state_of_another_schema_is_refused():
    with pytest.raises(WrongSchema):
        BundleState(pa.table({"pool": [1]}))
