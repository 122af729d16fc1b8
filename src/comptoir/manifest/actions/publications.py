"""Publishing: files come in and go out together, in one transaction, or not at all."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from comptoir.lake.entry import Entry, Totals, totals
from comptoir.manifest.files import file_of
from comptoir.manifest.models import LakeFile, Publication
from comptoir.scope.actor import Actor, system

COMPACTION = "compaction"
# Any number that nothing else in the database locks: "lake" in ASCII.
PUBLISHING = 0x6C616B65
MANY = 500


class UnableToPublish(Exception):
    """The files cannot be published; nothing changed."""


class Conflict(UnableToPublish):
    """A file to retire does not count any more, or a file to add is known already: ask for a new snapshot."""


class MissingFile(UnableToPublish):
    """A file to add is not in the lake, or is not as long as its entry says."""


class ChangesTotals(UnableToPublish):
    """A compaction whose new files do not hold what the old ones held."""


@transaction.atomic
def publish(
    *,
    key: str,
    add: Iterable[Entry] = (),
    retire: Iterable[Entry] = (),
    at: datetime,
    reason: str,
    by: Actor | None = None,
) -> Publication:
    """Let the files of `add` count from now on and those of `retire` no longer; of any datasets.

    `key` names the change: publishing it again changes nothing and returns the first publication, whatever
    files are handed along. `at` is this instant (the grace period of retired files counts from it).
    Raises `Conflict`, `MissingFile`, `ChangesTotals`.
    """
    hold_publishing()
    first = Publication.objects.filter(key=key).first()
    if first is not None:
        return first
    added, retired = tuple(add), tuple(retire)
    if reason == COMPACTION:
        _assert_same_totals(added, retired)
    _assert_present(added)
    publication = Publication.objects.create(
        number=_last_number() + 1,
        key=key,
        reason=reason,
        datasets=" ".join(sorted({entry.dataset for entry in (*added, *retired)})),
        files_added=len(added),
        files_retired=len(retired),
        published_at=at,
        by_label=(by or system("lake")).label,
    )
    _retire(retired, publication, at)
    _add(added, publication)
    return publication


def hold_publishing() -> None:
    """Wait for other publications and hold them off until this transaction ends.

    Numbers thus become visible in their own order. SQLite's transactions are IMMEDIATE: they already do so.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING])


def _last_number() -> int:
    return Publication.objects.order_by("-number").values_list("number", flat=True).first() or 0


def _retire(entries: Sequence[Entry], publication: Publication, at: datetime) -> None:
    for part in _parts([entry.path for entry in entries]):
        live = LakeFile.objects.filter(path__in=part, retired_in=None)
        if live.update(retired_in=publication, retired_at=at) != len(part):
            raise Conflict("A file to be replaced was replaced meanwhile; nothing changed.")


def _add(entries: Sequence[Entry], publication: Publication) -> None:
    for part in _parts([entry.path for entry in entries]):
        if LakeFile.objects.filter(path__in=part).exists():
            raise Conflict("A file to be added is in the manifest already; nothing changed.")
    LakeFile.objects.bulk_create([file_of(entry, publication) for entry in entries], batch_size=MANY)


def _parts(paths: list[str]) -> list[list[str]]:
    return [paths[start : start + MANY] for start in range(0, len(paths), MANY)]


def _assert_present(entries: Iterable[Entry]) -> None:
    root = Path(settings.LAKE_ROOT)
    for entry in entries:
        try:
            size = (root / entry.path).stat().st_size
        except FileNotFoundError:
            raise MissingFile(f"The file {entry.path} is not in the lake; nothing changed.") from None
        if size != entry.bytes:
            raise MissingFile(f"The file {entry.path} is not as long as it was written; nothing changed.")


def _assert_same_totals(added: Sequence[Entry], retired: Sequence[Entry]) -> None:
    def by_place(entries: Sequence[Entry]) -> dict[tuple[str, str, int], Totals]:
        places = {(entry.dataset, entry.period, entry.bucket) for entry in entries}
        return {place: totals(e for e in entries if (e.dataset, e.period, e.bucket) == place) for place in places}

    if by_place(added) != by_place(retired):
        raise ChangesTotals("The merged files do not hold what the originals held; nothing changed.")
