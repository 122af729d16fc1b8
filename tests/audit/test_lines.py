"""Each event of the audit log as a line for a collector of logs, where the settings ask for it (ASVS 16.4.3)."""

import json
import logging
from typing import Any

import pytest
from django.db import transaction

from comptoir.audit.log import record
from comptoir.audit.many import record_in_each
from comptoir.audit.models import AuditEvent
from comptoir.kernel.clock import SystemClock
from comptoir.scope.actor import Actor, Channel

pytestmark = pytest.mark.django_db
AT = SystemClock().now()
EVE = Actor("Eve Peeters", Channel.SESSION, user_id=7)


def told(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(one.getMessage()) for one in caplog.records if one.name == "comptoir.audit.lines"]


def test_an_event_is_told_once_it_counts(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    caplog.set_level(logging.INFO, "comptoir.audit.lines")
    with django_capture_on_commit_callbacks(execute=True):
        made = record(actor=EVE, verb="line.ended", obj=None, at=AT, personal={"name": "Eve"}, reason="moved")
    (said,) = told(caplog)
    assert said["verb"] == "line.ended" and said["user"] == 7 and said["channel"] == "session"
    assert (said["sequence"], said["digest"]) == (1, made.digest)
    assert "Eve" not in caplog.text, "names can be erased, and lines cannot"


def test_events_of_many_customers_at_once_are_told_each(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    caplog.set_level(logging.INFO, "comptoir.audit.lines")
    with django_capture_on_commit_callbacks(execute=True):
        record_in_each([3, 5], actor=EVE, verb="customer.viewed", object_type="parties.customer", at=AT, page="search")
    assert [(said["customer"], said["sequence"], said["verb"]) for said in told(caplog)] == [
        (3, 1, "customer.viewed"),
        (5, 1, "customer.viewed"),
    ]
    assert {said["digest"] for said in told(caplog)} == set(AuditEvent.objects.values_list("digest", flat=True))


def test_what_did_not_happen_is_not_told(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    caplog.set_level(logging.INFO, "comptoir.audit.lines")
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        record(actor=EVE, verb="line.ended", obj=None, at=AT)
        raise RuntimeError
    assert told(caplog) == [] and not AuditEvent.objects.exists()


def test_by_default_nothing_is_told(caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record(actor=EVE, verb="line.ended", obj=None, at=AT)
    assert told(caplog) == [] and AuditEvent.objects.count() == 1
