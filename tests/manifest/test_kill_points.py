"""A publisher killed with -9 at each step of a publication, and started again: the batch counts exactly once."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.manifest.installation import PATIENCE, installation, run_once

# The program dies inside the n-th call of a function of the road from rows to readers.
PROGRAM = """
import os, signal, sys
import django
django.setup()
from comptoir.lake import files
from comptoir.manifest.actions import publications
from tests.manifest.world import ingest

def die_in(module, name, calls, after):
    original = getattr(module, name)
    count = 0
    def dying(*args, **kwargs):
        nonlocal count
        count += 1
        result = original(*args, **kwargs) if after or count < calls else None
        if count == calls:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(module, name, dying)

if sys.argv[1] != "nowhere":
    module = {"files": files, "publications": publications}[sys.argv[1]]
    die_in(module, sys.argv[2], int(sys.argv[3]), sys.argv[4] == "after")
ingest(0)
"""
POINTS = [
    # while the first file is written
    ("files", "_make_durable", "1", "before"),
    # when two of four files have their name
    ("files", "_sync_folder", "2", "after"),
    # when all files are there, before publishing
    ("publications", "hold_publishing", "1", "before"),
    # inside the transaction, with the files noted
    ("publications", "_add", "1", "after"),
]
AGAIN = """
import django
django.setup()
from datetime import UTC, datetime
from comptoir.manifest.actions.publications import publish
publish(key="batch-1", at=datetime.now(UTC), reason="intake")
"""


def test_a_publisher_killed_at_each_step_publishes_its_batch_once_in_the_end(tmp_path: Path) -> None:
    with installation(tmp_path) as environment:
        run_once("prepare", environment)
        for point in POINTS:
            assert _run(environment, PROGRAM, *point) == -signal.SIGKILL
        assert run_once("state", environment) == {"batches": 0, "rows": 0}
        assert _run(environment, PROGRAM, "nowhere") == 0
        assert _run(environment, AGAIN) == 0
        finished = run_once("finish", environment)
    assert (finished["batches"], finished["files"]) == (1, 4)
    # One half-written, two finished, four finished, four finished, and the four that count.
    assert finished["files before"] >= 1 + 2 + 4 + 4 + 4


def _run(environment: dict[str, str], program: str, *arguments: str) -> int:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, env=environment, timeout=PATIENCE).returncode
