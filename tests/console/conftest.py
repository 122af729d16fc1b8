"""The console's test world: a fixed instant, a home of its own, a named cast."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from comptoir.kernel.clock import FixedClock
from tests.console.cast import Cast, gather
from tests.portal.world import NOW, World, build


@pytest.fixture(autouse=True)
def clock(settings: Any, tmp_path: Path) -> Iterator[FixedClock]:
    """The platform's clock, standing at NOW; data go to a folder of the test's own."""
    settings.CLOCK = FixedClock(NOW)
    settings.HOME = tmp_path / "home"
    settings.LAKE_ROOT = settings.HOME / "lake"
    settings.DOCUMENTS_ROOT = settings.HOME / "documents"
    settings.FILE_UPLOAD_TEMP_DIR = settings.HOME / "receiving"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True)
    yield settings.CLOCK


@pytest.fixture
def cast(db: None) -> Cast:
    """The operator's people: Anna administers, Bram is of the billing desk, Carla of the customer desk."""
    return gather()


@pytest.fixture
def world(cast: Cast) -> World:
    """Two customers, Lumen and Borealis, with three months billed."""
    return build()


@pytest.fixture
def hour() -> timedelta:
    return timedelta(hours=1)
