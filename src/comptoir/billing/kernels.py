"""The compiled rating kernels on disk."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from comptoir.rating.kernel_cache import forget_unused

#: Longer than any process of an older release may still run.
UNUSED_FOR = timedelta(days=14)


def forget_old_kernels(*, at: datetime) -> dict[str, Any]:
    """Daily: kernels of earlier releases that nobody uses any more."""
    return {"folders": len(forget_unused(Path(settings.KERNEL_CACHE), UNUSED_FOR))}
