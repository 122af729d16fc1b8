"""The portal's test world, at one fixed instant."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from comptoir.kernel.clock import FixedClock
from tests.portal.world import NOW, World, build


@pytest.fixture(autouse=True)
def at_a_fixed_instant() -> Iterator[None]:
    before, settings.CLOCK = settings.CLOCK, FixedClock(NOW)
    yield
    settings.CLOCK = before


@pytest.fixture
def world(db: None) -> World:
    return build()
