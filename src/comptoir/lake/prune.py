"""Which files can hold what is asked for; the others need not be opened."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from comptoir.lake.entry import Entry


def prune(
    entries: Iterable[Entry],
    periods: Collection[str] | None = None,
    accounts: Collection[int] | None = None,
    lines: Collection[int] | None = None,
    started: tuple[datetime | None, datetime | None] | None = None,
) -> tuple[Entry, ...]:
    """The entries that may hold a row of these periods, billing accounts, lines and instants [from, to).

    None sets no limit; an empty collection matches nothing. Instants are naive UTC. An entry without
    bounds for a column is kept.
    """
    wanted_accounts = None if accounts is None else sorted(accounts)
    wanted_lines = None if lines is None else sorted(lines)
    return tuple(
        entry
        for entry in entries
        if (periods is None or entry.period in periods)
        and _touches(wanted_accounts, entry.first_account, entry.last_account)
        and _touches(wanted_lines, entry.first_line, entry.last_line)
        and (started is None or _overlaps(started, entry))
    )


def _touches(wanted: Sequence[int] | None, first: int | None, last: int | None) -> bool:
    if wanted is None:
        return True
    if first is None or last is None:
        return bool(wanted)
    index = bisect_left(wanted, first)
    return index < len(wanted) and wanted[index] <= last


def _overlaps(started: tuple[datetime | None, datetime | None], entry: Entry) -> bool:
    start, end = started
    if entry.first_started_at is None or entry.last_started_at is None:
        return True
    return (start is None or entry.last_started_at >= start) and (end is None or entry.first_started_at < end)
