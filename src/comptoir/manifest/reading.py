"""Asking the lake: the installation's one reader, and answers that survive a swept file."""

from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from comptoir.lake.entry import StaleSnapshot
from comptoir.lake.reader import Lake
from comptoir.lake.schemas import CHARGES, ROLLUP
from comptoir.manifest.queries import live
from comptoir.manifest.snapshot import Snapshot
from comptoir.rating.schema import RATED, RECORDS

Answer = TypeVar("Answer")
SCHEMAS = {"raw": RECORDS, "rated": RATED, "standard": RATED, "rollup": ROLLUP, "charges": CHARGES}
ATTEMPTS = 3


def lake() -> Lake:
    """The reader of this installation's lake, one per process."""
    return _lake(Path(settings.LAKE_ROOT))


def reading(
    ask: Callable[[Snapshot], Answer],
    *datasets: str,
    periods: Collection[str] | None = None,
    accounts: Collection[int] | None = None,
    lines: Collection[int] | None = None,
) -> Answer:
    """What `ask` makes of a snapshot of these datasets; asked again with a new one if files were swept."""
    for attempt in range(1, ATTEMPTS + 1):
        snapshot = live(*datasets, periods=periods, accounts=accounts, lines=lines)
        try:
            return ask(snapshot)
        except StaleSnapshot:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


@cache
def _lake(root: Path) -> Lake:
    return Lake(root, SCHEMAS)
