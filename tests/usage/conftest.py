from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.usage import world as small


@pytest.fixture
def world(db: Any, settings: Any, tmp_path: Path) -> Iterator[small.World]:
    """The small world, with a home and a lake of its own."""
    settings.HOME = tmp_path / "home"
    settings.LAKE_ROOT = settings.HOME / "lake"
    settings.HOME.mkdir()
    yield small.build()
