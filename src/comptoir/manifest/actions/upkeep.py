"""Keeping the lake: small files merged, old files swept, beside readers and writers."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db import transaction

from comptoir.lake.compact import SMALL_ROWS
from comptoir.lake.compact import compact as merge_small
from comptoir.lake.entry import Replacement, StaleSnapshot
from comptoir.lake.files import discard
from comptoir.lake.sweep import Swept, remove, unreferenced
from comptoir.manifest.actions.publications import (
    COMPACTION,
    Conflict,
    MissingFile,
    UnableToPublish,
    hold_publishing,
    publish,
)
from comptoir.manifest.models import LakeFile, Publication
from comptoir.manifest.queries import live
from comptoir.scope.actor import Actor

AT_ONCE = 200
# How long a reader may work with a snapshot, and a writer on files that it has not published yet.
GRACE = timedelta(minutes=15)
ORPHAN_GRACE = timedelta(days=1)


def compact(
    *datasets: str,
    at: datetime,
    periods: Collection[str] | None = None,
    small_rows: int = SMALL_ROWS,
    by: Actor | None = None,
) -> list[Publication]:
    """Merge small files, one publication per period and bucket; what changed meanwhile is left for later."""
    publications: list[Publication] = []
    entries = live(*datasets, periods=periods).entries
    for _, together in groupby(entries, key=lambda entry: (entry.dataset, entry.period, entry.bucket)):
        try:
            replacements = merge_small(_root(), together, small_rows)
        except StaleSnapshot:
            continue
        for replacement in replacements:
            key = f"{COMPACTION}:{replacement.add[0].path}"
            try:
                publications.append(_replace(replacement, key, COMPACTION, at, by))
            except (Conflict, MissingFile):
                continue
    return publications


def sweep(at: datetime, grace: timedelta = GRACE, orphan_grace: timedelta = ORPHAN_GRACE) -> Swept:
    """Remove the bytes of files retired at least `grace` ago, and of files that were never published.

    `orphan_grace` must be longer than any writer takes from its first byte to its publication; it is
    counted by the file system's clock. A file that counts is never removed, whatever the two say.
    """
    parts = [*_sweep_retired(at, grace), *_sweep_orphans(orphan_grace)]
    return Swept(tuple(path for part in parts for path in part.paths), sum(part.bytes for part in parts))


def _sweep_retired(at: datetime, grace: timedelta) -> Iterator[Swept]:
    due = LakeFile.objects.filter(retired_at__lte=at - grace, swept_at=None).order_by("pk")
    while paths := list(due.values_list("path", flat=True)[:AT_ONCE]):
        # First the bytes, then the note of it: killed in between, the next sweep does both again.
        yield remove(_root(), paths)
        LakeFile.objects.filter(path__in=paths).update(swept_at=at)


def _sweep_orphans(grace: timedelta) -> Iterator[Swept]:
    kept = set(LakeFile.objects.filter(swept_at=None).values_list("path", flat=True))
    orphans = list(unreferenced(_root(), kept, grace))
    for start in range(0, len(orphans), AT_ONCE):
        part = orphans[start : start + AT_ONCE]
        # Nothing is published while these are removed: a file is either published before, and then spared,
        # or missed by its publication afterwards, which then fails.
        with transaction.atomic():
            hold_publishing()
            published = LakeFile.objects.filter(path__in=part, swept_at=None).values_list("path", flat=True)
            yield remove(_root(), sorted(set(part) - set(published)))


def _replace(replacement: Replacement, key: str, reason: str, at: datetime, by: Actor | None) -> Publication:
    try:
        return publish(key=key, add=replacement.add, retire=replacement.retire, at=at, reason=reason, by=by)
    except UnableToPublish:
        # Only now it is certain that the new files do not count.
        discard(_root(), replacement.add)
        raise


def _root() -> Path:
    return Path(settings.LAKE_ROOT)
