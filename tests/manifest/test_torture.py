"""Readers, an ingester, compaction and deletion as separate processes, and a publisher that is killed."""

import contextlib
import json
import logging
import os
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

log = logging.getLogger(__name__)
SECONDS = 12
PATIENCE = 120
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Variables of an installation of its own, on the database server that the tests run on."""
    with _database(tmp_path) as url:
        yield {
            **os.environ,
            "COMPTOIR_HOME": str(tmp_path),
            "DATABASE_URL": url,
            "PYTHONPATH": os.pathsep.join([str(REPOSITORY / "src"), str(REPOSITORY)]),
            "DJANGO_SETTINGS_MODULE": "comptoir.config.settings",
        }


def test_every_answer_is_a_published_state_while_all_change_it_and_the_publisher_is_killed(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """Nothing is lost, nothing counts twice, no answer mixes two states, and a sweep leaves nothing over."""
    _run_once("prepare", environment)
    processes = {
        name: _start(name.split("-")[0], name, environment)
        for name in ("ingest", "compact", "delete", "read-1", "read-2")
    }
    try:
        for name, process in processes.items():
            _await((tmp_path / f"{name}.ready").exists, process)
        kills = _kill_publishers(processes, environment, tmp_path)
        (tmp_path / "stop").touch()
        for process in processes.values():
            _end(process)
    except AssertionError as failure:
        raise AssertionError(f"{failure}\n{_logs(tmp_path)}") from None
    finally:
        for process in processes.values():
            process.kill()
            process.wait()
    (tmp_path / "stop").unlink()
    result = _run_once("finish", environment)
    did = {name: json.loads((tmp_path / f"{name}.json").read_text()) for name in processes}
    log.info("%s kills; %s; %s", kills, did, result)
    assert kills >= 4
    assert min(did["read-1"]["answers"], did["read-2"]["answers"]) >= 5
    assert did["delete"]["forgotten"] >= 1
    assert result["compactions"] >= 1
    assert result["batches"] >= 5


def _kill_publishers(
    processes: dict[str, subprocess.Popen[str]], environment: dict[str, str], home: Path
) -> int:
    """For `SECONDS`, kill the ingester (and now and then the compactor) at work and start it again."""
    kills = 0
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends or kills < 4:
        time.sleep(random.uniform(0.05, 0.6))
        name = "compact" if kills % 4 == 3 else "ingest"
        processes[name].kill()
        processes[name].wait()
        kills += 1
        (home / f"{name}.ready").unlink(missing_ok=True)
        processes[name] = _start(name, name, environment)
        _await((home / f"{name}.ready").exists, processes[name])
        assert all(process.poll() is None for process in processes.values()), "a process ended by itself"
    return kills


def _start(role: str, name: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    with Path(environment["COMPTOIR_HOME"], f"{name}.log").open("a") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.manifest.world", role, name],
            env=environment,
            cwd=environment["COMPTOIR_HOME"],
            stdout=output,
            stderr=output,
            text=True,
        )


def _run_once(role: str, environment: dict[str, str]) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.manifest.world", role, role],
        env=environment,
        cwd=environment["COMPTOIR_HOME"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, int] = json.loads(done.stdout)
    return result


def _await(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, "a process ended by itself"
        assert time.monotonic() < ends, f"a process did nothing for {PATIENCE} s"
        time.sleep(0.02)


def _end(process: subprocess.Popen[str]) -> None:
    assert process.wait(timeout=PATIENCE) == 0, "a process failed"


def _logs(home: Path) -> str:
    return "\n".join(f"{output.name}: {output.read_text()[-3000:]}" for output in home.glob("*.log"))


@contextlib.contextmanager
def _database(home: Path) -> Iterator[str]:
    """A database of its own beside the one that the tests use; on SQLite a file."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{home / 'manifest.sqlite3'}"
        return
    import psycopg

    name = f"torture_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
