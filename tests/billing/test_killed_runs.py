"""A bill run killed with -9 at each of its commits, before and after it, and run again: as if nothing had happened."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.manifest.installation import PATIENCE, installation

MOST_COMMITS = 60


def play(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.billing.installed", *words],
        env={**environment, "DJANGO_SETTINGS_MODULE": "comptoir.config.settings", "COMPTOIR_EXECUTOR": "serial"},
        cwd=environment["COMPTOIR_HOME"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def told(environment: dict[str, str], *words: str) -> Any:
    done = play(environment, *words)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.clause("B-02", "B-03", "B-09")
def test_a_run_killed_at_each_commit_ends_as_one_that_was_left_alone(tmp_path: Path) -> None:
    expected, deaths = None, 0
    for name, is_killed in (("left-alone", False), ("killed", True)):
        home = tmp_path / name
        home.mkdir()
        with installation(home) as environment:
            assert told(environment, "build")["lines"] >= 5
            if is_killed:
                deaths = die_at_each_commit(environment)
            assert told(environment, "bill") == {"2026-09": "reconciled", "2026-10": "reconciled"}
            once = told(environment, "state")
            assert told(environment, "bill") == {"2026-09": "reconciled", "2026-10": "reconciled"}
            assert told(environment, "state") == once, "a second run changed something"
        expected = expected or once
        assert once == expected
    # Opened, closed, rated, drafted, issued, printed, proved: before and after each.
    assert deaths == 2 * 7
    assert [row[0] for row in expected["invoices"]] == [f"2026-{number:06d}" for number in range(1, 5)]


def die_at_each_commit(environment: dict[str, str]) -> int:
    """Kills run after run at the next commit, before and after it; how many died until one came to its end."""
    for deaths in range(0, 2 * MOST_COMMITS, 2):
        for when in ("before", "after"):
            done = play(environment, "first", when)
            if done.returncode == 0:
                return deaths
            assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]
    raise AssertionError("the run never came to its end")
