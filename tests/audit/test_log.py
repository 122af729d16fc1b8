"""The log is append-only, one chain per customer, and shows when somebody has been at it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from comptoir.audit.log import digest_of, record, verify
from comptoir.audit.models import AuditChain, AuditEvent, PersonalValue
from comptoir.audit.personal import erase, values_of
from comptoir.audit.queries import events
from comptoir.parties.actions.accounts import open_account
from comptoir.parties.actions.customers import create_customer
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel, system
from comptoir.scope.tree import hang
from tests.audit.tampering import guards_away

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
ROOT = system("root", Channel.COMMAND)


def customer(code: str = "a") -> Customer:
    return create_customer(code=code, legal_name=code, accepted_on=date(2026, 1, 1), by=ROOT, at=AT)


def chain_of(owner: Customer) -> AuditChain:
    return AuditChain.objects.get(customer_ref=owner.pk)


@pytest.mark.django_db
@pytest.mark.clause("A-16")
def test_an_event_says_who_did_what_on_what_when() -> None:
    owner = customer()
    person = Actor("Ann", Channel.SESSION, user_id=7, customer_id=owner.pk)
    event = record(actor=person, verb="thing.done", obj=owner, at=AT, amount=Decimal("1.20"), on=date(2026, 1, 2))
    event.refresh_from_db()
    assert (event.actor_label, event.actor_user, event.channel) == ("Ann", 7, "session")
    assert (event.verb, event.object_type, event.object_ref) == ("thing.done", "parties.customer", str(owner.pk))
    assert (event.at, event.data) == (AT, {"amount": "1.20", "on": "2026-01-02"})
    assert (event.chain.customer_ref, event.scope_id) == (owner.pk, owner.scope_id)


@pytest.mark.django_db
def test_each_customer_has_a_chain_of_its_own_and_so_has_the_operator() -> None:
    first, second = customer("a"), customer("b")
    record(actor=ROOT, verb="x", obj=None, at=AT)
    record(actor=ROOT, verb="x", obj=first, at=AT)
    assert [verify(chain).holds for chain in AuditChain.objects.all()] == [True, True, True]
    lengths = dict(AuditChain.objects.values_list("customer_ref", "length"))
    assert lengths == {first.pk: 2, second.pk: 1, 0: 1}


def change(events: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(pk=events[1].pk).update(verb="another")


def cut_the_middle(events: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(pk=events[1].pk).delete()


def cut_the_newest(events: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(pk=events[-1].pk).delete()


def swap(events: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(pk=events[1].pk).update(sequence=99)
    AuditEvent.objects.filter(pk=events[2].pk).update(sequence=events[1].sequence)
    AuditEvent.objects.filter(pk=events[1].pk).update(sequence=events[2].sequence)


def back_date(events: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(pk=events[2].pk).update(at=AT - timedelta(days=1))


@pytest.mark.django_db
@pytest.mark.clause("A-16")
@pytest.mark.parametrize("statement", ["UPDATE audit_auditevent SET verb = 'x'", "DELETE FROM audit_auditevent"])
def test_the_database_itself_changes_and_deletes_no_event(statement: str) -> None:
    """Whoever writes past the platform, with its own account: by the statement, and nothing is lost."""
    customer()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.exclude(verb="x").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("tamper", [change, cut_the_middle, cut_the_newest, swap, back_date])
def test_tampering_shows(tamper: Callable[[list[AuditEvent]], None]) -> None:
    owner = customer()
    for number in range(4):
        record(actor=ROOT, verb="thing.done", obj=owner, at=AT + timedelta(minutes=number), number=number)
    assert verify(chain_of(owner)).events == 5
    known = list(AuditEvent.objects.filter(chain=chain_of(owner)).order_by("sequence"))
    with pytest.raises(DatabaseError), transaction.atomic():
        tamper(known)
    assert verify(chain_of(owner)).holds, "the database itself refuses"
    with guards_away():
        tamper(known)
    assert not verify(chain_of(owner)).holds


@pytest.mark.django_db
def test_an_event_is_never_changed_or_deleted() -> None:
    event = record(actor=ROOT, verb="x", obj=None, at=AT)
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


@pytest.mark.django_db
def test_an_event_goes_with_its_action() -> None:
    owner = customer()
    with pytest.raises(RuntimeError), transaction.atomic():
        record(actor=ROOT, verb="thing.done", obj=owner, at=AT)
        raise RuntimeError
    assert verify(chain_of(owner)) == verify(chain_of(owner)).__class__(1)


@pytest.mark.django_db
def test_of_a_thing_that_moved_each_customer_sees_its_own_time() -> None:
    seller, buyer = customer("seller"), customer("buyer")
    thing = open_account(seller, code="T", name="T", by=ROOT, at=AT)
    record(actor=ROOT, verb="before", obj=thing, at=AT)
    hang(thing.scope, [buyer.scope], at=AT)
    thing.customer = buyer
    record(actor=ROOT, verb="after", obj=thing, at=AT)
    seen = {owner: {event.verb for event in events(viewer(owner), "audit.view")} for owner in (seller, buyer)}
    assert "before" not in seen[buyer] and "after" in seen[buyer]
    assert "after" not in seen[seller]


def viewer(owner: Customer) -> Actor:
    nodes = {"audit.view": frozenset({owner.scope_id})}
    return Actor("x", Channel.SESSION, 1, owner.pk, nodes)


@pytest.mark.django_db
@pytest.mark.clause("A-16", "R-10")
def test_a_person_is_erased_from_the_log_and_its_chain_stays_whole() -> None:
    owner, other = customer("a"), customer("b")
    ann = Actor("Ann", Channel.SESSION, user_id=7, customer_id=owner.pk)
    for place in (owner, owner, other):
        record(actor=ann, verb="thing.done", obj=place, at=AT, personal={"email": "ann@a.example"})
    record(actor=Actor("Bob", Channel.SESSION, user_id=8), verb="thing.done", obj=owner, at=AT)
    last = AuditEvent.objects.filter(actor_user=7).last()
    assert last is not None and values_of(last.personal) == {"email": "ann@a.example"}
    erase(7, at=AT)
    labels = [event.actor_label for event in AuditEvent.objects.filter(verb="thing.done").order_by("pk")]
    assert labels == ["", "", "", "Bob"]
    assert values_of(last.personal) == {}
    assert not PersonalValue.objects.filter(value__icontains="ann").exists()
    assert verify(chain_of(owner)).holds and verify(chain_of(other)).holds


@pytest.mark.django_db
def test_a_name_that_was_changed_rather_than_erased_shows() -> None:
    owner = customer()
    record(actor=Actor("Ann", Channel.SESSION, user_id=7), verb="thing.done", obj=owner, at=AT)
    PersonalValue.objects.filter(user_ref=7).update(value="Bob")
    assert verify(chain_of(owner)).broken_at == 2


@pytest.mark.django_db
def test_an_event_from_before_names_stood_apart_still_holds() -> None:
    owner = customer()
    chain = chain_of(owner)
    event = AuditEvent(
        chain=chain, sequence=2, scope_id=owner.scope_id, at=AT, sealed_label="Ann", actor_user=7, channel="session",
        verb="x", object_type="", object_ref="", data={}, previous=chain.head,
    )  # fmt: skip
    event.digest = digest_of(event)
    event.save(force_insert=True)
    AuditChain.objects.filter(pk=chain.pk).update(length=2, head=event.digest)
    record(actor=ROOT, verb="thing.done", obj=owner, at=AT)
    assert verify(chain_of(owner)).events == 3
    with guards_away():
        AuditEvent.objects.filter(pk=event.pk).update(sealed_label="Bob")
    assert verify(chain_of(owner)).broken_at == 2
