"""A file that cannot be taken: one clear sentence, and nothing of it is kept."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from comptoir.usage.actions.batches import import_file
from comptoir.usage.mapping_file import load
from comptoir.usage.models import BatchState, QuarantinedRecord, UsageBatch
from comptoir.usage.problems import UnableToReadFile
from comptoir.web.words import sentence
from tests.usage.lake import held
from tests.usage.world import AT, BY, HEADER, World, call, plain, usage_file

pytestmark = pytest.mark.clause("U-01")


def refusal(path: Path, mapping: str = "plain-csv") -> UnableToReadFile:
    with pytest.raises(UnableToReadFile) as refused:
        import_file(path, load(mapping), by=BY, at=AT)
    assert not held() and not QuarantinedRecord.objects.exists()
    assert not UsageBatch.objects.filter(state=BatchState.PUBLISHED).exists()
    said = sentence(refused.value.explanation)
    assert said.endswith((".", ")")) and refused.value.explanation.message not in said
    return refused.value


def _write(data: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(data) and None


ROWS = "\n".join([HEADER, *(call(n) for n in range(2_000))]).encode()
CASES = {
    "empty": (b"", "usage.file.empty"),
    "header only": (HEADER.encode() + b"\n", "usage.file.no_records"),
    "another delimiter": (ROWS.replace(b",", b";"), "usage.file.columns_missing"),
    "a column missing": (ROWS.replace(b"started_at", b"begin"), "usage.file.columns_missing"),
    "a column twice": (ROWS.replace(b"country", b"kind"), "usage.file.column_twice"),
    "latin-1": (ROWS + b"\n" + call(9).encode() + b"\xe9\n", "usage.file.encoding_at"),
    "latin-1 at once": (b"record_id,caf\xe9\n1,2\n", "usage.file.encoding_at"),
    "an open quote": (ROWS + b'\n"1,2,3\n4,5,6\n', "usage.file.open_quote"),
    "cut off gzip": (gzip.compress(ROWS)[:-200], "usage.file.cut_off"),
    "not gzip": (b"\x1f\x8bnothing", None),
    "cut off parquet": (b"PAR1" + b"0" * 300, "usage.file.broken_parquet"),
    "a spreadsheet": (b"PK\x03\x04" + bytes(range(256)) * 20, None),
}


@pytest.mark.parametrize("case", list(CASES))
def test_refused(world: World, tmp_path: Path, case: str) -> None:
    data, message = CASES[case]
    path = tmp_path / "usage.csv"
    path.write_bytes(data)
    found = refusal(path).explanation
    assert message in (None, found.message)
    batch = UsageBatch.objects.filter(state=BatchState.FAILED).first()
    if batch is not None:
        assert batch.problem == found


def test_the_line_is_named_where_it_helps(world: World, tmp_path: Path) -> None:
    path = tmp_path / "usage.csv"
    path.write_bytes(ROWS + b"\n" + call(9).encode() + b"\xe9\n")
    assert refusal(path).explanation.values["line"] == 2_002


def test_missing_columns_are_named_and_a_record_is_never_shown_as_a_header(world: World, tmp_path: Path) -> None:
    path = tmp_path / "usage.csv"
    path.write_text(call(1, called="0800731955") + "\n" + call(2) + "\n")
    values = refusal(path).explanation.values
    assert "started_at" in str(values["missing"])
    assert "731955" not in str(values) and "32470" not in str(values)


def test_ndjson_and_parquet_are_refused_the_same_way(world: World, tmp_path: Path) -> None:
    path = tmp_path / "usage.ndjson"
    path.write_text("[1, 2]\n[3]\n")
    assert refusal(path, "ndjson").explanation.message == "usage.file.not_ndjson"
    path.write_text('{"id": "1", "imsi": "206010000000001"}\n')
    assert refusal(path, "ndjson").explanation.message == "usage.file.columns_missing"
    path.write_bytes(b'{"id": "1", "imsi": "2", "start": "x", "type": "call"}\n' * 50 + b'{"to": "caf\xe9"}\n')
    assert refusal(path, "ndjson").explanation.values["line"] == 51
    pq.write_table(pa.table({"record_id": [1]}), path)
    assert refusal(path).explanation.message == "usage.file.columns_missing"


def test_a_file_that_is_not_there(world: World, tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv").explanation.message == "usage.file.missing"


def test_a_file_that_changes_while_it_is_read(world: World, tmp_path: Path) -> None:
    path = usage_file(tmp_path, *(call(n) for n in range(50)))

    def grow(stage: str, done: int, total: int) -> None:
        path.write_text(path.read_text() + call(99) + "\n")

    with pytest.raises(UnableToReadFile, match="changed"):
        import_file(path, plain(), by=BY, at=AT, progress=grow)
    assert not held()


def test_a_name_that_looks_like_a_pattern_is_only_a_name(world: World, tmp_path: Path) -> None:
    usage_file(tmp_path, call(1), name="a1.csv")
    path = usage_file(tmp_path, call(2), name="a*'[1].csv")
    assert import_file(path, plain(), by=BY, at=AT).read == 1


def test_further_columns_are_not_looked_at(world: World, tmp_path: Path) -> None:
    rows = [f"{call(1)},the text of a message"]
    path = usage_file(tmp_path, *rows, f"{call(2, kind='fax')},another text", header=f"{HEADER},content")
    assert import_file(path, plain(), by=BY, at=AT).accepted == 1
    assert "text" not in str(QuarantinedRecord.objects.get().fields)
