"""Verbs of a day that tests can watch, break and kill; a worker as a process of its own that does such a day."""

import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from tests.jobs.working import ENVIRONMENT, database_url

HERE = "tests.lifecycle.working"
TABLE = {name: f"{HERE}.{name}" for name in ("first", "second", "third")}
SLOW_TABLE = {"quick": f"{HERE}.quick", "slow": f"{HERE}.slow"}
FOLDER = "COMPTOIR_TEST_FOLDER"
DONE: list[str] = []
BROKEN: set[str] = set()
START = (
    "import django; django.setup(); from django.conf import settings; "
    f"settings.DAILY = '{HERE}.SLOW_TABLE'; from tests.jobs.working import main; main()"
)


def first(*, at: datetime) -> dict[str, int]:
    return _do("first")


def second(*, at: datetime) -> int:
    return _do("second")["times"]


def third(*, at: datetime) -> None:
    _do("third")


def quick(*, at: datetime) -> dict[str, int]:
    """Leaves a mark for each time it was done."""
    with (Path(os.environ[FOLDER]) / "noted").open("a") as file:
        file.write("x")
    return {"done": 1}


def slow(*, at: datetime) -> None:
    """Waits long enough to be killed, the first time only."""
    flag = Path(os.environ[FOLDER]) / "slow"
    if not flag.exists():
        flag.touch()
        time.sleep(60)


def start_daily_worker(folder: Path, lease: str) -> "subprocess.Popen[bytes]":
    """A worker of its own that takes one job; its day is SLOW_TABLE."""
    given = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    given |= {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "comptoir.config.settings"}
    given |= {"PYTHONPATH": os.pathsep.join(sys.path), FOLDER: str(folder)}
    return subprocess.Popen([sys.executable, "-c", START, lease, "once"], env=given)


def _do(name: str) -> dict[str, int]:
    if name in BROKEN:
        raise RuntimeError(name)
    DONE.append(name)
    return {"times": DONE.count(name)}
