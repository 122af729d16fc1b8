"""The registration's test world: a fixed instant, a home of its own, the operator's people."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from comptoir.kernel.clock import FixedClock
from tests.console.cast import Cast, gather
from tests.portal.world import NOW


@pytest.fixture(autouse=True)
def clock(settings: Any, tmp_path: Path) -> Iterator[FixedClock]:
    """The platform's clock, standing at NOW; files go to a folder of the test's own."""
    settings.CLOCK = FixedClock(NOW)
    settings.HOME = tmp_path / "home"
    settings.DOCUMENTS_ROOT = settings.HOME / "documents"
    settings.FILE_UPLOAD_TEMP_DIR = settings.HOME / "receiving"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True)
    yield settings.CLOCK


@pytest.fixture
def cast(db: None) -> Cast:
    """The operator's people: Anna administers, Bram is of the billing desk, Carla of the customer desk."""
    return gather()
