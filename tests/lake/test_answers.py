"""Answers that are kept: the same question over the same files is asked once, anything else is asked anew."""

from pathlib import Path

import pyarrow as pa
import pytest

from comptoir.lake.answers import Answers, key_of
from comptoir.lake.files import write
from comptoir.lake.reader import Lake
from comptoir.lake.schemas import USAGE_SORT as SORT
from comptoir.lake.visibility import VISIBLE
from comptoir.rating.schema import RECORDS
from tests.lake.usage import usage

SUM = "SELECT count(*) AS n, sum(quantity) AS quantity FROM raw"


def table(size: int) -> pa.Table:
    return pa.table({"n": pa.array(range(size), pa.int64())})


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_answer_is_given_again_until_its_time_is_over() -> None:
    clock = Clock()
    answers = Answers(seconds=10, clock=clock)
    answers.keep(b"a", table(3))
    clock.now = 9.9
    assert answers.get(b"a") == table(3)
    clock.now = 10.1
    assert answers.get(b"a") is None


def test_the_oldest_go_when_memory_is_full_and_large_ones_never_stay() -> None:
    answers = Answers(most_bytes=2_000, largest=1_000)
    for key in (b"a", b"b", b"c"):
        answers.keep(key, table(100))
    answers.keep(b"large", table(1_000))
    assert [answers.get(key) is None for key in (b"a", b"b", b"c", b"large")] == [True, False, False, True]


def test_a_key_names_everything_that_an_answer_depends_on(tmp_path: Path) -> None:
    first, second = (write(tmp_path, "raw", "2025-03", 0, usage(100, seed), RECORDS, SORT) for seed in (1, 2))
    ones = [pa.array([1], f.type) if pa.types.is_integer(f.type) else pa.nulls(1, f.type) for f in VISIBLE]
    seen = pa.table(ones, schema=VISIBLE)
    keys = [
        key_of(SUM, {"raw": [first]}, [2], [], None, None, {}),
        key_of(SUM, {"raw": [first]}, [1], [], None, None, {}),
        key_of(SUM + " ", {"raw": [first]}, [1], [], None, None, {}),
        key_of(SUM, {"raw": [second]}, [1], [], None, None, {}),
        key_of(SUM, {"raw": [first, second]}, [1], [], None, None, {}),
        key_of(SUM, {"rated": [first]}, [1], [], None, None, {}),
        key_of(SUM, {"raw": [first]}, [1], [1], None, None, {}),
        key_of(SUM, {"raw": [first]}, [1], ["1"], None, None, {}),
        key_of(SUM, {"raw": [first]}, [1], [], None, set(), {}),
        key_of(SUM, {"raw": [first]}, [1], [], None, {7}, {}),
        key_of(SUM, {"raw": [first]}, [1], [], seen, None, {}),
        key_of(SUM, {"raw": [first]}, [1], [], seen.slice(0, 0), None, {}),
        key_of(SUM, {"raw": [first]}, [1], [], None, None, {"cards": table(1)}),
        key_of(SUM, {"raw": [first]}, [1], [], None, None, {"cards": table(2)}),
    ]
    assert len(set(keys)) == len(keys)
    assert keys[9] == key_of(SUM, {"raw": [first]}, [1], [], None, frozenset({7}), {})


@pytest.mark.clause("A-12")
def test_nobody_is_given_the_answer_of_someone_who_sees_more(tmp_path: Path) -> None:
    records = usage(400, 1)
    lake = Lake(tmp_path)
    views = {"raw": [write(tmp_path, "raw", "2025-03", 0, records, RECORDS, SORT)]}
    account = records["billing_account_id"][0].as_py()
    own = sum(1 for found in records["billing_account_id"].to_pylist() if found == account)
    counts = [
        lake.query(SUM, views, accounts=limits)["n"][0].as_py() for limits in (None, {account}, set(), None, {account})
    ]
    assert counts == [400, own, 0, 400, own]
