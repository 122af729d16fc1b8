"""A bucket: the plan in force at each record's start, the tariff in force, nothing lost."""

from datetime import datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptoir.lake.executors import run_buckets
from comptoir.rating.assigning import ASSIGNMENTS, UnknownPlan, assign
from comptoir.rating.bucket import DatedTariff, NoTariff, rate_bucket, tariffs_in_turn
from comptoir.rating.bucket import rate_by_date as rate_by_date_with
from comptoir.rating.reference import reference_tariff
from comptoir.rating.rules import CompiledTariff, compile_tariff
from comptoir.rating.schema import DISK_ORDER, RATED, RECORDS, check
from comptoir.rating.tariff import Tariff
from tests.rating.building import CACHE, DESTINATIONS, HEAD, ONE_WINDOW, REST, at, record, table, tariff

PLANS = "".join(
    f'[[plans]]\nid = "{name}"\nname = "{name}"\nkind = "metered"\n[[plans.rates]]\nkinds = ["voice"]\n'
    f'price = {cost}\nper = "s"\n'
    for name, cost in (("a", 1), ("b", 2))
)


rate_by_date = partial(rate_by_date_with, cache_root=CACHE)


def raw(*rows: dict[str, object]) -> pa.Table:
    return table(*rows).select(RECORDS.names)


def assignments(*rows: tuple[int, datetime, datetime, str, int]) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(ASSIGNMENTS.names, row, strict=True)) for row in rows], ASSIGNMENTS)


MARCH, APRIL, MAY = at("2026-03-01 00:00"), at("2026-04-01 00:00"), at("2026-05-01 00:00")
MOMENTS = st.integers(0, 40).map(lambda day: datetime(2026, 3, 1 + day % 28, day % 24))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 4), MOMENTS), min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(1, 4), MOMENTS, MOMENTS, st.sampled_from("ab")), max_size=8),
)
def test_each_record_gets_the_plan_in_force_at_its_start(used, periods):
    kept: list[tuple[int, datetime, datetime, str, int]] = []
    for line, start, end, plan in periods:
        if start < end and not any(k[0] == line and start < k[2] and k[1] < end for k in kept):
            kept.append((line, start, end, plan, line * 10))
    rows = raw(*(record(1, started_at=moment, line_id=line) for line, moment in used))
    found = assign(rows, assignments(*kept), tariff(PLANS))
    got = {row["record_id"]: (row["plan"], row["pool_id"]) for row in found.records.to_pylist()}
    for row in rows.to_pylist():
        line, moment = row["line_id"], row["started_at"]
        plans = [("ab".index(k[3]), k[4]) for k in kept if k[0] == line and k[1] <= moment < k[2]]
        assert got.get(row["record_id"]) == (plans[0] if plans else None)
    assert found.records.num_rows + found.unassigned.num_rows == rows.num_rows


def test_records_of_a_line_without_a_plan_come_back_apart():
    rows = raw(record(5), record(7, line_id=2))
    bucket = rate_by_date(rows, [DatedTariff(tariff(PLANS))], assignments((1, MARCH, APRIL, "b", 1)))
    assert bucket.records["amount_micro"].to_pylist() == [10_000_000]
    assert bucket.unassigned["line_id"].to_pylist() == [2]
    check(bucket.records, RATED)
    check(bucket.unassigned, RECORDS)


def test_a_plan_that_the_tariff_does_not_price_is_named():
    with pytest.raises(UnknownPlan, match="does not price the plan gold"):
        rate_by_date(raw(record(5)), [DatedTariff(tariff(PLANS))], assignments((1, MARCH, APRIL, "gold", 1)))
    # On another line it does not matter.
    other = assignments((1, MARCH, APRIL, "a", 1), (2, MARCH, APRIL, "gold", 2))
    rate_by_date(raw(record(5)), [DatedTariff(tariff(PLANS))], other)


def dated(valid_from: str, price: int) -> CompiledTariff:
    plan = '[[plans]]\nid = "a"\nname = "A"\nkind = "bundled"\n[[plans.bundles]]\nid = "x"\nname = "X"\n'
    plan += 'kinds = ["voice"]\nquantity = 100\n[[plans.rates]]\nkinds = ["voice"]\n'
    text = HEAD.format(head="", windows=ONE_WINDOW).replace("2020-01-01", valid_from)
    return compile_tariff(Tariff.read(text + plan + f'price = {price}\nper = "s"\n' + REST, DESTINATIONS))


def test_a_record_is_priced_by_the_tariff_in_force_at_its_start_and_the_bundle_goes_on():
    turns = tariffs_in_turn([dated("2026-03-15", 2), dated("2026-01-01", 1)])
    rows = raw(
        record(80, "2026-03-14 23:59"), record(30, "2026-03-15 00:00"), record(10, "2026-03-16 12:00", line_id=2)
    )
    held = assignments((1, MARCH, MAY, "a", 1), (2, MARCH, MAY, "a", 2))
    bucket = rate_by_date(rows, turns, held)
    assert bucket.records["amount_micro"].to_pylist() == [0, 10 * 2_000_000, 0]
    assert bucket.records["bundle_before"].to_pylist() == [0, 80, 0]


def test_a_record_before_the_first_tariff_is_refused():
    with pytest.raises(NoTariff):
        rate_by_date(raw(record(1, "2025-12-31 12:00")), tariffs_in_turn([dated("2026-01-01", 1)]), assignments())


def bucket_sums(paths: tuple[Path, ...]) -> tuple[int, int]:
    """At the top of the module, so that a pool can call it."""
    held = assignments(*((line, MARCH, APRIL, "fleet", -1) for line in range(1, 40)))
    turns = tariffs_in_turn([compile_tariff(reference_tariff())])
    rated = rate_bucket(paths, turns, held, cache_root=CACHE).records
    return rated.num_rows, sum(rated["amount_micro"].to_pylist())


def test_files_are_rated_alike_in_this_process_and_in_a_pool(tmp_path: Path):
    paths = []
    for file in range(2):
        rows = raw(
            *(
                record(600 * line, f"2026-03-{1 + line % 28:02d} 17:{line % 60:02d}", record_id=100 * file + line + 2,
                       line_id=line)
                for line in range(1, 40)
            )
        )  # fmt: skip
        paths.append(tmp_path / f"{file}.parquet")
        pq.write_table(rows.sort_by([(name, "ascending") for name in DISK_ORDER]), paths[-1])
    tasks = [(paths[0],), (paths[1],), tuple(paths)]
    assert run_buckets(bucket_sums, tasks) == run_buckets(bucket_sums, tasks, "pool", 2)


@pytest.mark.clause("U-04")
def test_a_bucket_can_be_priced_at_the_standard_price():
    rows, held = raw(record(80)), assignments((1, MARCH, MAY, "a", 1))
    bucket = rate_by_date(rows, tariffs_in_turn([dated("2026-01-01", 1)]), held, at_standard_price=True)
    assert bucket.records["amount_micro"].to_pylist() == [80_000_000]


def test_no_file_is_no_error():
    assert rate_bucket([], tariffs_in_turn([dated("2026-01-01", 1)]), assignments()).records.num_rows == 0
