"""The day's work: each verb once on a Brussels date, whoever runs it and however often (config/daily.py)."""

import signal
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as conf
from django.utils.module_loading import import_string

from comptoir.commands.line import run_line
from comptoir.console.jobs.words import STEPS
from comptoir.jobs import daily
from comptoir.jobs.daily import DayNotDone, begin_day, do_day, steps_of, verbs
from comptoir.jobs.models import DailyStep, Job, JobState
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock
from comptoir.manifest.actions.daily import merge_small_files, sweep_old_files
from comptoir.manifest.queries import live
from comptoir.rating.jit import folder_of_sources
from comptoir.rating.kernel_cache import forget_unused
from tests.console.cast import text
from tests.jobs.working import wait_until
from tests.lifecycle.cast import NOW, TODAY, signed_in, staff
from tests.lifecycle.lake import publish_small_files
from tests.lifecycle.working import BROKEN, DONE, FOLDER, HERE, start_daily_worker


@pytest.fixture
def table(settings: Any) -> None:
    settings.DAILY = f"{HERE}.TABLE"
    DONE.clear()
    BROKEN.clear()


@pytest.mark.django_db
def test_twice_on_a_day_is_once_and_the_next_day_once_more(table: None) -> None:
    assert do_day(TODAY, at=NOW) == {"first": {"times": 1}, "second": {"count": 1}, "third": {}}
    assert do_day(TODAY, at=NOW) == {}
    assert DONE == ["first", "second", "third"]
    do_day(TODAY + timedelta(days=1), at=NOW + timedelta(days=1))
    assert DONE.count("second") == 2


@pytest.mark.django_db
def test_a_verb_that_fails_holds_up_none_and_is_tried_again_alone(table: None) -> None:
    BROKEN.add("second")
    with pytest.raises(DayNotDone, match="second"):
        do_day(TODAY, at=NOW)
    assert DONE == ["first", "third"]
    assert "RuntimeError" in DailyStep.objects.get(name="second").error
    BROKEN.clear()
    do_day(TODAY, at=NOW)
    assert DONE == ["first", "third", "second"]
    assert all(step and step.finished_at for _, step in steps_of(TODAY))


@pytest.mark.django_db
def test_a_worker_asks_for_the_day_once_and_the_job_does_it(table: None) -> None:
    clock = FixedClock(NOW)
    for _ in range(2):
        worker = Worker(clock)
        worker._begin_day()
        worker._begin_day()
    assert Job.objects.filter(kind=daily.JOB).count() == 1
    assert Worker(clock).drain() == 1
    assert Job.objects.get().state == JobState.DONE and DONE == ["first", "second", "third"]
    assert begin_day(TODAY, NOW) is None
    clock.advance(timedelta(days=1))
    Worker(clock)._begin_day()
    assert Job.objects.filter(kind=daily.JOB).count() == 2


@pytest.mark.django_db
def test_the_date_is_brussels(table: None) -> None:
    """Half past eleven at night in UTC is tomorrow in Brussels."""
    late = FixedClock(datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    Worker(late)._begin_day()
    assert Job.objects.get().payload == {"on": "2026-11-21"}


@pytest.mark.django_db(transaction=True)
def test_a_day_whose_worker_is_killed_goes_on_with_the_verb_that_was_not_done(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first verb is done once, by the worker that died; the next worker does the rest."""
    settings.DAILY = f"{HERE}.SLOW_TABLE"
    monkeypatch.setenv(FOLDER, str(tmp_path))
    job = begin_day(TODAY, NOW)
    assert job is not None
    process = start_daily_worker(tmp_path, "2")
    try:
        wait_until(lambda: (tmp_path / "slow").exists(), seconds=60)
        process.send_signal(signal.SIGKILL)
        process.wait()
        wait_until(Worker(FixedClock(NOW)).run_one, seconds=30)
    finally:
        process.kill()
        process.wait()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert (tmp_path / "noted").read_text() == "x"


@pytest.mark.django_db
def test_every_verb_of_the_table_is_there_runs_on_an_empty_house_and_has_words() -> None:
    assert set(verbs()) == set(STEPS)
    for path in verbs().values():
        result = import_string(path)(at=NOW)
        assert result is None or isinstance(result, int | dict), path


@pytest.mark.django_db
def test_small_files_of_the_lake_are_really_merged_and_the_old_ones_swept() -> None:
    """The totals stay, the files become fewer, the bytes of the old ones go after their grace."""
    period = publish_small_files(4)
    before = live("raw", periods=[period]).entries
    assert len(before) >= 4
    merged = merge_small_files(at=NOW)
    after = live("raw", periods=[period]).entries
    assert merged["publications"] >= 1 and len(after) < len(before)
    assert sum(entry.rows for entry in after) == sum(entry.rows for entry in before)
    root = Path(conf.LAKE_ROOT)
    gone = [root / entry.path for entry in before if entry not in after]
    assert gone and all(path.exists() for path in gone)
    sweep_old_files(at=NOW + timedelta(hours=1))
    assert not any(path.exists() for path in gone)
    assert merge_small_files(at=NOW + timedelta(hours=1))["publications"] == 0


def test_kernels_of_other_sources_are_forgotten_once_nobody_uses_them(tmp_path: Path) -> None:
    import os

    own, old, fresh = folder_of_sources(tmp_path), tmp_path / "rating-0ld", tmp_path / "rating-fresh"
    for folder in (own, old, fresh, tmp_path / "other"):
        folder.mkdir()
    long_ago = own.stat().st_mtime - timedelta(days=30).total_seconds()
    for folder in (old, tmp_path / "other"):
        os.utime(folder, (long_ago, long_ago))
    assert forget_unused(tmp_path, timedelta(days=14)) == ["rating-0ld"]
    assert own.is_dir() and fresh.is_dir() and (tmp_path / "other").is_dir()


@pytest.mark.django_db
def test_by_hand_it_is_the_same_day(table: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_line(["daily", "--list"]) == 1
    assert run_line(["daily"]) == 0
    assert run_line(["daily"]) == 0
    assert DONE == ["first", "second", "third"]
    assert "first            done    times 1" in capsys.readouterr().out
    BROKEN.add("third")
    DailyStep.objects.filter(name="third").delete()
    assert run_line(["daily", "--json"]) == 1
    assert '"third": null' in capsys.readouterr().out


@pytest.mark.django_db
def test_the_console_shows_the_day(settings: Any) -> None:
    do_day(date(2026, 11, 21), at=NOW)
    shown = text(signed_in(staff("administrator")).get("/console/jobs/"))
    assert "What every day needs, done once" in shown and "Small usage files merged Done" in shown
