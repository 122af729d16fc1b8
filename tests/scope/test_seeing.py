"""visible_to, check and authorize are one rule, decided in the database, by an index."""

from datetime import UTC, datetime
from types import MappingProxyType

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.audit.models import AuditChain, AuditEvent
from comptoir.scope.actor import Actor, Channel, system
from comptoir.scope.authorize import NotAuthorized, authorize, check, require
from comptoir.scope.models import ScopeKind, ScopeNode
from comptoir.scope.place import place_of
from comptoir.scope.tree import add_leaves, add_node
from tests.audit.tampering import guards_away

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
SEE = "things.see"


def on(*nodes: ScopeNode) -> Actor:
    return Actor("Someone", Channel.SESSION, 1, 1, MappingProxyType({SEE: frozenset(node.pk for node in nodes)}))


def things(count: int) -> tuple[ScopeNode, list[ScopeNode]]:
    """A customer with so many places, each with one thing (an event of the log, the nearest at hand)."""
    root = add_node(kind=ScopeKind.CUSTOMER, label="", customer_ref=None, at=AT)
    leaves = add_leaves([ScopeNode(kind=ScopeKind.LINE, label="") for _ in range(count)], [[root.pk]] * count, at=AT)
    chain = AuditChain.objects.create(customer_ref=root.pk)
    AuditEvent.objects.bulk_create(
        AuditEvent(chain=chain, sequence=number, scope=leaf, at=AT, verb="thing", digest="", previous="")
        for number, leaf in enumerate(leaves)
    )
    return root, leaves


@pytest.mark.django_db
def test_a_right_covers_its_place_and_what_lies_below() -> None:
    root, leaves = things(3)
    other, _ = things(2)
    assert AuditEvent.objects.visible_to(on(root), SEE).count() == 3
    assert AuditEvent.objects.visible_to(on(leaves[0]), SEE).count() == 1
    assert AuditEvent.objects.visible_to(on(root, other), SEE).count() == 5
    assert AuditEvent.objects.visible_to(on(root), "other.capability").count() == 0
    assert AuditEvent.objects.visible_to(on(), SEE).count() == 0
    assert AuditEvent.objects.visible_to(system("desk", staff=frozenset({SEE})), SEE).count() == 5


@pytest.mark.django_db
def test_what_is_added_below_later_is_covered_too() -> None:
    root, _ = things(1)
    actor = on(root)
    late = add_node(kind=ScopeKind.LINE, label="", customer_ref=None, at=AT, parents=[root])
    event = AuditEvent.objects.get()
    with guards_away():
        AuditEvent.objects.filter(pk=event.pk).update(scope=late)
    assert check(actor, SEE, event)


@pytest.mark.django_db
def test_check_says_what_the_filter_says() -> None:
    root, leaves = things(4)
    other, _ = things(2)
    for actor in (on(root), on(leaves[0], leaves[2]), on(other), on(), system("x", staff=frozenset({SEE}))):
        seen = set(AuditEvent.objects.visible_to(actor, SEE))
        for event in AuditEvent.objects.all():
            assert check(actor, SEE, event) == (event in seen)
            if event in seen:
                authorize(actor, SEE, event)
            else:
                with pytest.raises(NotAuthorized):
                    authorize(actor, SEE, event)


def test_require_asks_for_the_capability_anywhere() -> None:
    require(system("desk", staff=frozenset({SEE})), SEE)
    with pytest.raises(NotAuthorized):
        require(system("desk"), SEE)


@pytest.mark.django_db
def test_seeing_is_one_query_that_uses_indexes() -> None:
    _, leaves = things(2_000)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE scope_scopeclosure; ANALYZE audit_auditevent")
    for actor in (on(leaves[7]), on(*leaves[:500])):
        rows = AuditEvent.objects.visible_to(actor, SEE)
        with CaptureQueriesContext(connection) as queries:
            list(rows)
        assert len(queries) == 1
    plan = AuditEvent.objects.visible_to(on(leaves[7]), SEE).explain()
    assert "scope_closure_once" in plan or "COVERING INDEX sqlite_autoindex_scope_scopeclosure" in plan, plan
    assert "Seq Scan" not in plan, plan
    assert "SCAN audit_auditevent" not in plan, plan


@pytest.mark.django_db
def test_a_thing_without_a_place_has_none() -> None:
    assert place_of(None) is None
    assert place_of(AuditChain(customer_ref=5)) is None
    root = add_node(kind=ScopeKind.CUSTOMER, label="", customer_ref=None, at=AT)
    assert place_of(AuditEvent(scope=root)) == root.pk
