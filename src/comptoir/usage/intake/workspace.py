"""The folder in which one batch is read: nobody else's, inside COMPTOIR_HOME, gone when the reading ends.

A reader holds a lock on its folder. The system lets go of it however the process ends, so that what was left
by one that was killed is told from what is in use, and swept.
"""

import contextlib
import fcntl
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = "in-use"


@contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """A new folder below `folder`, locked; removed with all it holds when the block ends."""
    own = folder / uuid.uuid4().hex
    own.mkdir(parents=True)
    with (own / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield own
        finally:
            shutil.rmtree(own, ignore_errors=True)


def is_in_use(folder: Path, name: str) -> bool:
    """Whether a living process reads in the workspace of this name."""
    try:
        with (folder / name / _LOCK).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
    except BlockingIOError:
        return True
    except OSError:
        return False


def sweep(folder: Path) -> int:
    """Remove the workspaces that nobody uses; how many there were."""
    removed = 0
    with contextlib.suppress(FileNotFoundError):
        for own in sorted(folder.iterdir()):
            # A folder without its lock is being made at this very moment.
            if (own / _LOCK).exists() and not is_in_use(folder, own.name):
                shutil.rmtree(own, ignore_errors=True)
                removed += 1
    return removed
