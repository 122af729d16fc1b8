"""What the lake needs every day: small files merged, old ones swept."""

from datetime import datetime
from typing import Any

from comptoir.manifest.actions.upkeep import compact, sweep
from comptoir.manifest.reading import SCHEMAS
from comptoir.scope.actor import system


def merge_small_files(*, at: datetime) -> dict[str, Any]:
    """One publication for each period and bucket in which something was merged."""
    made = compact(*SCHEMAS, at=at, by=system("lake"))
    return {
        "publications": len(made),
        "merged": sum(one.files_retired for one in made),
        "into": sum(one.files_added for one in made),
    }


def sweep_old_files(*, at: datetime) -> dict[str, Any]:
    """Files past their grace, and files that were never published."""
    swept = sweep(at)
    return {"files": len(swept.paths), "bytes": swept.bytes}
