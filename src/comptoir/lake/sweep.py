"""Removes files that nothing refers to: replaced past their grace, or left by a writer that was killed."""

import contextlib
import os
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Swept:
    """Paths (relative to the root) that were removed, and the bytes they took."""

    paths: tuple[str, ...]
    bytes: int


def unreferenced(root: Path, keep_paths: Collection[str], older_than: timedelta) -> Iterator[str]:
    """Files under the root that are not in `keep_paths` and were last changed at least `older_than` ago.

    Ages are counted by the file system's own clock, so that a platform whose clock was set cannot mistake
    a file being written for an old one.
    """
    keep = keep_paths if isinstance(keep_paths, (set, frozenset)) else set(keep_paths)
    if not root.is_dir():
        return
    newest = _now_of(root) - int(older_than.total_seconds() * 1e9)
    for folder, _, names in os.walk(root):
        for name in names:
            path = Path(folder, name)
            relative = path.relative_to(root).as_posix()
            if relative in keep:
                continue
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime_ns <= newest:
                    yield relative


def sweep(root: Path, keep_paths: Collection[str], older_than: timedelta) -> Swept:
    """Remove the unreferenced files; a file in `keep_paths` is never touched.

    `keep_paths` must hold every published file that somebody may still read. `older_than` must be longer
    than any writer takes from its first byte to the publication.
    """
    return remove(root, list(unreferenced(root, keep_paths, older_than)))


def remove(root: Path, paths: Collection[str]) -> Swept:
    """Remove these files, and the spill folders this leaves empty; one already gone counts as removed."""
    freed = 0
    for relative in paths:
        path = root / relative
        with contextlib.suppress(FileNotFoundError):
            freed += path.stat().st_size
            path.unlink()
        if path.parent.parent.name == ".spill":
            with contextlib.suppress(OSError):
                path.parent.rmdir()
    return Swept(tuple(paths), freed)


def _now_of(root: Path) -> int:
    """The present instant as the file system counts it, in nanoseconds."""
    probe = root / f".clock-{uuid.uuid4().hex}"
    probe.touch()
    try:
        return probe.stat().st_mtime_ns
    finally:
        probe.unlink()
