from pathlib import Path
from typing import Any

import pytest

from tests.usage import world as small


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """A home and a lake of this test's own."""
    settings.HOME = tmp_path / "home"
    settings.LAKE_ROOT = settings.HOME / "lake"
    settings.HOME.mkdir()
    return Path(settings.HOME)


@pytest.fixture
def world(db: Any, home: Path) -> small.World:
    """The small world."""
    return small.build()


@pytest.fixture
def committed_world(transactional_db: Any, home: Path) -> small.World:
    """The small world, committed: other processes see it."""
    return small.build()
