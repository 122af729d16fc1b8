"""A worker as a process of its own, over the test's database, with jobs that tests can watch and kill."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from comptoir.jobs.context import JobContext
from comptoir.jobs.registry import job
from comptoir.jobs.worker import Worker

ENVIRONMENT = ("PATH", "HOME", "COMPTOIR_HOME", "COMPTOIR_PLAIN_HTTP", "COMPTOIR_EXECUTOR")
START = "import django; django.setup(); from tests.jobs.working import main; main()"


@job("test.sleep")
def sleep(context: JobContext, payload: dict[str, Any]) -> Mapping[str, Any]:
    """Sleeps at the first attempt only, so that whoever takes it over finishes."""
    steps = payload["steps"] if context.job.attempts == 1 else 0
    for step in range(steps):
        context.progress(step, steps, f"step {step}")
        time.sleep(0.05)
    return {"attempt": context.job.attempts}


def database_url() -> str:
    """The address of the database of this test, for another process."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    return f"postgresql://{given['USER']}@/{given['NAME']}?host={quote(str(given['HOST']))}"


def start_worker(*arguments: str) -> "subprocess.Popen[bytes]":
    """A worker that holds nothing of this process but its database."""
    given = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    given |= {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "comptoir.config.settings"}
    given["PYTHONPATH"] = os.pathsep.join(sys.path)
    return subprocess.Popen([sys.executable, "-c", START, *arguments], env=given)


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Returns once `holds`; fails when it does not in time."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "It did not happen in time."
        time.sleep(0.05)


def main() -> None:
    """Arguments: the seconds of a lease, and perhaps "once"."""
    lease, *rest = sys.argv[1:]
    worker = Worker(settings.CLOCK, lease=timedelta(seconds=float(lease)))
    if rest == ["once"]:
        worker.run_one()
    else:
        worker.run_forever()
