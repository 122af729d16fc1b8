"""The clock stands at the instant of the test worlds; nobody has asked yet."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches

from comptoir.kernel.clock import FixedClock
from tests.portal.world import NOW


@pytest.fixture(autouse=True)
def at_a_fixed_instant() -> Iterator[None]:
    before, settings.CLOCK = settings.CLOCK, FixedClock(NOW)
    caches["process"].clear()
    yield
    settings.CLOCK = before
