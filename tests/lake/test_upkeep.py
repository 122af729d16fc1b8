import os
import time
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.lake import compact as compaction
from comptoir.lake.compact import compact, rewrite_without
from comptoir.lake.condition import Condition, among
from comptoir.lake.entry import Entry, StaleSnapshot, totals
from comptoir.lake.files import write
from comptoir.lake.prune import prune
from comptoir.lake.rollup import rollup
from comptoir.lake.schemas import CHARGES, CHARGES_SORT, ROLLUP, ROLLUP_SORT
from comptoir.lake.sweep import sweep
from comptoir.lake.verify import faults
from comptoir.rating.schema import RATED, RECORDS
from tests.lake.usage import FIRST, SORT, usage


def raw(root: Path, rows: int, seed: int, period: str = "2025-03", bucket: int = 0) -> Entry:
    return write(root, "raw", period, bucket, usage(rows, seed), RECORDS, SORT)


def rows_of(root: Path, *entries: Entry) -> list[tuple[object, ...]]:
    tables = [pq.read_table(root / entry.path) for entry in entries]
    return sorted(tuple(row.values()) for row in pa.concat_tables(tables).to_pylist())


@pytest.mark.parametrize("in_memory", [True, False])
def test_small_files_of_one_bucket_are_merged_and_keep_every_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: bool
) -> None:
    if not in_memory:
        monkeypatch.setattr(compaction, "ROWS_IN_MEMORY", 0)
    small = [raw(tmp_path, 1_000 + seed, seed) for seed in range(5)]
    large, alone = raw(tmp_path, 9_000, 6), raw(tmp_path, 10, 7, bucket=1)
    other = raw(tmp_path, 10, 8, period="2025-02")
    replacements = compact(tmp_path, [*small, large, alone, other], small_rows=5_000)
    assert len(replacements) == 1
    assert set(replacements[0].retire) == set(small)
    (new,) = replacements[0].add
    assert totals([new]) == totals(small)
    assert rows_of(tmp_path, new) == rows_of(tmp_path, *small)
    assert pq.read_table(tmp_path / new.path).to_pylist() == sorted(
        pq.read_table(tmp_path / new.path).to_pylist(), key=lambda row: [row[name] for name in SORT]
    )
    assert faults(tmp_path, new) == ()
    assert all((tmp_path / entry.path).exists() for entry in small), "old files stay until they are swept"


def test_merged_files_do_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "LARGE_ROWS", 2_500)
    replacements = compact(tmp_path, [raw(tmp_path, 1_000, seed) for seed in range(5)])
    assert [len(replacement.retire) for replacement in replacements] == [2, 2]


def test_files_with_text_keys_and_empty_values_are_merged_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "ROWS_IN_MEMORY", 0)
    values: dict[str, object] = {
        name: 1 if pa.types.is_integer(CHARGES.field(name).type) else "x" for name in CHARGES.names
    }
    values |= {"from_on": None, "to_on": None}
    kinds = ["credit", "discount", "one_off", "recurring"]
    entries = [
        write(
            tmp_path,
            "charges",
            "2025-03",
            0,
            pa.Table.from_pylist([{**values, "kind": kind, "line_id": line} for line in lines], CHARGES),
            CHARGES,
            CHARGES_SORT,
        )
        for kind, lines in zip(kinds, [(5, 1), (2, 5), (5, 9), (1,)], strict=True)
    ]
    (replacement,) = compact(tmp_path, entries)
    table = pq.read_table(tmp_path / replacement.add[0].path)
    expected = sorted(
        (line, kind) for kind, lines in zip(kinds, [(5, 1), (2, 5), (5, 9), (1,)], strict=True) for line in lines
    )
    assert list(zip(table["line_id"].to_pylist(), table["kind"].to_pylist(), strict=True)) == expected


def test_a_failed_merge_leaves_nothing(tmp_path: Path) -> None:
    entries = [raw(tmp_path, 100, 1), raw(tmp_path, 100, 2)]
    others = [raw(tmp_path, 100, 3, period="2025-04"), raw(tmp_path, 100, 4, period="2025-04")]
    (tmp_path / others[1].path).unlink()
    with pytest.raises(StaleSnapshot):
        compact(tmp_path, [*entries, *others])
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {entry.path for entry in (*entries, others[0])}


def test_rows_are_taken_out_and_their_bytes_are_gone(tmp_path: Path) -> None:
    table = usage(70_000, accounts=3)
    entry = write(tmp_path, "raw", "2025-03", 0, table, RECORDS, SORT)
    new = rewrite_without(tmp_path, entry, among("line_id", [102]))
    assert new is not None and new is not entry
    doomed = [row for row in table.to_pylist() if row["line_id"] == 102]
    assert new.rows == 70_000 - len(doomed)
    assert new.sums["record_id"] == entry.sums["record_id"] - sum(row["record_id"] for row in doomed)
    swept = sweep(tmp_path, {new.path}, timedelta(0))
    assert swept.paths == (entry.path,)
    assert rows_of(tmp_path, new) == sorted(tuple(row.values()) for row in table.to_pylist() if row["line_id"] != 102)
    # Record ids are kept plain: had a page or a statistic survived, its eight bytes could be found.
    plain = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert not any(row["record_id"].to_bytes(8, "little", signed=True) in plain for row in doomed[:50])


def test_a_file_without_such_rows_stays_and_one_with_nothing_else_goes(tmp_path: Path) -> None:
    entry = raw(tmp_path, 500, 1)
    assert rewrite_without(tmp_path, entry, among("line_id", [9_999])) is entry
    assert rewrite_without(tmp_path, entry, Condition("line_id > ?", (0,))) is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / entry.path]


def test_a_condition_without_an_answer_spares_the_row(tmp_path: Path) -> None:
    schema = pa.schema([("line_id", pa.int64()), ("note", pa.string())])
    table = pa.table({"line_id": [1, 2, 3], "note": ["a", None, "b"]}, schema=schema)
    entry = write(tmp_path, "notes", "2025-03", 0, table, schema, ["line_id"])
    new = rewrite_without(tmp_path, entry, among("note", ["a"]))
    assert new is not None
    assert pq.read_table(tmp_path / new.path)["line_id"].to_pylist() == [2, 3]


def test_a_sweep_spares_what_is_kept_and_what_is_young(tmp_path: Path) -> None:
    kept, old, young = (raw(tmp_path, 10, seed) for seed in (1, 2, 3))
    part = tmp_path / "raw/2025-03/00000-killed.part"
    spilled = tmp_path / ".spill/abc/000001.parquet"
    spilled.parent.mkdir(parents=True)
    for path in (part, spilled):
        path.write_bytes(b"half")
    hour_ago = time.time() - 3_600
    for path in (tmp_path / kept.path, tmp_path / old.path, part, spilled):
        os.utime(path, (hour_ago, hour_ago))
    swept = sweep(tmp_path, [kept.path], timedelta(minutes=30))
    assert set(swept.paths) == {
        old.path,
        part.relative_to(tmp_path).as_posix(),
        spilled.relative_to(tmp_path).as_posix(),
    }
    assert swept.bytes == old.bytes + 8
    assert (tmp_path / kept.path).exists() and (tmp_path / young.path).exists()
    assert not spilled.parent.exists()
    assert sweep(tmp_path, [kept.path], timedelta(minutes=30)).paths == ()
    assert sweep(tmp_path / "nowhere", [], timedelta(0)).paths == ()


def entry(period: str, accounts: tuple[int, int] | None, lines: tuple[int, int] | None) -> Entry:
    first_account, last_account = accounts or (None, None)
    first_line, last_line = lines or (None, None)
    return Entry(
        f"{period}-{accounts}-{lines}", "raw", period, 0, 1, 1, "", "",
        first_account, last_account, first_line, last_line, FIRST, FIRST + timedelta(days=1),
    )  # fmt: skip


spans = st.none() | st.tuples(st.integers(0, 20), st.integers(0, 5)).map(lambda span: (span[0], span[0] + span[1]))
wanted = st.none() | st.sets(st.integers(0, 25), max_size=3)


@given(st.lists(st.builds(entry, st.sampled_from(["2025-02", "2025-03"]), spans, spans), max_size=8), wanted, wanted)
def test_pruning_never_drops_a_file_that_may_hold_a_row(
    entries: list[Entry], accounts: set[int] | None, lines: set[int] | None
) -> None:
    def may(values: set[int] | None, first: int | None, last: int | None) -> bool:
        if values is None:
            return True
        return any(first is None or last is None or first <= value <= last for value in values)

    expected = tuple(
        e for e in entries if may(accounts, e.first_account, e.last_account) and may(lines, e.first_line, e.last_line)
    )
    assert prune(entries, accounts=accounts, lines=lines) == expected


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        (None, None, True),
        (FIRST + timedelta(days=1), None, True),
        (FIRST + timedelta(days=1, microseconds=1), None, False),
        (None, FIRST, False),
        (None, FIRST + timedelta(microseconds=1), True),
    ],
)
def test_pruning_by_instant_is_half_open(start: datetime | None, end: datetime | None, kept: bool) -> None:
    file = entry("2025-03", None, None)
    assert prune([file], started=(start, end)) == ((file,) if kept else ())
    assert prune([file], periods=["2025-02"]) == ()


def rated(rows: int) -> pa.Table:
    table = usage(rows)
    extra = {"plan": 1, "pool_id": 1, "category": 3, "zone": 2, "prefix": -1, "charged_quantity": 60, "bundle": -1}
    extra |= {"bundle_quantity": 10, "bundle_before": 0, "amount_micro": 1_234_567}
    for name, value in extra.items():
        table = table.append_column(RATED.field(name), pa.array([value] * rows, RATED.field(name).type))
    return table.select(RATED.names)


def test_the_rollup_holds_the_same_sums(tmp_path: Path) -> None:
    table = rated(5_000)
    result = rollup(table, "2025-03")
    assert result.schema == ROLLUP
    assert sum(result["records"].to_pylist()) == 5_000
    for name in ("quantity", "charged_quantity", "bundle_quantity", "amount_micro"):
        assert sum(result[name].to_pylist()) == sum(table[name].to_pylist())
    keys = result.select(list(ROLLUP_SORT)).to_pylist()
    assert len({tuple(key.values()) for key in keys}) == len(keys)
    written = write(tmp_path, "rollup", "2025-03", 0, result, ROLLUP, ROLLUP_SORT)
    assert written.sums["amount_micro"] == 5_000 * 1_234_567
    assert written.sums["records"] == 5_000


def test_the_rollup_of_nothing_is_empty_and_one_that_overflows_is_an_error() -> None:
    assert rollup(rated(3).slice(0, 0), "2025-03").num_rows == 0
    huge = pa.array([2**62, 2**62])
    table = rated(1)
    table = pa.concat_tables([table, table])
    with pytest.raises(Exception, match="out of range"):
        rollup(table.set_column(table.column_names.index("amount_micro"), "amount_micro", huge), "2025-03")
