"""`comptoir log` tells a whole log from one that was cut or rewritten."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from comptoir.audit.heads import note_heads
from comptoir.audit.models import AuditChain, AuditEvent, AuditHead
from comptoir.commands.line import run_line
from comptoir.parties.actions.customers import create_customer
from comptoir.scope.actor import Channel, system
from tests.audit.tampering import guards_away

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def heads(tmp_path: Path) -> object:
    before, settings.AUDIT_HEADS = settings.AUDIT_HEADS, tmp_path
    yield
    settings.AUDIT_HEADS = before


@pytest.mark.django_db
@pytest.mark.clause("A-16")
def test_a_log_is_whole_until_someone_has_been_at_it(capsys: pytest.CaptureFixture[str]) -> None:
    by = system("root", Channel.COMMAND)
    owner = create_customer(code="a", legal_name="a", accepted_on=date(2026, 1, 1), by=by, at=AT)
    assert note_heads(at=AT) == {"chains": 1}
    assert run_line(["log"]) == 0
    assert "1 events, 0 broken logs, 0 that lost events." in capsys.readouterr().out
    with guards_away():
        AuditEvent.objects.filter(chain__customer_ref=owner.pk).update(verb="x")
    assert run_line(["log"]) == 1
    assert f"the log of customer {owner.pk} is broken at event 1." in capsys.readouterr().err
    AuditHead.objects.all().delete()
    with guards_away():
        AuditEvent.objects.all().delete()
    AuditChain.objects.update(length=0, head="")
    assert run_line(["log"]) == 1
    assert "no longer holds the 1 events noted on 2026-11-21" in capsys.readouterr().err
