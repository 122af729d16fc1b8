"""A reach decides as the database does, in one query for any number of things, and never outlives its rights."""

from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import import_module
from types import MappingProxyType
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comptoir.access.actions.rights import end_right, give_right
from comptoir.access.actors import actor_for, still
from comptoir.access.capabilities import CUSTOMER_VIEW, INVOICES_VIEW, ORDERS_PLACE, PEOPLE_MANAGE
from comptoir.access.models import User
from comptoir.audit.models import AuditChain, AuditEvent
from comptoir.billing.models import OneOff
from comptoir.parties.models import BillingAccount
from comptoir.scope.actor import Actor, Channel, system
from comptoir.scope.authorize import NotAuthorized, authorize, check
from comptoir.scope.models import ScopeKind, ScopeNode, WideClosure
from comptoir.scope.reach import with_reach
from comptoir.scope.tree import add_node, hang
from tests.access.group import AT as THEN
from tests.access.group import ROOT, build

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
SEE, EDIT, DESK = "things.see", "things.edit", "things.desk"
NUMBERS = st.integers(0, 100)


def event(chain: AuditChain, number: int, scope: ScopeNode | None) -> AuditEvent:
    said: dict[str, Any] = {"at": AT, "verb": "thing", "digest": "", "previous": ""}
    return AuditEvent.objects.create(chain=chain, sequence=number, scope=scope, **said)


def tree(parents: list[list[int]], moved: tuple[int, int]) -> list[ScopeNode]:
    """Each node hangs from some of those before it; one of them elsewhere afterwards."""
    nodes: list[ScopeNode] = []
    for number, above in enumerate(parents):
        kind = ScopeKind.LINE if number % 2 else ScopeKind.SITE
        chosen = list({nodes[one % number].pk: nodes[one % number] for one in above}.values()) if number else []
        nodes.append(add_node(kind=kind, label="", customer_ref=None, at=AT, parents=chosen))
    later, earlier = sorted((moved[0] % len(nodes), moved[1] % len(nodes)), reverse=True)
    if later != earlier:
        hang(nodes[later], [nodes[earlier]], at=AT)
    return nodes


class TestReach(TestCase):
    @given(
        st.lists(st.lists(NUMBERS, max_size=3), min_size=1, max_size=9),
        st.tuples(NUMBERS, NUMBERS),
        st.dictionaries(st.sampled_from([SEE, EDIT]), st.lists(NUMBERS, max_size=3)),
        st.booleans(),
    )
    def test_three_ways_to_decide_agree(
        self, parents: list[list[int]], moved: tuple[int, int], held: dict[str, list[int]], at_desk: bool
    ) -> None:
        nodes = tree(parents, moved)
        chain = AuditChain.objects.create(customer_ref=1)
        things = [event(chain, number, node) for number, node in enumerate([*nodes, None])]
        grants = {one: frozenset(nodes[n % len(nodes)].pk for n in numbers) for one, numbers in held.items()}
        staff = frozenset({DESK, EDIT} if at_desk else ())
        actor = Actor("Someone", Channel.SESSION, 1, 1, MappingProxyType(grants), staff)
        reaching = with_reach(actor, SEE, EDIT, DESK)
        for capability in (SEE, EDIT, DESK):
            seen = set(AuditEvent.objects.visible_to(actor, capability).values_list("pk", flat=True))
            for thing in [*things, AuditEvent(scope=nodes[0])]:
                assert check(actor, capability, thing) == check(reaching, capability, thing) == (thing.pk in seen)


@pytest.mark.django_db
def test_one_query_then_none() -> None:
    root = add_node(kind=ScopeKind.CUSTOMER, label="", customer_ref=None, at=AT)
    other = add_node(kind=ScopeKind.CUSTOMER, label="", customer_ref=None, at=AT)
    chain = AuditChain.objects.create(customer_ref=1)
    mine, theirs = event(chain, 1, root), event(chain, 2, other)
    actor = Actor("Someone", Channel.SESSION, 1, 1, {SEE: frozenset({root.pk}), EDIT: frozenset({root.pk})})
    with CaptureQueriesContext(connection) as queries:
        reaching = with_reach(actor, SEE, EDIT)
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        for capability in (SEE, EDIT):
            authorize(reaching, capability, mine)
            with pytest.raises(NotAuthorized, match=capability):
                authorize(reaching, capability, theirs)
    assert len(queries) == 0
    with CaptureQueriesContext(connection) as queries:
        assert not check(reaching, DESK, mine)  # what was not asked for is asked of the database, which holds nothing
        with_reach(system("desk", staff=frozenset({SEE})), SEE)
        with_reach(actor, DESK)
    assert len(queries) == 0


@pytest.mark.django_db
def test_a_path_leads_to_the_place() -> None:
    group = build()
    charge = {"kind": "one_off", "code": "x", "amount_micro": 1, "from_on": date(2026, 1, 1)}
    mine, theirs = (
        OneOff.objects.create(billing_account=one.billing[0], **charge) for one in (group.parent, group.stranger)
    )
    actor = group.acting("ann")
    reaching = with_reach(actor, INVOICES_VIEW)
    for one in (mine, theirs, OneOff.objects.get(pk=mine.pk), OneOff.objects.defer("billing_account").get(pk=mine.pk)):
        assert check(actor, INVOICES_VIEW, one) == check(reaching, INVOICES_VIEW, one) == (one.pk == mine.pk)
    account = BillingAccount.objects.only("code").get(pk=group.parent.billing[0].pk)
    assert check(reaching, INVOICES_VIEW, account)


@pytest.mark.django_db
def test_the_snapshot_may_bring_the_reach_in_its_one_query() -> None:
    group = build()
    give_right(
        group.parent.customer, holder=group.people["bob"], profile="finance_administrator",
        scope=group.parent.accounts[0].scope, by=ROOT, at=THEN,
    )  # fmt: skip
    asked = (INVOICES_VIEW, CUSTOMER_VIEW, ORDERS_PLACE)
    for name in ("ann", "bob", "cas", "sam"):
        for company in group.companies:
            user = User.objects.get(pk=group.people[name].pk)
            with CaptureQueriesContext(connection) as queries:
                actor = actor_for(user, company.customer.pk, Channel.SESSION, THEN, reach=asked)
            assert len(queries) == 1
            apart = with_reach(group.acting(name, company), *asked)
            assert actor == apart and dict(actor.reach) == dict(apart.reach)


@pytest.mark.django_db
def test_what_the_snapshot_does_not_bring_is_asked_of_the_database() -> None:
    # The seat of a parent company manages people on the group's own node too, which lies above what is loaded.
    group = build()
    user = User.objects.get(pk=group.people["ann"].pk)
    actor = actor_for(user, group.parent.customer.pk, Channel.SESSION, THEN, reach=[PEOPLE_MANAGE])
    assert PEOPLE_MANAGE not in actor.reach
    assert check(actor, PEOPLE_MANAGE, group.affiliate.customer)
    assert not check(actor, PEOPLE_MANAGE, group.stranger.customer)


@pytest.mark.django_db
def test_no_reach_survives_a_change_of_rights() -> None:
    group = build()
    right = give_right(
        group.parent.customer, holder=group.people["bob"], profile="finance_administrator",
        scope=group.parent.accounts[0].scope, by=ROOT, at=THEN,
    )  # fmt: skip
    reaching = with_reach(group.acting("bob"), INVOICES_VIEW)
    account = group.parent.billing[0]
    assert check(reaching, INVOICES_VIEW, account)
    assert not check(replace(reaching, grants={}), INVOICES_VIEW, account)
    end_right(right, by=ROOT, at=THEN)
    assert not check(still(reaching, THEN), INVOICES_VIEW, account)
    assert not group.acting("bob").reach


@pytest.mark.django_db
def test_the_wide_closure_of_what_stood_before_is_filled_in() -> None:
    build()
    kept = set(WideClosure.objects.values_list("ancestor_id", "kind", "descendant_id"))
    WideClosure.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("comptoir.scope.migrations.0003_wide_closure").FILL)
    assert kept and set(WideClosure.objects.values_list("ancestor_id", "kind", "descendant_id")) == kept
