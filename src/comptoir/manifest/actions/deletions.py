"""Taking rows and periods out of the lake, so that their bytes are gone once the old files are swept."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from comptoir.lake.compact import rewrite_without
from comptoir.lake.condition import Condition
from comptoir.lake.entry import Entry, StaleSnapshot
from comptoir.lake.files import discard
from comptoir.manifest.actions.publications import Conflict, MissingFile, hold_publishing, publish
from comptoir.manifest.models import Publication
from comptoir.manifest.queries import is_published, live
from comptoir.scope.actor import Actor

# So often a deletion tries beside other publications; then it holds them off, or it might never end.
TRIES_BESIDE_OTHERS = 3


class UnableToForget(Exception):
    """A rewritten file was lost before it was published; nothing was deleted. Try again."""


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
    for all of it; rows published while it runs are not its concern. The bytes are gone once the replaced
    files are swept. The same key does nothing twice. Raises `UnableToForget`.
    """
    if is_published(key):
        return publish(key=key, at=at, reason=reason)
    rewriting = _Rewriting(condition)
    for attempt in range(TRIES_BESIDE_OTHERS + 1):
        with _alone() if attempt == TRIES_BESIDE_OTHERS else nullcontext():
            try:
                entries = live(*datasets, periods=periods, accounts=accounts, lines=lines).entries
                add, retire = rewriting.replacements(entries)
                if not retire:
                    return None
                return publish(key=key, add=add, retire=retire, at=at, reason=reason, by=by)
            except (Conflict, StaleSnapshot):
                continue
            except MissingFile:
                # It took so long that a sweep took the new files for leftovers.
                rewriting = _Rewriting(condition)
    raise UnableToForget("A rewritten file was lost before it was published; nothing was deleted. Try again.")


@transaction.atomic
def expire(
    *datasets: str, before: str, key: str, reason: str, at: datetime, by: Actor | None = None
) -> Publication | None:
    """Let the files of all periods before `before` ('YYYY-MM') count no longer; None when there are none."""
    hold_publishing()
    old = [entry for entry in live(*datasets).entries if entry.period < before]
    return publish(key=key, retire=old, at=at, reason=reason, by=by) if old else None


class _Rewriting:
    """Files without the rows of a condition; what was found or written once is not looked at again."""

    def __init__(self, condition: Condition) -> None:
        self._condition = condition
        self._root = Path(settings.LAKE_ROOT)
        self._clean: set[str] = set()
        self._rewritten: dict[str, Entry | None] = {}

    def replacements(self, entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
        """Files to add, and those of the entries to retire for them."""
        entries = list(entries)
        for entry in entries:
            self._rewrite(entry)
        retire = [entry for entry in entries if entry.path in self._rewritten]
        self._drop_all_but({entry.path for entry in retire})
        return [new for new in self._rewritten.values() if new is not None], retire

    def _rewrite(self, entry: Entry) -> None:
        if entry.path in self._clean or entry.path in self._rewritten:
            return
        new = rewrite_without(self._root, entry, self._condition)
        if new is entry:
            self._clean.add(entry.path)
        else:
            self._rewritten[entry.path] = new

    def _drop_all_but(self, paths: set[str]) -> None:
        """What was written for a file that was itself replaced meanwhile is of no use any more."""
        stale = [path for path in self._rewritten if path not in paths]
        discard(self._root, [new for path in stale if (new := self._rewritten.pop(path)) is not None])


@contextmanager
def _alone() -> Iterator[None]:
    """A transaction during which nobody else publishes."""
    with transaction.atomic():
        hold_publishing()
        yield
