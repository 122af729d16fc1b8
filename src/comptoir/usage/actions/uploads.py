"""Files handed over in the console: kept until their job ends, then gone, whatever became of it (U-02)."""

import shutil
import uuid
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from comptoir.access.capabilities import OPERATE_USAGE
from comptoir.jobs.models import Job
from comptoir.jobs.queue import OPEN, enqueue
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import require
from comptoir.usage.mapping_file import load

FOLDER = "incoming"
IMPORT = "usage.import"


def upload(stream: BinaryIO, *, file_name: str, mapping: str, by: Actor, at: datetime) -> Job:
    """Keep the file and ask for its import with the mapping of this name; the job tells how it went.

    Raises InvalidMapping. The job's result has `batch`; a file that is refused is the job's failure.
    """
    require(by, OPERATE_USAGE)
    load(mapping)
    incoming_folder().mkdir(parents=True, exist_ok=True)
    name = uuid.uuid4().hex
    try:
        with (incoming_folder() / name).open("wb") as file:
            shutil.copyfileobj(stream, file, 1 << 20)
        payload = {"upload": name, "file_name": Path(file_name).name[:200], "mapping": mapping}
        return enqueue(IMPORT, payload, by=by, at=at)
    except BaseException:
        remove(name)
        raise


def remove(name: str) -> None:
    """The uploaded file is needed no more."""
    (incoming_folder() / name).unlink(missing_ok=True)


def clear_uploads() -> int:
    """Remove files whose job has ended without removing them: stopped before it began, or killed each time."""
    if not incoming_folder().is_dir():
        return 0
    found = {path.name for path in incoming_folder().iterdir()}
    payloads = Job.objects.filter(kind=IMPORT, state__in=OPEN).values_list("payload", flat=True)
    ended = Job.objects.filter(kind=IMPORT).exclude(state__in=OPEN).values_list("payload", flat=True)
    needed = {payload["upload"] for payload in payloads}
    # Only what a job once named: a file without a job yet is being handed over this moment.
    left = (found - needed) & {payload["upload"] for payload in ended}
    for name in left:
        remove(name)
    return len(left)


def incoming_folder() -> Path:
    """Where uploaded files wait, inside COMPTOIR_HOME."""
    return Path(settings.HOME) / FOLDER
