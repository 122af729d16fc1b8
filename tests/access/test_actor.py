"""The Actor: what a person may do for one customer at one instant, read in one query."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.access.actions.rights import end_right, give_right
from comptoir.access.actions.seats import leave_seat_vacant
from comptoir.access.actors import actor_for, customers_of
from comptoir.access.capabilities import (
    CUSTOMER_VIEW,
    DATA,
    INVOICES_VIEW,
    MANAGER,
    OPERATE_BILLING,
    PEOPLE_MANAGE,
    USAGE_VIEW,
)
from comptoir.access.models import Grant, StaffRole, User
from comptoir.access.snapshot import live_grant_ids
from comptoir.access.who_can import who_can
from comptoir.parties.models import BillingAccount, Customer
from comptoir.scope.actor import Channel
from comptoir.scope.models import ScopeKind, ScopeNode
from comptoir.scope.tree import hang
from tests.access.group import AT, ROOT, build, company

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


@pytest.mark.clause("A-01")
def test_the_seat_gives_everything_of_its_customer_and_nothing_of_another() -> None:
    group = build()
    owner = group.acting("ann")
    assert all(owner.may(capability) for capability in DATA | MANAGER)
    assert owner.profiles == {"access_owner"}
    seen = set(BillingAccount.objects.visible_to(owner, INVOICES_VIEW))
    assert seen == set(group.parent.billing)
    assert not group.acting("ann", group.stranger).grants


@pytest.mark.clause("A-08")
def test_the_parents_access_owner_is_the_affiliates_too_as_a_customer_of_its_own() -> None:
    group = build()
    assert [one.name for one in customers_of(group.people["ann"], AT)] == ["Affiliate", "Parent"]
    there = group.acting("ann", group.affiliate)
    assert set(BillingAccount.objects.visible_to(there, INVOICES_VIEW)) == set(group.affiliate.billing)
    assert not customers_of(group.people["bob"], AT)


@pytest.mark.clause("A-06")
def test_a_right_on_the_group_counts_in_each_company_as_its_own() -> None:
    group = build()
    place = ScopeNode.objects.get(kind=ScopeKind.GROUP)
    give_right(
        group.parent.customer,
        holder=group.people["bob"],
        profile="finance_administrator",
        scope=place,
        by=group.acting("ann"),
        at=AT,
    )
    for one in (group.parent, group.affiliate):
        assert set(BillingAccount.objects.visible_to(group.acting("bob", one), INVOICES_VIEW)) == set(one.billing)
    assert not group.acting("bob", group.stranger).grants


@pytest.mark.clause("A-03")
def test_a_manager_manages_and_sees_no_data_from_anyone() -> None:
    group = build()
    bob, root = group.people["bob"], group.parent.customer.scope
    give_right(group.parent.customer, holder=bob, profile="access_manager", scope=root, by=ROOT, at=AT)
    # Whatever might get past the actions: the snapshot itself leaves data out.
    Grant.objects.create(
        customer=group.parent.customer, holder=bob, profile="finance_administrator", scope=root, from_at=AT,
        given_label="x",
    )  # fmt: skip
    manager = group.acting("bob")
    assert manager.may(PEOPLE_MANAGE)
    assert not any(manager.may(capability) for capability in DATA)
    assert bob.pk not in {one.user_id for one in who_can(INVOICES_VIEW, group.parent.customer, AT)}


def test_a_grant_may_be_a_part_of_its_profile() -> None:
    group = build()
    give_right(
        group.parent.customer, holder=group.people["bob"], profile="finance_administrator",
        capabilities=[INVOICES_VIEW], scope=group.parent.customer.scope, by=ROOT, at=AT,
    )  # fmt: skip
    assert set(group.acting("bob").grants) == {INVOICES_VIEW}


@pytest.mark.clause("A-07")
def test_rights_run_from_start_to_end_and_end_with_their_source() -> None:
    group = build()
    root = group.parent.customer.scope
    source = give_right(
        group.parent.customer, holder=group.people["bob"], profile="finance_administrator", scope=root,
        by=group.acting("ann"), at=AT, to_at=AT + timedelta(days=9), may_delegate=True,
    )  # fmt: skip
    give_right(
        group.parent.customer, holder=group.people["cas"], profile="finance_administrator", scope=root, parent=source,
        by=group.acting("bob"), at=AT, to_at=AT + timedelta(days=9),
    )  # fmt: skip
    assert not group.acting("cas", at=AT - timedelta(seconds=1)).grants
    assert group.acting("cas").may(INVOICES_VIEW)
    assert not group.acting("cas", at=AT + timedelta(days=9)).grants
    end_right(source, by=group.acting("ann"), at=LATER)
    assert group.acting("cas", at=LATER - timedelta(seconds=1)).may(INVOICES_VIEW)
    assert not group.acting("cas", at=LATER).grants


@pytest.mark.clause("A-07")
def test_a_vacant_seat_ends_nothing() -> None:
    group = build()
    give_right(
        group.parent.customer, holder=group.people["bob"], profile="fleet_administrator",
        scope=group.parent.customer.scope, by=group.acting("ann"), at=AT,
    )  # fmt: skip
    leave_seat_vacant(group.parent.customer, by=group.acting("ann"), at=LATER)
    assert group.acting("bob", at=LATER).may(USAGE_VIEW)
    assert not group.acting("ann", at=LATER).grants


def test_a_right_on_a_place_that_left_the_customer_counts_no_longer() -> None:
    group = build()
    account = group.parent.accounts[0]
    give_right(
        group.parent.customer, holder=group.people["bob"], profile="finance_administrator", scope=account.scope,
        by=ROOT, at=AT,
    )  # fmt: skip
    assert group.acting("bob").may(INVOICES_VIEW)
    account.scope.customer_ref = group.stranger.customer.pk
    account.scope.save()
    hang(account.scope, [group.stranger.customer.scope], at=AT)
    assert not group.acting("bob").grants


@pytest.mark.clause("A-07")
def test_a_right_that_was_passed_on_ends_when_its_place_leaves_the_sources() -> None:
    group = build()
    first, second = group.parent.accounts
    source = give_right(
        group.parent.customer, holder=group.people["bob"], profile="finance_administrator", scope=first.scope,
        by=ROOT, at=AT, may_delegate=True,
    )  # fmt: skip
    passed = give_right(
        group.parent.customer, holder=group.people["cas"], profile="finance_administrator", parent=source,
        scope=group.parent.billing[0].scope, by=group.acting("bob"), at=AT,
    )  # fmt: skip
    assert group.acting("cas").may(INVOICES_VIEW) and passed.pk in live_grant_ids(group.parent.customer.pk, AT)
    hang(group.parent.billing[0].scope, [second.scope], at=AT)
    assert not group.acting("cas").grants and passed.pk not in live_grant_ids(group.parent.customer.pk, AT)
    hang(group.parent.billing[0].scope, [first.scope], at=AT)
    assert group.acting("cas").may(INVOICES_VIEW)


def test_an_inactive_person_has_no_rights_at_all() -> None:
    group = build()
    User.objects.filter(pk=group.people["ann"].pk).update(is_active=False)
    assert not group.acting("ann").grants
    assert not customers_of(group.people["ann"], AT)


def test_staff_hold_the_operators_own_capabilities() -> None:
    group = build()
    StaffRole.objects.create(user=group.people["dan"], role="billing_desk")
    desk = actor_for(group.people["dan"], None, Channel.DESK, AT)
    assert OPERATE_BILLING in desk.staff and not desk.grants
    assert set(BillingAccount.objects.visible_to(desk, INVOICES_VIEW)) == set(BillingAccount.objects.all())
    assert not Customer.objects.visible_to(desk, CUSTOMER_VIEW).exists()


@pytest.mark.clause("A-12")
def test_one_query_whatever_the_number_of_grants() -> None:
    group = build()
    bob = group.people["bob"]
    firms = [group.parent, *(company(f"c{number}") for number in range(12))]
    for number, firm in enumerate(firms):
        for place in firm.things:
            give_right(firm.customer, holder=bob, profile="finance_administrator", scope=place.scope, by=ROOT, at=AT)
        with CaptureQueriesContext(connection) as queries:
            actor = actor_for(bob, firm.customer.pk, Channel.SESSION, AT)
        assert len(queries) == 1
        assert actor.nodes(INVOICES_VIEW) == {thing.scope_id for thing in firm.things}
        assert len(customers_of(bob, AT)) == number + 1
