"""The daily heads: cutting off the newest events shows, even where the chain was set back to fit."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from comptoir.audit.heads import keep_heads, missing
from comptoir.audit.log import record, verify
from comptoir.audit.models import AuditChain, AuditEvent, AuditHead
from comptoir.parties.actions.customers import create_customer
from comptoir.parties.models import Customer
from comptoir.scope.actor import Channel, system
from tests.audit.tampering import guards_away

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
DAY = date(2026, 11, 21)
ROOT = system("root", Channel.COMMAND)

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-16", "R-10")]


@pytest.fixture
def owner() -> Customer:
    made = create_customer(code="a", legal_name="a", accepted_on=date(2026, 1, 1), by=ROOT, at=AT)
    for number in range(4):
        record(actor=ROOT, verb="thing.done", obj=made, at=AT, number=number)
    return made


def cut_to(owner: Customer, length: int) -> AuditChain:
    """Takes the newest events away and sets the chain back, as one would who can write to the database."""
    chain = AuditChain.objects.get(customer_ref=owner.pk)
    with guards_away():
        AuditEvent.objects.filter(chain=chain, sequence__gt=length).delete()
    last = AuditEvent.objects.get(chain=chain, sequence=length)
    AuditChain.objects.filter(pk=chain.pk).update(length=length, head=last.digest)
    chain.refresh_from_db()
    return chain


def test_a_chain_cut_off_to_fit_itself_is_found_by_the_day_before(owner: Customer, tmp_path: Path) -> None:
    keep_heads(tmp_path, on=DAY)
    assert missing(tmp_path) == []
    chain = cut_to(owner, 3)
    assert not verify(chain).holds
    AuditHead.objects.all().delete()
    assert verify(chain).holds, "whoever takes the notes away too has made the database fit itself"
    assert [(lost.customer_ref, lost.on, lost.length) for lost in missing(tmp_path)] == [(owner.pk, DAY, 5)]


def test_a_chain_rewritten_from_somewhere_on_is_found(owner: Customer, tmp_path: Path) -> None:
    keep_heads(tmp_path, on=DAY)
    cut_to(owner, 3)
    for number in range(5):
        record(actor=ROOT, verb="thing.done", obj=owner, at=AT, number=number)
    AuditHead.objects.all().delete()
    assert verify(AuditChain.objects.get(customer_ref=owner.pk)).holds
    assert [lost.length for lost in missing(tmp_path)] == [5]


def test_what_happened_since_is_no_loss(owner: Customer, tmp_path: Path) -> None:
    keep_heads(tmp_path, on=DAY)
    record(actor=ROOT, verb="thing.done", obj=owner, at=AT + timedelta(days=1))
    assert missing(tmp_path) == []
    assert verify(AuditChain.objects.get(customer_ref=owner.pk)).holds


def test_twice_on_one_day_changes_nothing_and_a_lost_file_is_written_anew(owner: Customer, tmp_path: Path) -> None:
    assert keep_heads(tmp_path, on=DAY) == 1
    file = tmp_path / "2026-11-21.ndjson"
    said = file.read_text(encoding="utf-8")
    record(actor=ROOT, verb="thing.done", obj=owner, at=AT)
    assert keep_heads(tmp_path, on=DAY) == 0
    assert file.read_text(encoding="utf-8") == said
    file.unlink()
    keep_heads(tmp_path, on=DAY)
    assert file.read_text(encoding="utf-8") == said
    assert keep_heads(tmp_path, on=DAY + timedelta(days=1)) == 1
