"""What is known of one file of the lake, enough to choose it, to check it and never to open it in vain."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime


class StaleSnapshot(Exception):
    """A file of the snapshot is gone, replaced longer ago than the grace period: ask the manifest again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One Parquet file. `path` is relative to the lake's root, with forward slashes.

    The first and last values are the smallest and largest of the column, both included; None where the
    dataset has no such column. Instants are naive UTC. `sums` holds the exact sum of each column of
    `SUMMED` that the dataset has; the sum of the record ids tells two sets of records apart.
    """

    path: str
    dataset: str
    period: str
    bucket: int
    rows: int
    bytes: int
    sha256: str
    fingerprint: str
    first_account: int | None = None
    last_account: int | None = None
    first_line: int | None = None
    last_line: int | None = None
    first_started_at: datetime | None = None
    last_started_at: datetime | None = None
    sums: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows and exact sums over several files: what must stay the same when files are merged."""

    rows: int
    sums: Mapping[str, int] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Replacement:
    """Files to add and the files they stand for; published together or not at all."""

    add: tuple[Entry, ...]
    retire: tuple[Entry, ...]


def totals(entries: Iterable[Entry]) -> Totals:
    """Rows and sums of all the entries together."""
    rows = 0
    sums: dict[str, int] = {}
    for entry in entries:
        rows += entry.rows
        for name, value in entry.sums.items():
            sums[name] = sums.get(name, 0) + value
    return Totals(rows, sums)
