"""Keeping the lake: small files merged, rows forgotten, old files swept, all beside readers and writers."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db import transaction

from comptoir.lake.compact import SMALL_ROWS, rewrite_without
from comptoir.lake.compact import compact as merge_small
from comptoir.lake.condition import Condition
from comptoir.lake.entry import Entry, Replacement, StaleSnapshot
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
from comptoir.manifest.queries import is_published, live
from comptoir.scope.actor import Actor

ATTEMPTS = 10
AT_ONCE = 200
ORPHAN_GRACE = timedelta(days=1)


class UnableToForget(Exception):
    """The files kept changing under the deletion; nothing was changed. Try again."""


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


def forget(
    condition: Condition,
    *datasets: str,
    key: str,
    reason: str,
    at: datetime,
    periods: Collection[str] | None = None,
    accounts: Collection[int] | None = None,
    lines: Collection[int] | None = None,
    by: Actor | None = None,
) -> Publication | None:
    """Take the rows that meet the condition out of every file; None when there are none.

    `periods`, `accounts` and `lines` say where such rows can be: other files are not opened. One publication
    for all of it. The bytes are gone once the replaced files are swept. The same key does nothing twice.
    Raises `UnableToForget`.
    """
    if is_published(key):
        return publish(key=key, at=at, reason=reason)
    clean: set[str] = set()
    rewritten: dict[str, Entry | None] = {}
    for _ in range(ATTEMPTS):
        entries = live(*datasets, periods=periods, accounts=accounts, lines=lines).entries
        try:
            _rewrite(entries, condition, clean, rewritten)
        except StaleSnapshot:
            continue
        touched = tuple(entry for entry in entries if entry.path in rewritten)
        fresh = tuple(new for entry in touched if (new := rewritten[entry.path]) is not None)
        # What was rewritten out of a file that was itself replaced meanwhile is of no use any more.
        discard(_root(), [new for new in rewritten.values() if new is not None and new not in fresh])
        rewritten = {entry.path: rewritten[entry.path] for entry in touched}
        if not touched:
            return None
        try:
            return publish(key=key, add=fresh, retire=touched, at=at, reason=reason, by=by)
        except Conflict:
            continue
        except MissingFile:
            rewritten = {}  # it took so long that a sweep took the new files for leftovers
    discard(_root(), [new for new in rewritten.values() if new is not None])
    raise UnableToForget("The files kept changing; nothing was deleted. Try again.")


def expire(
    *datasets: str, before: str, key: str, reason: str, at: datetime, by: Actor | None = None
) -> Publication | None:
    """Let the files of all periods before `before` ('YYYY-MM') count no longer; None when there are none."""
    for _ in range(ATTEMPTS):
        old = tuple(entry for entry in live(*datasets).entries if entry.period < before)
        if not old:
            return None
        try:
            return publish(key=key, retire=old, at=at, reason=reason, by=by)
        except Conflict:
            continue
    raise UnableToForget("The files kept changing; nothing was deleted. Try again.")


def sweep(at: datetime, grace: timedelta, orphan_grace: timedelta = ORPHAN_GRACE) -> Swept:
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


def _rewrite(
    entries: Iterable[Entry], condition: Condition, clean: set[str], rewritten: dict[str, Entry | None]
) -> None:
    for entry in entries:
        if entry.path in clean or entry.path in rewritten:
            continue
        new = rewrite_without(_root(), entry, condition)
        if new is entry:
            clean.add(entry.path)
        else:
            rewritten[entry.path] = new


def _replace(replacement: Replacement, key: str, reason: str, at: datetime, by: Actor | None) -> Publication:
    try:
        return publish(key=key, add=replacement.add, retire=replacement.retire, at=at, reason=reason, by=by)
    except UnableToPublish:
        # Only now it is certain that the new files do not count.
        discard(_root(), replacement.add)
        raise


def _root() -> Path:
    return Path(settings.LAKE_ROOT)
