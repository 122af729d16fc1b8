"""The same records in each format and each included mapping are the same records in the lake."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from comptoir.usage.actions.batches import import_file
from comptoir.usage.mapping_file import load, parse
from comptoir.usage.models import QuarantinedRecord
from tests.usage.lake import held
from tests.usage.world import AT, BY, HEADER, World, call, plain, usage_file

pytestmark = pytest.mark.clause("U-01")


def test_ndjson(world: World, tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_text(
        '{"id": "a1", "imsi": "206010000000001", "start": "2025-03-01T10:15:00+01:00", "type": "call",'
        ' "to": "0475123456", "duration": "0:01:02", "network": "20601"}\n'
        '{"id": "a2", "imsi": 206010000000003, "start": "2025-03-01T10:20:00", "type": "session",'
        ' "bytes": {"up": 1200, "down": 98000}, "network": "20810", "apn": "web"}\n'
        "this is no JSON\n"
        '{"id": "a3", "imsi": "206010000000001", "start": "2025-03-02T10:15:00+01:00", "type": "text_received"}\n'
    )
    batch = import_file(path, load("ndjson"), by=BY, at=AT)
    assert (batch.read, batch.accepted, batch.quarantined) == (4, 3, 1)
    call_row, text, session = held()
    assert (call_row["started_at"], call_row["quantity"]) == (datetime(2025, 3, 1, 9, 15), 62)
    assert (text["kind"], text["direction"], text["quantity"]) == (2, 1, 1)
    assert (session["quantity"], session["visited"], session["line_id"]) == (99_200, "FR", world.lines[2].pk)
    broken = QuarantinedRecord.objects.get()
    assert (broken.line_number, broken.reason, broken.fields) == (3, "usage.record.broken_line", {})


def test_mediation_files(world: World, tmp_path: Path) -> None:
    path = tmp_path / "mediation.txt"
    path.write_text(
        "RECORD_NO|SERVED_MSISDN|SERVED_IMSI|CALL_TYPE|CALL_DATE|CALL_TIME|OTHER_PARTY|DURATION|VOLUME_KB|VISITED_PLMN\n"
        '900001|32470000001||MOC|26/10/2024|02:30:00|0475"123456|00:01:02||20601\n'
        "900002||206010000000003|GPRS|01/03/2025|09:15:00|||1.234,5|26201\n"
        "900003|32470000002|206010000000002|SMS-MO|01/03/2025|09:15:00|8850||| \n"
        "900004|32470000002||SUPP|01/03/2025|09:15:00|*21#|||\n"
        "900005|32470000001|206010000000002|MOC|01/03/2025|09:15:00|0475123456|00:01:02||\n"
    )
    batch = import_file(path, load("mediation-pipe"), by=BY, at=AT)
    assert (batch.read, batch.accepted, batch.quarantined, batch.ignored) == (5, 2, 2, 1)
    text, session = held()
    assert (text["called"], text["visited"]) == (-8850, "BE")
    assert (session["quantity"], session["visited"]) == (1_234_500, "DE")
    reasons = set(QuarantinedRecord.objects.values_list("reason", flat=True))
    assert reasons == {"usage.record.called", "usage.record.cards_differ"}


def test_parquet_through_any_mapping(world: World, tmp_path: Path) -> None:
    csv = usage_file(tmp_path, call(1), call(2, 2, kind="data", called="", quantity=5))
    path = tmp_path / "usage.parquet"
    at = [datetime(2025, 3, 10, 9, 15, tzinfo=UTC)] * 2
    table = pa.table(
        {
            "record_id": [1, 2],
            "number": [32470000001, 32470000002],
            "started_at": pa.array(at, pa.timestamp("ms", "Europe/Brussels")),
            "kind": pa.array(["voice", "data"]).dictionary_encode(),
            "direction": ["outgoing", "outgoing"],
            "called": ["+32475123456", None],
            "quantity": pa.array([60, 5], pa.int32()),
            "country": ["BE", "BE"],
        }
    )
    pq.write_table(table, path)
    assert import_file(path, plain(), by=BY, at=AT).accepted == 2
    again = import_file(csv, plain(), by=BY, at=AT)
    assert (again.accepted, again.duplicate) == (0, 2)


def test_compressed_files(world: World, tmp_path: Path) -> None:
    path = usage_file(tmp_path, *(call(n) for n in range(5)))
    packed = tmp_path / "usage.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert import_file(packed, plain(), by=BY, at=AT).accepted == 5
    assert import_file(path, plain(), by=BY, at=AT).duplicate == 5


def test_no_header_other_encodings_and_lines_before(world: World, tmp_path: Path) -> None:
    names = ", ".join(f'"{name}"' for name in HEADER.split(","))
    text = plain().text.replace(
        'delimiter = ","', f'delimiter = ";"\nskip = 2\nencoding = "latin-1"\ncolumns = [{names}]'
    )
    path = tmp_path / "usage.csv"
    rows = ["Op\xe9rateur", "7", call(1).replace(",", ";"), call(2, kind="fax").replace(",", ";")]
    path.write_bytes("\n".join(rows).encode("latin-1"))
    batch = import_file(path, parse(text, "own"), by=BY, at=AT)
    assert (batch.read, batch.accepted) == (2, 1)
    assert QuarantinedRecord.objects.get().line_number == 4


def test_a_byte_order_mark_and_windows_line_ends(world: World, tmp_path: Path) -> None:
    path = usage_file(tmp_path, call(1), call(2, kind="fax"), call(3))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert import_file(path, plain(), by=BY, at=AT).accepted == 2


def test_lines_are_found_in_a_large_file(world: World, tmp_path: Path) -> None:
    """Blocks are read by several threads at once; each record set aside still names its own line."""
    rows = [call(n, 1 + n % 4, f"2025-03-{1 + n % 28:02}T{n % 24:02}:{n % 60:02}:00Z") for n in range(120_000)]
    wrong = {5: "fax", 40_000: "telex", 119_999: "pigeon"}
    for index, kind in wrong.items():
        rows[index] = rows[index].replace("voice", kind)
    rows[70_000] = "1,2,3"
    rows[80_000] = rows[80_000].replace("+3247000000", "+3247000009")
    batch = import_file(usage_file(tmp_path, *rows), plain(), by=BY, at=AT)
    assert (batch.read, batch.accepted, batch.quarantined) == (120_000, 119_995, 5)
    found = dict(QuarantinedRecord.objects.values_list("line_number", "reason"))
    assert found == {
        7: "usage.record.kind",
        40_002: "usage.record.kind",
        70_002: "usage.record.broken_line",
        80_002: "usage.record.unknown_card",
        120_001: "usage.record.kind",
    }
