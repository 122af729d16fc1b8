"""Of calls to free and emergency numbers nothing is kept: no file, no row, no log, no message holds one (U-02).

terms: usage.free_numbers
"""

import gzip
import io
import logging
import traceback
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from comptoir.commands.line import run_line
from comptoir.jobs.queue import request_stop
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock
from comptoir.usage.actions.batches import import_file, try_file
from comptoir.usage.actions.quarantine import correct_record, replay
from comptoir.usage.actions.uploads import clear_uploads, incoming_folder, upload
from comptoir.usage.models import QuarantinedRecord, UsageBatch
from comptoir.usage.problems import UsageProblem
from comptoir.usage.unbilled import price_batch
from tests.usage.lake import held
from tests.usage.world import AT, BY, HEADER, World, call, plain, usage_file

pytestmark = pytest.mark.clause("U-02", "GC Ma facture 6")

# Digits that nothing else holds.
CANARIES = ("7319551", "7319552", "7319553")
FREE = ("0800" + CANARIES[0], "+32800" + CANARIES[1], "00800" + CANARIES[2] + "8")


def assert_no_canary(*texts: str) -> None:
    """Nowhere: files of the home (the originals in tmp_path are the operator's own), database, the given texts."""
    found = [
        str(path)
        for path in Path(settings.HOME).rglob("*")
        if path.is_file() and not path.is_symlink() and any(c.encode() in path.read_bytes() for c in CANARIES)
    ]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = str(cursor.fetchall())
            found += [table for canary in CANARIES if canary in rows]
    found += [text[:200] for text in texts if any(canary in text for canary in CANARIES)]
    assert not found


def rows() -> list[str]:
    """Free numbers beside every other thing that can be wrong with a record."""
    spoilt: list[dict[str, Any]] = [
        {},
        {"kind": "fax"},
        {"direction": "?"},
        {"at": "yesterday"},
        {"at": "2030-01-01T00:00:00Z"},
        {"country": "Atlantis"},
        {"country": ""},
        {"quantity": "much"},
        {"quantity": -1},
        {"kind": "sms"},
        {"card": 9},
    ]
    found = [call(f"c{n}{i}", called=number, **bad) for n, bad in enumerate(spoilt) for i, number in enumerate(FREE)]
    broken = [f"{call(1, called=number)},and one column too many" for number in FREE] + [f"1,{FREE[0]}"]
    incoming = [call(f"i{i}", called=number, direction="incoming", quantity="?") for i, number in enumerate(FREE)]
    return [*found, *broken, *incoming, call("good"), call("bad", kind="fax")]


def test_after_an_import(world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    path = usage_file(tmp_path, *rows())
    said: list[str] = []

    def watch(stage: str, done: int, total: int) -> None:
        said.append(stage)
        assert_no_canary()

    outcome = try_file(path, plain(), by=BY, at=AT)
    batch = import_file(path, plain(), by=BY, at=AT, progress=watch)
    price_batch(batch, by=BY, at=AT)
    assert (batch.accepted, batch.free, batch.quarantined) == (1, 33, 8)
    assert {"reading", "writing"} <= set(said)
    assert_no_canary(caplog.text, str(outcome), str(held()), str(held("standard")))


@pytest.mark.parametrize("ending", ["\xe9", '"open', ""])
def test_after_a_refusal(world: World, tmp_path: Path, ending: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    data = ("\n".join([HEADER, *rows() * 50])).encode()
    data = data + f"\n{ending}{call(1, called=FREE[0])}".encode("latin-1") if ending else gzip.compress(data)[:-50]
    path = tmp_path / "usage.csv"
    path.write_bytes(data)
    try:
        import_file(path, plain(), by=BY, at=AT)
        raised = None
    except UsageProblem as problem:
        raised = problem
        logging.getLogger("operator").exception("it failed")
    assert raised is not None
    chain = "".join(traceback.format_exception(raised))
    behind: BaseException | None = raised
    while behind is not None:
        chain += repr(behind)
        behind = behind.__context__
    assert_no_canary(caplog.text, chain, str(raised), str(raised.explanation))


def test_without_a_header(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = usage_file(tmp_path, call(2, called=FREE[1]), header=call(1, called=FREE[0]))
    assert run_line(["usage", "import", str(path), "--mapping", "plain-csv"]) == 1
    shown = capsys.readouterr()
    assert "missing" in shown.err
    assert_no_canary(shown.err, shown.out)


def test_after_corrections_and_replays(world: World, tmp_path: Path) -> None:
    import_file(usage_file(tmp_path, call(1, called="?"), call(2, called="?x")), plain(), by=BY, at=AT)
    first, second = QuarantinedRecord.objects.order_by("pk")
    correct_record(first, {"called": FREE[0]}, by=BY, at=AT)
    correct_record(second, {"called": "+32475123456"}, by=BY, at=AT)
    replay(by=BY, at=AT)
    assert_no_canary()


def test_of_a_mapping_proposed(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = usage_file(tmp_path, *rows())
    assert run_line(["usage", "sketch", str(path)]) == 0
    assert run_line(["usage", "import", str(path), "--mapping", "plain-csv", "--dry-run", "--json"]) == 0
    shown = capsys.readouterr()
    assert_no_canary(shown.out, shown.err)


@pytest.mark.parametrize("spoilt", [False, True])
def test_an_upload_is_gone_when_its_job_has_ended(world: World, tmp_path: Path, spoilt: bool) -> None:
    data = "\n".join([HEADER, *rows()]).encode() + (b"\xe9" if spoilt else b"")
    job = upload(io.BytesIO(data), file_name="usage.csv", mapping="plain-csv", by=BY, at=AT)
    with pytest.raises(AssertionError):
        assert_no_canary()
    assert Worker(FixedClock(AT)).run_one()
    job.refresh_from_db()
    assert job.state == ("failed" if spoilt else "done")
    assert job.failure.get("message") == ("usage.file.encoding_at" if spoilt else None)
    assert UsageBatch.objects.filter(state="published").count() == (0 if spoilt else 1)
    assert_no_canary(job.error)


def test_an_upload_whose_job_was_stopped_is_swept(world: World, tmp_path: Path) -> None:
    data = "\n".join([HEADER, *rows()]).encode()
    first = upload(io.BytesIO(data), file_name="a.csv", mapping="plain-csv", by=BY, at=AT)
    waiting = upload(io.BytesIO(data), file_name="b.csv", mapping="plain-csv", by=BY, at=AT)
    request_stop(job=first, by=BY, at=AT)
    assert clear_uploads() == 1
    assert [path.name for path in incoming_folder().iterdir()] == [waiting.payload["upload"]]
