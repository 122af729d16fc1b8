"""Why an invoice differs from the last one: named parts that sum exactly to the difference."""

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.billing.difference import DIFFERENCE_SQL, PARTS, parts_of

CENT = 10_000
CHARGES = ["billing_account_id", "line_id", "kind", "code", "days", "quantity", "amount_micro"]
ROLLUP = ["billing_account_id", "line_id", "category", "charged_quantity", "amount_micro"]


def parts(charges_before=(), charges_now=(), rollup_before=(), rollup_now=(), unit=CENT) -> dict[str, int]:
    """Account 1's parts, in `unit`s; rows are (line, kind, code, days, amount), (line, category, quantity, amount)."""
    tables = {
        "charges_before": _table(CHARGES, [(1, *row[:4], 1, row[4] * unit) for row in charges_before]),
        "charges_now": _table(CHARGES, [(1, *row[:4], 1, row[4] * unit) for row in charges_now]),
        "rollup_before": _table(ROLLUP, [(1, *row[:-1], row[-1] * unit) for row in rollup_before]),
        "rollup_now": _table(ROLLUP, [(1, *row[:-1], row[-1] * unit) for row in rollup_now]),
    }
    connection = duckdb.connect()
    for name, table in tables.items():
        connection.register(name, table)
    rows = connection.sql(DIFFERENCE_SQL).to_arrow_table().to_pylist()
    now = sum(row[-1] * unit for row in (*charges_now, *rollup_now))
    before = sum(row[-1] * unit for row in (*charges_before, *rollup_before))
    found = parts_of(rows, net_change=now - before, vat_change=0)
    assert set(found) == set(PARTS)
    return {name: part["micro"] // unit for name, part in found.items() if part["micro"]}


def _table(names: list[str], rows: list[tuple]) -> pa.Table:
    texts = {"kind", "code"}
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pa.table(
        {n: pa.array(c, pa.string() if n in texts else pa.int64()) for n, c in zip(names, columns, strict=True)}
    )


@pytest.mark.clause("D-01")
def test_a_card_added_is_all_its_cost() -> None:
    was = [(1, "recurring", "flex", 30, 15)]
    assert parts(was, [*was, (2, "recurring", "flex", 30, 15)], rollup_now=[(2, 1, 60, 3)]) == {"cards_added": 18}


def test_a_card_ended_is_all_its_former_cost() -> None:
    stays = [(1, "recurring", "flex", 30, 15)]
    assert parts([*stays, (2, "recurring", "flex", 30, 12)], stays) == {"cards_ended": -12}


def test_a_dearer_plan_is_price_and_more_calls_are_volume() -> None:
    assert parts(
        [(1, "recurring", "flex", 30, 30)],
        [(1, "recurring", "flex", 30, 36)],
        [(1, 1, 100, 200)],
        [(1, 1, 150, 300)],
    ) == {"price": 6, "volume": 100}


def test_another_plan_is_a_plan_change() -> None:
    assert parts([(1, "recurring", "flex", 30, 30)], [(1, "recurring", "max", 30, 50)]) == {"plans": 20}


def test_one_offs_and_discounts_have_their_own_parts() -> None:
    card = [(1, "recurring", "flex", 30, 30)]
    assert parts(card, [*card, (0, "one_off", "sim-swap", 0, 10), (0, "discount", "fleet", 0, -4)]) == {
        "one_offs": 10,
        "discounts": -4,
    }


charge_rows = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["recurring", "one_off", "discount"]),
        st.sampled_from(["a", "b"]),
        st.integers(-31, 31),
        st.integers(-(10**9), 10**9),
    ),
    max_size=6,
)
usage_rows = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 2), st.integers(0, 10**12), st.integers(0, 10**9)), max_size=6
)


@given(charge_rows, charge_rows, usage_rows, usage_rows)
def test_the_parts_always_sum_to_the_difference(before, now, used_before, used_now) -> None:
    change = sum(row[-1] for row in (*now, *used_now)) - sum(row[-1] for row in (*before, *used_before))
    found = parts(before, now, used_before, used_now, unit=1)
    assert sum(found.values()) == change
    assert abs(found.get("rounding", 0)) <= len(PARTS) * CENT
    assert all(micro % CENT == 0 for name, micro in found.items() if name != "rounding")
