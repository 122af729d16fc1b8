"""The world of these tests, and what their servers need."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from comptoir.identity import networks
from tests.identity.company import World, build
from tests.identity.provider import Provider, openid_provider
from tests.identity.servers import ca_file


@pytest.fixture(autouse=True)
def own_network(settings: LazySettings) -> Iterator[None]:
    """Servers on this machine may be reached, by the certificate of the tests; the DNS is simulated."""
    settings.FETCH_NETWORKS = ["127.0.0.0/8", "::1/128"]
    settings.FETCH_CA = ca_file()
    settings.DOMAIN_RESOLVER = "comptoir.identity.providers.simulator.SimulatedResolver"
    yield
    networks.take(())


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def provider() -> Iterator[Provider]:
    with openid_provider() as running:
        yield running
