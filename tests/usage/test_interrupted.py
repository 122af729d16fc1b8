"""An import that is killed, stopped or overtaken: nothing is seen of it, and the next attempt works (U-01)."""

import signal
from pathlib import Path

import pytest
from django.conf import settings

from comptoir.kernel.periods import Month
from comptoir.manifest.models import Publication
from comptoir.usage.actions.batches import import_file, intake_folder
from comptoir.usage.actions.periods import close_period
from comptoir.usage.models import BatchState, QuarantinedRecord, RecordState, UsageBatch
from tests.usage.importer import start
from tests.usage.lake import held, periods
from tests.usage.world import AT, BY, World, call, plain, usage_file

pytestmark = pytest.mark.clause("U-01")


def rows(first: int, last: int) -> list[str]:
    return [call(n, 1 + n % 4, f"2025-03-{1 + n % 28:02}T{n % 24:02}:{n % 60:02}:00Z") for n in range(first, last)]


@pytest.mark.parametrize("stage", ["reading", "setting_aside", "writing", "commit"])
def test_killed(committed_world: World, tmp_path: Path, stage: str) -> None:
    path = usage_file(tmp_path, *rows(0, 3000), call("x", kind="fax"))
    process = start(path, stage)
    assert process.wait(timeout=60) == -signal.SIGKILL, process.communicate()
    assert not held() and not Publication.objects.exists()
    assert not QuarantinedRecord.objects.exclude(state=RecordState.HELD).exists()
    assert not UsageBatch.objects.filter(state=BatchState.PUBLISHED).exists()

    batch = import_file(path, plain(), by=BY, at=AT)
    assert (batch.accepted, batch.quarantined) == (3000, 1)
    assert len(held()) == 3000
    assert list(intake_folder().iterdir()) == []
    dead = UsageBatch.objects.exclude(pk=batch.pk)
    assert {row.state for row in dead} <= {BatchState.FAILED}
    assert not QuarantinedRecord.objects.filter(state=RecordState.HELD).exists()


def test_two_importers_at_once(committed_world: World, tmp_path: Path) -> None:
    """Overlapping files, each in several processes at the same time: every record once, all counts right."""
    files = [usage_file(tmp_path, *rows(n * 500, n * 500 + 1500), name=f"{n}.csv") for n in range(3)]
    processes = [start(path) for path in (*files, files[0])]
    codes = [process.wait(timeout=120) for process in processes]
    assert sorted(codes) == [0, 0, 0, 1], [process.communicate() for process in processes]
    found = held()
    assert len(found) == 2500 == len({row["record_id"] for row in found})
    published = UsageBatch.objects.filter(state=BatchState.PUBLISHED)
    assert sum(batch.accepted for batch in published) == 2500
    assert sum(batch.duplicate for batch in published) == 2000


def test_stopped(world: World, tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "writing":
            raise Stop

    path = usage_file(tmp_path, *rows(0, 200), call("x", kind="fax"))
    with pytest.raises(Stop):
        import_file(path, plain(), by=BY, at=AT, progress=stop)
    batch = UsageBatch.objects.get()
    assert batch.state == BatchState.CANCELLED
    assert batch.problem is not None and batch.problem.message == "usage.import.stopped"
    assert not held() and not QuarantinedRecord.objects.exists()
    assert not [path for path in Path(settings.LAKE_ROOT).rglob("*") if path.is_file()]
    assert import_file(path, plain(), by=BY, at=AT).accepted == 200


@pytest.mark.clause("U-06")
def test_a_month_that_closes_meanwhile(world: World, tmp_path: Path) -> None:
    closed: list[str] = []

    def close(stage: str, done: int, total: int) -> None:
        if stage == "writing" and not closed:
            closed.append(close_period(Month.parse("2025-03"), by=BY, at=AT).period)

    path = usage_file(tmp_path, *rows(0, 100))
    batch = import_file(path, plain(), by=BY, at=AT, progress=close)
    assert closed and batch.periods == {"2025-04": 100} == periods()


def test_overtaken_by_another_file(world: World, tmp_path: Path) -> None:
    other = usage_file(tmp_path, *rows(50, 150), name="other.csv")
    done: list[UsageBatch] = []

    def overtake(stage: str, count: int, total: int) -> None:
        if stage == "writing" and not done:
            done.append(UsageBatch())
            done.append(import_file(other, plain(), by=BY, at=AT))

    batch = import_file(usage_file(tmp_path, *rows(0, 100)), plain(), by=BY, at=AT, progress=overtake)
    assert (batch.accepted, batch.duplicate) == (50, 50)
    assert len(held()) == 150
    written = list(Path(settings.LAKE_ROOT).rglob("*.parquet"))
    assert len(written) == 4  # the files of the attempt that was overtaken are gone
