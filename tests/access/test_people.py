"""People come in by invitation, go in one action, and the seat changes hands in one act."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from comptoir.access.actions.people import UnableToDeactivate, UnableToInvite, deactivate_user, invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.seats import UnableToDesignate, designate_access_owner, leave_seat_vacant
from comptoir.access.actions.staff import UnableToAppoint, appoint_staff
from comptoir.access.capabilities import INVOICES_VIEW
from comptoir.access.models import Grant, SeatHolding, StaffRole, User
from comptoir.access.queries import contacts, members, people, person, seat_holder
from comptoir.audit.models import AuditEvent
from comptoir.jobs.dispatch import dispatch_waiting
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock
from comptoir.parties.models import Customer
from comptoir.scope.authorize import NotAuthorized
from tests.access.group import AT, ROOT, build

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def test_an_invited_person_belongs_and_may_do_nothing_yet() -> None:
    group = build()
    made = invite_user(group.parent.customer, email=" Eve@Parent.Example ", name="Eve", by=group.acting("ann"), at=AT)
    assert (made.email, made.language, made.has_usable_password()) == ("eve@parent.example", "en", False)
    assert made.pk in {one.user_id for one in members(group.acting("ann"))}
    group.people["eve"] = made
    assert not group.acting("eve").grants


@pytest.mark.parametrize(("email", "name"), [("", "Eve"), ("eve", "Eve"), ("e@x.example", " "), ("a b@x.be", "Eve")])
def test_an_invitation_needs_a_name_and_an_address(email: str, name: str) -> None:
    group = build()
    with pytest.raises(UnableToInvite):
        invite_user(group.parent.customer, email=email, name=name, by=ROOT, at=AT)


def test_one_person_may_belong_to_two_customers_and_neither_learns_of_the_other() -> None:
    group = build()
    again = invite_user(
        group.stranger.customer, email="bob@parent.example", name="Robert", by=group.acting("sam", group.stranger),
        at=AT,
    )  # fmt: skip
    assert again == group.people["bob"]
    assert [one.name for one in people(group.acting("sam", group.stranger), AT)] == ["Robert", "Sam"]
    assert "Bob" in [one.name for one in people(group.acting("ann"), AT)]


def test_only_who_manages_people_invites_and_lets_go() -> None:
    group = build()
    for actor in (group.acting("bob"), group.acting("sam", group.stranger)):
        with pytest.raises(NotAuthorized):
            invite_user(group.parent.customer, email="x@x.example", name="X", by=actor, at=AT)
        with pytest.raises(NotAuthorized):
            deactivate_user(group.parent.customer, user=group.people["cas"], by=actor, at=AT)
        assert not members(actor).filter(customer=group.parent.customer).exists()


@pytest.mark.clause("A-10")
def test_who_leaves_loses_everything_in_one_action_with_open_sessions() -> None:
    group = build()
    bob = group.people["bob"]
    right = give_right(
        group.parent.customer, holder=bob, profile="finance_administrator", scope=group.parent.customer.scope,
        by=group.acting("ann"), at=AT, to_at=AT + timedelta(days=90), may_delegate=True,
    )  # fmt: skip
    give_right(
        group.parent.customer, holder=group.people["cas"], profile="finance_administrator", parent=right,
        scope=group.parent.customer.scope, by=group.acting("bob"), at=AT, to_at=AT + timedelta(days=90),
    )  # fmt: skip
    client = Client()
    client.force_login(bob)
    client.get("/")
    assert deactivate_user(group.parent.customer, user=bob, by=group.acting("ann"), at=LATER) == 1
    bob.refresh_from_db()
    assert not bob.is_active
    assert not group.acting("bob", at=LATER).grants and not group.acting("cas", at=LATER).grants
    assert not Session.objects.filter(session_key=client.session.session_key).exists()
    assert bob.pk not in {one.user_id for one in members(group.acting("ann"))}


def test_who_belongs_elsewhere_keeps_their_sign_in_and_who_holds_the_seat_stays() -> None:
    group = build()
    invite_user(group.stranger.customer, email="bob@parent.example", name="Bob", by=ROOT, at=AT)
    deactivate_user(group.parent.customer, user=group.people["bob"], by=ROOT, at=LATER)
    assert User.objects.get(pk=group.people["bob"].pk).is_active
    with pytest.raises(UnableToDeactivate):
        deactivate_user(group.parent.customer, user=group.people["ann"], by=ROOT, at=LATER)
    with pytest.raises(UnableToDeactivate):
        deactivate_user(group.parent.customer, user=group.people["sam"], by=ROOT, at=LATER)


def test_who_comes_back_gets_their_sign_in_back_but_no_right() -> None:
    group = build()
    give_right(
        group.parent.customer, holder=group.people["bob"], profile="buyer", scope=group.parent.customer.scope,
        by=ROOT, at=AT,
    )  # fmt: skip
    deactivate_user(group.parent.customer, user=group.people["bob"], by=ROOT, at=LATER)
    invite_user(group.parent.customer, email="bob@parent.example", name="Bob", by=ROOT, at=LATER)
    assert User.objects.get(pk=group.people["bob"].pk).is_active
    assert not group.acting("bob", at=LATER).grants


@pytest.mark.clause("A-01")
def test_replacing_the_owner_is_one_act_and_the_operator_is_told() -> None:
    group = build()
    dispatch_waiting()
    Worker(FixedClock(AT)).drain()
    mail.outbox.clear()
    right = give_right(
        group.parent.customer, holder=group.people["cas"], profile="fleet_administrator",
        scope=group.parent.customer.scope, by=group.acting("ann"), at=AT,
    )  # fmt: skip
    designate_access_owner(group.parent.customer, holder=group.people["bob"], by=group.acting("ann"), at=LATER)
    assert group.acting("bob", at=LATER).may(INVOICES_VIEW)
    assert not group.acting("ann", at=LATER).grants
    assert group.acting("ann", at=LATER - timedelta(seconds=1)).may(INVOICES_VIEW)
    assert group.acting("cas", at=LATER).grants, right
    dispatch_waiting()
    Worker(FixedClock(LATER)).drain()
    told = [message for message in mail.outbox if "Access Owner" in message.subject]
    assert len(told) == 1
    assert "Parent" in told[0].body and "bob@parent.example" in told[0].body and "ann@parent.example" in told[0].body


@pytest.mark.clause("A-01")
def test_one_person_holds_the_seat_at_a_time() -> None:
    """A-01. terms: portal.access_owners"""
    group = build()
    for name in ("bob", "cas", "cas", "dan"):
        designate_access_owner(group.parent.customer, holder=group.people[name], by=ROOT, at=LATER)
        open_ones = SeatHolding.objects.filter(seat__customer=group.parent.customer, to_at=None)
        assert [one.holder for one in open_ones] == [group.people[name]]
    with pytest.raises(NotAuthorized):
        designate_access_owner(group.parent.customer, holder=group.people["ann"], by=group.acting("bob"), at=LATER)


@pytest.mark.clause("A-03")
def test_a_manager_who_becomes_owner_is_a_manager_no_longer() -> None:
    group = build()
    give_right(
        group.parent.customer, holder=group.people["bob"], profile="access_manager",
        scope=group.parent.customer.scope, by=ROOT, at=AT,
    )  # fmt: skip
    designate_access_owner(group.parent.customer, holder=group.people["bob"], by=ROOT, at=LATER)
    actor = group.acting("bob", at=LATER)
    assert actor.profiles == {"access_owner"} and actor.may(INVOICES_VIEW)


def test_who_cannot_sign_in_or_is_staff_holds_no_seat() -> None:
    group = build()
    User.objects.filter(pk=group.people["bob"].pk).update(is_active=False)
    StaffRole.objects.create(user=group.people["cas"], role="billing_desk")
    for name in ("bob", "cas"):
        with pytest.raises(UnableToDesignate):
            designate_access_owner(group.parent.customer, holder=group.people[name], by=ROOT, at=AT)


@pytest.mark.clause("A-01")
def test_a_customer_may_do_without_an_owner() -> None:
    group = build()
    give_right(
        group.parent.customer, holder=group.people["bob"], profile="access_manager",
        scope=group.parent.customer.scope, by=ROOT, at=AT,
    )  # fmt: skip
    leave_seat_vacant(group.parent.customer, by=group.acting("ann"), at=LATER)
    assert seat_holder(group.parent.customer.pk, LATER) is None
    assert [one.name for one in contacts(group.acting("bob", at=LATER), LATER)] == ["Bob"]
    give_right(
        group.parent.customer, holder=group.people["cas"], profile="access_manager",
        scope=group.parent.customer.scope, by=group.acting("bob", at=LATER), at=LATER,
    )  # fmt: skip


@pytest.mark.clause("A-03")
def test_a_manager_sees_people_and_kinds_of_places_but_no_name_of_one() -> None:
    group = build()
    give_right(
        group.parent.customer, holder=group.people["bob"], profile="access_manager",
        scope=group.parent.customer.scope, by=ROOT, at=AT,
    )  # fmt: skip
    give_right(
        group.parent.customer, holder=group.people["cas"], profile="buyer", scope=group.parent.billing[0].scope,
        by=ROOT, at=AT,
    )  # fmt: skip
    as_manager = person(group.acting("bob"), AT, group.people["cas"].pk).rights[0].place
    as_owner = person(group.acting("ann"), AT, group.people["cas"].pk).rights[0].place
    assert (as_manager.kind, as_manager.name) == ("billing_account", "")
    assert as_owner.name == "parent-A1"


@pytest.mark.clause("A-12")
def test_the_list_of_people_takes_the_same_queries_for_one_and_for_many(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    group = build()
    for number in range(20):
        one = invite_user(
            group.parent.customer, email=f"p{number}@x.example", name=f"P{number}", by=ROOT, at=AT, tell=False
        )
        for place in (group.parent.customer.scope, group.parent.billing[0].scope):
            give_right(group.parent.customer, holder=one, profile="buyer", scope=place, by=ROOT, at=AT)
    owner = group.acting("ann")
    with django_assert_max_num_queries(5):
        found = people(owner, AT)
    assert sum(len(one.rights) for one in found) == 40


def test_staff_come_and_hold_no_customers_right() -> None:
    group = build()
    role = appoint_staff(email="wim@operator.example", name="Wim", role="billing_desk", by=ROOT, at=AT)
    assert role.user.name == "Wim"
    with pytest.raises(UnableToAppoint):
        appoint_staff(email="ann@parent.example", name="Ann", role="billing_desk", by=ROOT, at=AT)
    with pytest.raises(UnableToAppoint):
        appoint_staff(email="x@operator.example", name="X", role="king", by=ROOT, at=AT)
    with pytest.raises(UnableToInvite):
        invite_user(group.parent.customer, email="wim@operator.example", name="Wim", by=ROOT, at=AT)


def test_each_action_leaves_one_event_in_the_customers_chain() -> None:
    group = build()
    chain = AuditEvent.objects.filter(chain__customer_ref=group.parent.customer.pk)
    before = chain.count()
    bob = group.people["bob"]
    designate_access_owner(group.parent.customer, holder=bob, by=ROOT, at=AT)
    leave_seat_vacant(group.parent.customer, by=ROOT, at=AT)
    deactivate_user(group.parent.customer, user=bob, by=ROOT, at=AT)
    said = list(chain.order_by("sequence").values_list("verb", flat=True))[before:]
    assert said == ["seat.designated", "seat.vacated", "user.deactivated"]
    assert not Grant.objects.exists() and Customer.objects.count() == 3
