"""The clock stands at the instant of the test world."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches

from comptoir.kernel.clock import FixedClock
from tests.access.group import AT


@pytest.fixture(autouse=True)
def at_the_instant_of_the_world() -> Iterator[None]:
    before, settings.CLOCK = settings.CLOCK, FixedClock(AT)
    caches["process"].clear()
    yield
    settings.CLOCK = before
