"""An importer as a process of its own, over the test's database and home: `main PATH [STAGE]`.

With a stage it kills itself with -9 there: at the first word of progress of that stage, or ("commit") in the
transaction that publishes, after the files of the lake were added.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.jobs.working import ENVIRONMENT, database_url

START = "import django; django.setup(); from tests.usage.importer import main; main()"


def main() -> None:
    from django.db import connection

    from comptoir.usage.actions.batches import import_file
    from tests.usage.world import AT, BY, plain

    path, death = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""

    def progress(stage: str, done: int, total: int) -> None:
        if stage == death:
            os.kill(os.getpid(), signal.SIGKILL)

    def noticing(execute: Any, sql: str, *rest: Any) -> Any:
        result = execute(sql, *rest)
        if death == "commit" and 'INSERT INTO "manifest_lakefile"' in sql:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    with connection.execute_wrapper(noticing):
        batch = import_file(path, plain(), by=BY, at=AT, progress=progress)
    sys.stdout.write(str(batch.pk))


def start(path: Path, *words: str) -> "subprocess.Popen[bytes]":
    """Begin to import a file elsewhere."""
    given = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    given |= {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "comptoir.config.settings"}
    given |= {"PYTHONPATH": os.pathsep.join(sys.path), "COMPTOIR_HOME": str(settings.HOME)}
    return subprocess.Popen(
        [sys.executable, "-c", START, str(path), *words], env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
