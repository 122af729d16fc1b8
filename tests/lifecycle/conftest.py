"""A fixed instant, a home of its own, one customer."""

from pathlib import Path
from typing import Any

import pytest

from comptoir.kernel.clock import FixedClock
from tests.lifecycle import cast
from tests.lifecycle.cast import NOW, Firm


@pytest.fixture(autouse=True)
def clock(settings: Any, tmp_path: Path) -> FixedClock:
    """The platform's clock, standing at NOW; data go to a folder of the test's own."""
    settings.CLOCK = FixedClock(NOW)
    settings.HOME = tmp_path / "home"
    settings.LAKE_ROOT = settings.HOME / "lake"
    settings.DOCUMENTS_ROOT = settings.HOME / "documents"
    found: FixedClock = settings.CLOCK
    return found


@pytest.fixture
def lumen(db: None) -> Firm:
    return cast.firm()
