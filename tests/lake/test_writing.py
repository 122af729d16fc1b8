import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.lake.entry import totals
from comptoir.lake.files import FileWriter, InvalidPlace, UnableToWrite, encodings, write
from comptoir.lake.order import is_sorted, sort
from comptoir.lake.schemas import SchemaMismatch
from comptoir.lake.verify import faults
from comptoir.lake.writer import BucketWriter, SpreadWriter
from comptoir.rating.schema import RECORDS
from tests.lake.usage import FIRST, SORT, one_record, usage


def files_in(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def in_order(table: pa.Table) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = table.sort_by([(name, "ascending") for name in SORT]).to_pylist()
    return rows


def test_a_file_is_sorted_described_and_carries_its_order(tmp_path: Path) -> None:
    table = usage(10_000)
    entry = write(tmp_path, "raw", "2025-03", 1, table, RECORDS, SORT)
    read = pq.read_table(tmp_path / entry.path)
    assert read.to_pylist() == in_order(table)
    assert files_in(tmp_path) == [entry.path]
    assert entry.path.startswith("raw/2025-03/00001-")
    assert (entry.rows, entry.bucket, entry.period) == (10_000, 1, "2025-03")
    assert entry.sums["quantity"] == sum(table["quantity"].to_pylist())
    assert entry.sums["record_id"] == sum(table["record_id"].to_pylist())
    assert entry.first_line == min(table["line_id"].to_pylist())
    assert entry.last_started_at == max(table["started_at"].to_pylist())
    assert faults(tmp_path, entry) == ()
    metadata = pq.read_metadata(tmp_path / entry.path)
    assert [key.column_index for key in metadata.row_group(0).sorting_columns] == [2, 3, 4, 0]


def test_row_groups_are_even_however_the_rows_come(tmp_path: Path) -> None:
    table = sort(usage(150_000), SORT)
    with FileWriter(tmp_path, "raw", "2025-03", 0, RECORDS, SORT) as file:
        for start in range(0, 150_000, 7_000):
            file.write(table.slice(start, 7_000))
        entry = file.finish()
    metadata = pq.read_metadata(tmp_path / entry.path)
    groups = [metadata.row_group(index).num_rows for index in range(metadata.num_row_groups)]
    assert groups == [65_536, 65_536, 18_928]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda t: t.set_column(7, "quantity", t["quantity"].cast(pa.float64())), "binary float"),
        (lambda t: t.set_column(7, "quantity", t["quantity"].cast(pa.int32())), "must be int64"),
        (lambda t: t.drop_columns(["called"]), "The columns are"),
        (lambda t: t.select(list(reversed(t.column_names))), "The columns are"),
        (lambda t: t.append_column("extra", t["quantity"]), "The columns are"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_and_leaves_nothing(tmp_path: Path, change: object, sentence: str) -> None:
    assert callable(change)
    with pytest.raises(SchemaMismatch, match=sentence):
        write(tmp_path, "raw", "2025-03", 0, change(usage(10)), RECORDS, SORT)
    assert files_in(tmp_path) == []


def test_a_stray_empty_value_is_refused(tmp_path: Path) -> None:
    schema = pa.schema([pa.field("line_id", pa.int64(), nullable=False)])
    with pytest.raises(SchemaMismatch, match="1 empty value"):
        write(tmp_path, "raw", "2025-03", 0, pa.table({"line_id": [1, None]}), schema, ["line_id"])


@pytest.mark.parametrize(
    ("dataset", "period", "bucket"),
    [("../raw", "2025-03", 0), ("raw", "2025-13", 0), ("raw", "2025-3", 0), ("raw", "2025-03", -1), ("", "2025-03", 0)],
)
def test_a_place_that_is_none_is_refused(tmp_path: Path, dataset: str, period: str, bucket: int) -> None:
    with pytest.raises(InvalidPlace):
        write(tmp_path, dataset, period, bucket, usage(1), RECORDS, SORT)


def test_no_rows_make_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnableToWrite, match="no rows"):
        write(tmp_path, "raw", "2025-03", 0, usage(1).slice(0, 0), RECORDS, SORT)
    with BucketWriter(tmp_path, "raw", "2025-03", 0, RECORDS, SORT) as writer:
        assert writer.close() is None
    assert files_in(tmp_path) == []


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from comptoir.lake.files import UnableToWrite, write
from comptoir.lake.writer import BucketWriter, SpreadWriter
from comptoir.rating.schema import RECORDS
from tests.lake.usage import SORT, usage
root, how, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
table = usage(300_000)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    if how == "write":
        write(root, "raw", "2025-03", 0, table, RECORDS, SORT)
    elif how == "runs":
        with BucketWriter(root, "raw", "2025-03", 0, RECORDS, SORT, run_rows=50_000) as writer:
            for start in range(0, 300_000, 50_000):
                writer.add(table.slice(start, 50_000))
            writer.close()
    else:
        with SpreadWriter(root, "raw", RECORDS, SORT, buckets=2) as writer:
            writer.add("2025-02", table.slice(0, 100))
            writer.add("2025-03", table)
            writer.close()
except UnableToWrite as error:
    sys.stdout.write(str(error))
    sys.exit(7)
"""


@pytest.mark.parametrize(
    ("how", "limit"),
    [("write", 100), ("write", 2_000_000), ("runs", 300_000), ("runs", 2_000_000), ("spread", 2_000_000)],
)
def test_a_full_disk_is_one_clear_error_and_leaves_nothing_behind(tmp_path: Path, how: str, limit: int) -> None:
    """The system refuses further bytes at the start, in the middle or near the end of the file."""
    repository = Path(__file__).resolve().parents[2]
    path = os.pathsep.join([str(repository / "src"), str(repository)])
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "lake"), how, str(limit)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 7, done.stderr
    assert "nothing was kept" in done.stdout
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("run_rows", [1_000, 6_999, 10**6])
def test_a_batch_larger_than_memory_becomes_one_sorted_file(tmp_path: Path, run_rows: int) -> None:
    table = usage(20_000, accounts=3)
    with BucketWriter(tmp_path, "raw", "2025-03", 0, RECORDS, SORT, run_rows=run_rows) as writer:
        for start in range(0, 20_000, 700):
            writer.add(table.slice(start, 700))
            assert writer.rows_in_memory <= run_rows
        entry = writer.close()
    assert entry is not None
    assert pq.read_table(tmp_path / entry.path).to_pylist() == in_order(table)
    assert files_in(tmp_path) == [entry.path]


def test_an_abandoned_batch_leaves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        BucketWriter(tmp_path, "raw", "2025-03", 0, RECORDS, SORT, run_rows=100) as writer,
    ):
        writer.add(usage(1_000))
        raise KeyboardInterrupt
    assert files_in(tmp_path) == []


def test_rows_are_spread_over_periods_and_buckets_with_one_account_in_one_bucket(tmp_path: Path) -> None:
    first, second = usage(5_000, seed=1, accounts=7), usage(3_000, seed=2, accounts=7)
    with SpreadWriter(tmp_path, "raw", RECORDS, SORT, buckets=3, rows_in_memory=900) as writer:
        writer.add("2025-03", first)
        writer.add("2025-02", second)
        entries = writer.close()
    assert [(entry.period, entry.bucket) for entry in entries] == [
        (period, bucket) for period in ("2025-02", "2025-03") for bucket in range(3)
    ]
    assert totals(entries).rows == 8_000
    for entry in entries:
        accounts = set(pq.read_table(tmp_path / entry.path)["billing_account_id"].to_pylist())
        assert {account % 3 for account in accounts} == {entry.bucket}
    assert len(files_in(tmp_path)) == 6


def test_sums_beyond_64_bits_stay_exact(tmp_path: Path) -> None:
    largest = 2**63 - 1
    table = pa.concat_tables([one_record(record_id=largest, quantity=largest), one_record(record_id=largest - 1)] * 3)
    entry = write(tmp_path, "raw", "2025-03", 0, table, RECORDS, SORT)
    assert entry.sums["record_id"] == 3 * (2 * largest - 1)
    assert entry.sums["quantity"] == 3 * (largest + 60)


def test_a_damaged_file_is_seen(tmp_path: Path) -> None:
    entry = write(tmp_path, "raw", "2025-03", 0, usage(1_000), RECORDS, SORT)
    path = tmp_path / entry.path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert "bytes" in faults(tmp_path, entry)[0]
    path.unlink()
    assert "missing" in faults(tmp_path, entry)[0]


def test_identifiers_are_dictionaries_and_hashes_are_plain() -> None:
    dictionary, encoded = encodings(RECORDS)
    assert {"line_id", "visited", "kind"} <= set(dictionary)
    assert encoded == {
        "record_id": "PLAIN",
        "started_at": "DELTA_BINARY_PACKED",
        "quantity": "DELTA_BINARY_PACKED",
        "called": "DELTA_BINARY_PACKED",
    }


small = st.integers(-3, 3)
wide = st.one_of(small, st.integers(-(2**63), 2**63 - 1))
instants = st.datetimes(datetime(2025, 1, 1), datetime(2025, 3, 1)) | st.just(FIRST)
whole_seconds = instants.map(lambda instant: instant.replace(microsecond=0))


@given(
    st.lists(st.tuples(small, wide, instants, wide), max_size=40)
    | st.lists(st.tuples(small, small, whole_seconds, wide), max_size=40)
)
def test_sorting_is_by_every_key_in_turn(rows: list[tuple[int, int, datetime, int]]) -> None:
    types = [pa.int64(), pa.int64(), pa.timestamp("us"), pa.int64()]
    names = ["a", "b", "c_at", "d"]
    columns = zip(*rows, strict=True) if rows else [[]] * 4
    table = pa.table([pa.array(c, t) for c, t in zip(columns, types, strict=True)], names=names)
    result = [tuple(row.values()) for row in sort(table, names).to_pylist()]
    assert result == sorted(rows)
    keys = [table[name].cast(pa.int64()).to_numpy() for name in names]
    assert is_sorted(keys) == (rows == sorted(rows))


def test_text_and_empty_values_are_sorted_too() -> None:
    table = pa.table({"code": ["b", "a", "b"], "from_on": pa.array([None, 3, 1], pa.int32()).cast(pa.date32())})
    assert sort(table, ["code", "from_on"])["code"].to_pylist() == ["a", "b", "b"]
    assert sort(table, ["code", "from_on"])["from_on"].to_pylist()[2] is None
