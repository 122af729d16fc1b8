"""Readers, an ingester, compaction and deletion as separate processes, and a publisher that is killed."""

import json
import logging
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.manifest.installation import PATIENCE, installation, run_once

log = logging.getLogger(__name__)
SECONDS = 12
KILLS = 4
PROCESSES = ("ingest", "compact", "delete", "read-1", "read-2")


def test_every_answer_is_a_published_state_while_publishers_are_killed(tmp_path: Path) -> None:
    """Nothing is lost, nothing counts twice, no answer mixes two states, and a sweep leaves nothing over."""
    with installation(tmp_path) as environment:
        run_once("prepare", environment)
        kills = _torture(environment, tmp_path)
        result = run_once("finish", environment)
    did = {name: json.loads((tmp_path / f"{name}.json").read_text()) for name in PROCESSES}
    log.info("%s kills; %s; %s", kills, did, result)
    assert kills >= KILLS
    assert min(did["read-1"]["answers"], did["read-2"]["answers"]) >= 5
    assert did["delete"]["forgotten"] >= 1
    assert result["compactions"] >= 1
    assert result["batches"] >= 5


def _torture(environment: dict[str, str], home: Path) -> int:
    """Let all processes run, kill publishers, end all the others in peace; how many were killed."""
    processes = {name: _start(name, environment) for name in PROCESSES}
    try:
        for name, process in processes.items():
            _await((home / f"{name}.ready").exists, process)
        kills = _kill_publishers(processes, environment, home)
        (home / "stop").touch()
        for process in processes.values():
            assert process.wait(timeout=PATIENCE) == 0, "a process failed"
    except (AssertionError, subprocess.TimeoutExpired) as failure:
        raise AssertionError(f"{failure}\n{_logs(home)}") from None
    finally:
        for process in processes.values():
            process.kill()
            process.wait()
    return kills


def _kill_publishers(processes: dict[str, subprocess.Popen[str]], environment: dict[str, str], home: Path) -> int:
    """For `SECONDS`, kill the ingester (and now and then the compactor) at work and start it again."""
    kills = 0
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends or kills < KILLS:
        time.sleep(random.uniform(0.05, 0.6))
        name = "compact" if kills % 4 == 3 else "ingest"
        processes[name].kill()
        processes[name].wait()
        kills += 1
        (home / f"{name}.ready").unlink(missing_ok=True)
        processes[name] = _start(name, environment)
        _await((home / f"{name}.ready").exists, processes[name])
        assert all(process.poll() is None for process in processes.values()), "a process ended by itself"
    return kills


def _start(name: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    with Path(environment["COMPTOIR_HOME"], f"{name}.log").open("a") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.manifest.world", name.split("-")[0], name],
            env=environment,
            cwd=environment["COMPTOIR_HOME"],
            stdout=output,
            stderr=output,
            text=True,
        )


def _await(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, "a process ended by itself"
        assert time.monotonic() < ends, f"a process did nothing for {PATIENCE} s"
        time.sleep(0.02)


def _logs(home: Path) -> str:
    return "\n".join(f"{output.name}: {output.read_text()[-3000:]}" for output in home.glob("*.log"))
