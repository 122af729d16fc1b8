"""Compiled kernels of other states of the sources, kept on disk until nobody has used them for a while."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from comptoir.rating.jit import folder_of_sources


def forget_unused(cache_root: Path, older_than: timedelta) -> list[str]:
    """Removes the folders of other sources that no process has opened for so long; their names.

    Ages are counted by the file system's own clock. A process touches its folder when it starts to use it.
    """
    own = folder_of_sources(cache_root)
    if not own.is_dir():
        return []
    newest = own.stat().st_mtime - older_than.total_seconds()
    return [folder.name for folder in _others(cache_root, own) if folder.stat().st_mtime <= newest and _removed(folder)]


def _others(cache_root: Path, own: Path) -> Iterator[Path]:
    for folder in sorted(cache_root.glob("rating-*")):
        if folder.is_dir() and not folder.is_symlink() and folder.name != own.name:
            yield folder


def _removed(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()
