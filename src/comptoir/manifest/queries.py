"""What counts now, and what counted a moment ago.

Files hold many customers' rows: nothing here is shown to a viewer as it is. Whoever asks the lake for a
viewer joins that viewer's visible set (`comptoir.lake.visibility`).
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet, Subquery

from comptoir.lake.entry import StaleSnapshot
from comptoir.lake.prune import prune
from comptoir.manifest.files import FIELDS, entry_of
from comptoir.manifest.models import LakeFile, Publication
from comptoir.manifest.snapshot import Snapshot


def live(
    *datasets: str,
    periods: Collection[str] | None = None,
    accounts: Collection[int] | None = None,
    lines: Collection[int] | None = None,
) -> Snapshot:
    """The files that count now, of all these datasets as of one publication, in one query.

    Files that cannot hold a row of these periods, billing accounts and lines are left out.
    """
    head = Publication.objects.order_by("-number").values("number")[:1]
    files = _files(datasets, periods, accounts, lines).filter(retired_in=None)
    rows = list(files.annotate(head=Subquery(head)).values(*FIELDS, "head"))
    if rows:
        return _snapshot(rows, rows[0]["head"], accounts, lines)
    # No row carries the number: read it, then take the state that belongs to it.
    return at_publication(last_number(), *datasets, periods=periods, accounts=accounts, lines=lines)


def at_publication(
    number: int,
    *datasets: str,
    periods: Collection[str] | None = None,
    accounts: Collection[int] | None = None,
    lines: Collection[int] | None = None,
) -> Snapshot:
    """The files that counted right after a publication; `StaleSnapshot` once one of them was swept."""
    files = _files(datasets, periods, accounts, lines).filter(
        Q(retired_in=None) | Q(retired_in__gt=number), added_in__lte=number
    )
    rows = list(files.values(*FIELDS, "swept_at"))
    if any(row["swept_at"] for row in rows):
        raise StaleSnapshot(f"The state after publication {number} is past its grace; files of it are gone.")
    return _snapshot(rows, number, accounts, lines)


def last_number() -> int:
    """The number of the last publication; 0 before the first."""
    return Publication.objects.order_by("-number").values_list("number", flat=True).first() or 0


def is_published(key: str) -> bool:
    """Whether a change of this key was published: whoever knows need not write its files again."""
    return Publication.objects.filter(key=key).exists()


def _files(
    datasets: tuple[str, ...],
    periods: Collection[str] | None,
    accounts: Collection[int] | None,
    lines: Collection[int] | None,
) -> QuerySet[LakeFile]:
    files = LakeFile.objects.filter(dataset__in=datasets)
    if periods is not None:
        files = files.filter(period__in=list(periods))
    for column, values in (("account", accounts), ("line", lines)):
        if values:
            files = files.filter(
                Q(**{f"first_{column}": None})
                | Q(**{f"first_{column}__lte": max(values), f"last_{column}__gte": min(values)})
            )
    return files.order_by("dataset", "period", "bucket", "path")


def _snapshot(
    rows: list[dict[str, Any]], number: int, accounts: Collection[int] | None, lines: Collection[int] | None
) -> Snapshot:
    return Snapshot(number, prune((entry_of(row) for row in rows), accounts=accounts, lines=lines))
