"""A proposed mapping can be used as it is on easy files, and says what is doubtful."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from comptoir.usage.actions.batches import try_file
from comptoir.usage.mapping_file import parse
from comptoir.usage.problems import UnableToReadFile
from comptoir.usage.sketching.document import kind_of, sketch, way_of
from tests.usage.world import AT, BY, World, call, usage_file

MEDIATION = """RECORD_NO|SERVED_MSISDN|CALL_TYPE|CALL_DATE|CALL_TIME|OTHER_PARTY|DURATION|VOLUME_KB|VISITED_PLMN
900001|32470000001|MOC|21/03/2025|09:15:00|0475123456|00:01:02||20601
900002|32470000002|GPRS|13/03/2025|09:16:00|||12,5|20810
900003|32470000003|SMS-MT|14/03/2025|09:17:00|0475123456|||
900004|32470000003|MTC|15/03/2025|09:17:00|0475123456|0:00:09||20601
"""
EVENTS = """{"id": "a1", "imsi": "206010000000001", "start": "2025-03-01T10:15:00+01:00", "type": "call", "to": "0475123456", "duration_sec": 62}
{"id": "a2", "imsi": "206010000000001", "start": "2025-03-01T10:20:00+01:00", "type": "session", "bytes": {"up": 1, "down": 9}}
"""  # noqa: E501


def tried(path: Path) -> tuple[int, int]:
    outcome = try_file(path, parse(sketch(path), "proposed"), by=BY, at=AT)
    return outcome.read, outcome.accepted


def test_csv(world: World, tmp_path: Path) -> None:
    rows = [call(n, 1 + n % 4, kind=("voice", "sms", "mms")[n % 3], quantity=n + 1) for n in range(30)]
    assert tried(usage_file(tmp_path, *rows)) == (30, 30)


def test_semicolons_without_a_header(world: World, tmp_path: Path) -> None:
    rows = [f"{n};32470000001;2025-03-{10 + n} 09:15:00;sms;out;0475123456" for n in range(10)]
    path = tmp_path / "export.csv"
    path.write_text("\n".join(rows) + "\n")
    text = sketch(path)
    assert "has no header" in text
    assert tried(path) == (10, 10)


def test_mediation_files(world: World, tmp_path: Path) -> None:
    path = tmp_path / "mediation_20250321.txt"
    path.write_text(MEDIATION)
    text = sketch(path)
    assert 'source = "mediation"' in text and 'format = "%d/%m/%Y %H:%M:%S"' in text
    assert "KiB of 1,024?" in text and "Europe/Brussels" in text
    assert tried(path) == (4, 4)


def test_ndjson(world: World, tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_text(EVENTS)
    assert 'columns = ["bytes.up", "bytes.down"]' in sketch(path)
    assert tried(path) == (2, 2)


def test_parquet(world: World, tmp_path: Path) -> None:
    path = tmp_path / "usage.parquet"
    table = {
        "cdr_id": ["x1", "x2"],
        "msisdn": ["32470000001", "32470000002"],
        "start_time": pa.array([datetime(2025, 3, 1, 10), datetime(2025, 3, 1, 11)], pa.timestamp("us")),
        "service": ["voice", "voice"],
        "direction": ["MO", "MT"],
        "b_party": ["+32475123456", "+32475123456"],
        "seconds": [60, 61],
    }
    pq.write_table(pa.table(table), path)
    assert tried(path) == (2, 2)


def test_doubts_are_said(tmp_path: Path) -> None:
    path = tmp_path / "usage.csv"
    path.write_text(
        "id,msisdn,start,type,called,quantity\n"
        "1,32470000001,05/03/2025 10:00:00,ZZZ,+32475123456,5\n"
        "2,32470000001,06/03/2025 10:00:00,call,+32475123456,5\n"
    )
    text = sketch(path)
    assert "day and month could change places" in text
    assert '"ZZZ"' in text and "is not known" in text
    parse(text, "proposed")


@pytest.mark.parametrize("data", [b"", b"one column\nonly\n", b"[1]\n[2]\n"])
def test_what_is_no_usage_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "usage.csv"
    path.write_bytes(data)
    with pytest.raises(UnableToReadFile):
        sketch(path)


@pytest.mark.parametrize(
    ("label", "kind", "way"),
    [("MOC", "voice", "outgoing"), ("SMS-MT", "sms", "incoming"), ("GPRS", "data", ""), ("Voice", "voice", ""),
     ("mms out", "mms", "outgoing"), ("call_received", "voice", "incoming"), ("XYZ", "", "")],
)  # fmt: skip
def test_words_of_kinds(label: str, kind: str, way: str) -> None:
    assert (kind_of(label), way_of(label)) == (kind, way)
