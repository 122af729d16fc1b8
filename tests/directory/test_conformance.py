"""Every check of scim2-tester passes against the live addresses (A-15; RFC 7643, 7644)."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from comptoir.api import limits
from tests.directory.connected import two


@pytest.fixture
def connection_kept() -> Iterator[None]:
    """The handler closes the connection behind each answer; a test's transaction needs it still."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("connection_kept")
@pytest.mark.clause("A-15")
def test_every_check_of_the_protocol_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "A_MINUTE", 100_000)
    _group, own, _other = two()
    client = WSGISCIMClient(
        WSGIHandler(),
        base_url=f"{settings.PORTAL_URL}/scim/v2/{own.customer.code}",
        headers={"Authorization": f"Bearer {own.secret}"},
    )
    results = check_server(client)
    failed = [(one.title, one.reason) for one in results if one.status not in (Status.SUCCESS, Status.COMPLIANT)]
    assert failed == [], "\n".join(map(str, failed))
    assert len(results) > 60
