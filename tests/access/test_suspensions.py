"""What stops access at once, reversibly: people, customers, applications, addresses (P-09, P-10, P-13)."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.suspensions import (
    UnableToBlock,
    UnableToSuspend,
    block_address,
    close_application,
    lift,
    reopen_application,
    suspend_customer,
    suspend_user,
    unblock_address,
)
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import (
    APPLICATIONS,
    DATA,
    INVOICES_VIEW,
    LINES_VIEW,
    OPERATE_BILLING,
    OPERATE_CUSTOMERS,
    OPERATE_SECURITY,
    PEOPLE_MANAGE,
    SERVICE_USER,
)
from comptoir.access.models import BlockedAddress, ClosedApplication, Membership, StaffRole, Suspension, Token, User
from comptoir.access.snapshot import live_grant_ids
from comptoir.access.tokens import actor_for_token, digest_of, new_secret
from comptoir.access.who_can import who_can
from comptoir.audit.models import AuditEvent, OutboxEvent
from comptoir.scope.actor import Actor, Channel, system
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.models import ScopeKind, ScopeNode
from tests.access.group import AT, ROOT, Group, build

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = AT + DAY
SECURITY = Actor("Sven", Channel.DESK, user_id=None, staff=frozenset({OPERATE_SECURITY}))
DESK = Actor("Dora", Channel.DESK, user_id=None, staff=frozenset({OPERATE_CUSTOMERS}))
FRAUD: dict[str, Any] = {"ground": "fraud", "reason": "Odd orders", "by": SECURITY, "at": LATER}


def given(group: Group, to: str, **more: Any) -> Any:
    asked = {"profile": "finance_administrator", "scope": group.parent.customer.scope, "by": ROOT, "at": AT}
    return give_right(group.parent.customer, holder=group.people[to], **asked | more)


@pytest.mark.clause("P-09")
def test_a_suspended_person_has_no_right_and_what_hangs_from_theirs_stands_still() -> None:
    group = build()
    source = given(group, "bob", may_delegate=True)
    given(group, "cas", parent=source, by=group.acting("bob"))
    stop = suspend_user(group.people["bob"], **FRAUD)
    for name in ("bob", "cas"):
        assert group.acting(name, at=LATER - timedelta(seconds=1)).may(INVOICES_VIEW)
        assert not group.acting(name, at=LATER).grants
    assert {one.user_id for one in who_can(INVOICES_VIEW, group.parent.customer, LATER)} == {group.people["ann"].pk}
    lift(stop, reason="A mistake", by=SECURITY, at=LATER + timedelta(hours=1))
    for name in ("bob", "cas"):
        assert not group.acting(name, at=LATER).grants
        assert group.acting(name, at=LATER + timedelta(hours=1)).may(INVOICES_VIEW)
    assert source.to_at is None


@pytest.mark.clause("P-09")
def test_whose_source_lives_holds_nothing_while_they_are_suspended_themselves() -> None:
    group = build()
    source = given(group, "bob", may_delegate=True)
    passed_on = given(group, "cas", parent=source, by=group.acting("bob"))
    suspend_user(group.people["cas"], **FRAUD)
    assert group.acting("bob", at=LATER).may(INVOICES_VIEW)
    assert not group.acting("cas", at=LATER).grants
    assert passed_on.pk not in live_grant_ids(group.parent.customer.pk, LATER)
    assert {one.user_id for one in who_can(INVOICES_VIEW, group.parent.customer, LATER)} == {
        group.people[name].pk for name in ("ann", "bob")
    }


@pytest.mark.clause("P-09", "A-07")
def test_a_suspended_access_owner_holds_nothing_but_what_the_seat_gave_stays() -> None:
    group = build()
    given(group, "bob", by=group.acting("ann"))
    suspend_user(group.people["ann"], **FRAUD)
    assert not group.acting("ann", at=LATER).grants
    assert not group.acting("ann", group.affiliate, LATER).grants
    assert group.acting("bob", at=LATER).may(INVOICES_VIEW)


def test_a_stop_in_one_customer_leaves_the_others_alone() -> None:
    group = build()
    bob, there = group.people["bob"], group.stranger.customer
    given(group, "bob")
    give_right(there, holder=bob, profile="finance_administrator", scope=there.scope, by=ROOT, at=AT)
    suspend_user(bob, customer=there, **FRAUD)
    assert group.acting("bob", at=LATER).may(INVOICES_VIEW)
    assert not group.acting("bob", group.stranger, LATER).grants


@pytest.mark.clause("A-10")
def test_who_does_not_belong_any_more_holds_nothing_whatever_was_left_to_them() -> None:
    group = build()
    source = given(group, "bob", may_delegate=True)
    given(group, "cas", parent=source, by=group.acting("bob"))
    invite_user(group.stranger.customer, email=group.people["bob"].email, name="Bob", by=ROOT, at=AT, tell=False)
    Membership.objects.filter(customer=group.parent.customer, user=group.people["bob"]).update(to_at=LATER)
    for name in ("bob", "cas"):
        assert group.acting(name).may(INVOICES_VIEW) and not group.acting(name, at=LATER).grants
    assert not {source.pk} & live_grant_ids(group.parent.customer.pk, LATER)


def test_a_stop_at_the_head_of_the_group_counts_in_its_affiliates() -> None:
    group = build()
    whole = ScopeNode.objects.get(kind=ScopeKind.GROUP)
    given(group, "bob", scope=whole)
    for who in ("ann", "bob"):
        assert group.acting(who, group.affiliate).may(INVOICES_VIEW)
        suspend_user(group.people[who], customer=group.parent.customer, **FRAUD)
        assert not group.acting(who, group.affiliate, LATER).grants
    assert not who_can(INVOICES_VIEW, group.affiliate.customer, LATER)


def test_a_stop_in_an_affiliate_counts_there_for_what_comes_by_the_group_too() -> None:
    group = build()
    whole = ScopeNode.objects.get(kind=ScopeKind.GROUP)
    source = given(group, "bob", scope=whole, may_delegate=True)
    given(group, "cas", scope=whole, parent=source, by=group.acting("bob"))
    for who in ("ann", "bob"):
        suspend_user(group.people[who], customer=group.affiliate.customer, **FRAUD)
    for who in ("ann", "bob", "cas"):
        assert group.acting(who, at=LATER).may(INVOICES_VIEW)
        assert not group.acting(who, group.affiliate, LATER).grants
    assert not who_can(INVOICES_VIEW, group.affiliate.customer, LATER)


@pytest.mark.clause("P-09")
def test_a_suspended_customer_is_out_of_reach_for_everybody_also_by_its_group() -> None:
    group = build()
    given(group, "bob")
    affiliate, parent = group.affiliate.customer, group.parent.customer
    stop = suspend_customer(affiliate, **FRAUD)
    assert not group.acting("ann", group.affiliate, LATER).grants
    assert group.acting("ann", at=LATER).may(INVOICES_VIEW)
    lift(stop, reason="Cleared", by=SECURITY, at=LATER)
    assert group.acting("ann", group.affiliate, LATER).may(INVOICES_VIEW)
    suspend_customer(parent, **FRAUD)
    for who, company in (("ann", group.parent), ("bob", group.parent), ("ann", group.affiliate)):
        assert not group.acting(who, company, LATER).grants
    assert group.acting("sam", group.stranger, LATER).may(INVOICES_VIEW)


def test_open_sessions_end_with_it() -> None:
    group = build()
    people = {name: Client() for name in ("bob", "cas", "sam")}
    for name, client in people.items():
        client.force_login(group.people[name])
        client.get("/")
    suspend_user(group.people["bob"], **FRAUD)
    open_ones = set(Session.objects.values_list("session_key", flat=True))
    assert {name for name, client in people.items() if client.session.session_key in open_ones} == {"cas", "sam"}
    suspend_customer(group.parent.customer, **FRAUD)
    open_ones = set(Session.objects.values_list("session_key", flat=True))
    assert {name for name, client in people.items() if client.session.session_key in open_ones} == {"sam"}


def token_of(group: Group, user: str, creator: str) -> str:
    """The secret of a token in the parent company."""
    secret = new_secret()
    people, customer = group.people, group.parent.customer
    Token.objects.create(
        customer=customer, user=people[user], creator=people[creator], name=f"{user} by {creator}",
        prefix=secret.prefix, digest=secret.digest, capabilities=[INVOICES_VIEW], from_at=AT, to_at=AT + 30 * DAY,
    )  # fmt: skip
    return secret.text


@pytest.mark.clause("P-09")
@pytest.mark.parametrize(("ground", "lives_again"), [("security", False), ("fraud", False), ("dormant", True)])
def test_tokens_die_with_a_stop_for_security_and_do_not_live_again(ground: str, lives_again: bool) -> None:
    group = build()
    for person in ("bob", "cas"):
        given(group, person)
    own, others = token_of(group, "bob", "bob"), token_of(group, "cas", "cas")
    assert actor_for_token(own, LATER) and actor_for_token(others, LATER)
    stop = suspend_user(group.people["bob"], **FRAUD | {"ground": ground})
    assert actor_for_token(own, LATER) is None
    lift(stop, reason="Found again", by=SECURITY, at=LATER)
    assert group.acting("bob").may(INVOICES_VIEW), "the right lives again"
    assert (actor_for_token(own, LATER) is not None) == lives_again
    assert actor_for_token(others, LATER) is not None, "nobody else's"
    said = AuditEvent.objects.get(verb="user.suspended").data
    assert said.get("tokens") == (None if lives_again else 1)


@pytest.mark.clause("P-09")
def test_tokens_made_for_machines_die_with_their_maker_and_all_with_the_customer() -> None:
    group = build()
    given(group, "cas")
    machine, others = token_of(group, "cas", "bob"), token_of(group, "cas", "cas")
    suspend_user(group.people["bob"], customer=group.affiliate.customer, **FRAUD)
    assert Token.objects.filter(revoked_at=None).count() == 2, "stopped in another company"
    suspend_user(group.people["bob"], customer=group.parent.customer, **FRAUD)
    assert Token.objects.get(digest=digest_of(machine)).revoked_label == "Sven"
    assert actor_for_token(others, LATER) is not None
    lift(suspend_customer(group.parent.customer, **FRAUD), reason="x", by=SECURITY, at=LATER)
    assert actor_for_token(others, LATER) is None


def test_a_suspended_person_of_the_operator_has_no_role() -> None:
    group = build()
    StaffRole.objects.create(user=group.people["dan"], role="billing_desk")
    assert OPERATE_BILLING in actor_for(group.people["dan"], None, Channel.DESK, LATER).staff
    stop = suspend_user(group.people["dan"], customer=group.parent.customer, **FRAUD)
    assert actor_for(group.people["dan"], None, Channel.DESK, LATER).staff
    suspend_user(group.people["dan"], **FRAUD)
    assert not actor_for(group.people["dan"], None, Channel.DESK, LATER).staff
    Suspension.objects.exclude(pk=stop.pk).delete()
    User.objects.filter(pk=group.people["dan"].pk).update(is_active=False)
    assert not actor_for(group.people["dan"], None, Channel.DESK, LATER).staff


@pytest.mark.clause("P-09")
def test_only_the_operators_security_desk_and_the_platform_stop_and_lift() -> None:
    group = build()
    bob, customer = group.people["bob"], group.parent.customer
    for by in (group.acting("ann"), DESK, Actor("x", Channel.SESSION), system("y", Channel.TOKEN)):
        asked: dict[str, Any] = FRAUD | {"by": by}
        with pytest.raises(NotAuthorized):
            suspend_user(bob, **asked)
        with pytest.raises(NotAuthorized):
            suspend_customer(customer, **asked)
        with pytest.raises(NotAuthorized):
            close_application(customer, application="my_invoice_online", ground="fraud", by=by, at=AT)
        with pytest.raises(NotAuthorized):
            block_address("10.0.0.0/24", reason="x", by=by, at=AT)
    stop = suspend_user(bob, **FRAUD | {"by": system("daily")})
    for by in (group.acting("ann"), group.acting("bob"), DESK):
        with pytest.raises(NotAuthorized):
            lift(stop, reason="", by=by, at=LATER)
    ended = suspend_customer(customer, ground="ended", reason="", by=DESK, at=AT)
    lift(ended, reason="", by=DESK, at=LATER)
    assert Suspension.objects.filter(lifted_at=None).get() == stop


@pytest.mark.clause("P-13")
def test_a_person_may_stop_themself_but_not_start_again() -> None:
    group = build()
    given(group, "bob")
    bob = group.acting("bob")
    stop = suspend_user(group.people["bob"], ground="reported", reason="Lost phone", by=bob, at=LATER)
    assert not group.acting("bob", at=LATER).grants
    with pytest.raises(NotAuthorized):
        lift(stop, reason="Found", by=bob, at=LATER)
    with pytest.raises(NotAuthorized):
        suspend_user(group.people["cas"], ground="reported", reason="Lost phone", by=bob, at=LATER)
    with pytest.raises(NotAuthorized):
        suspend_user(group.people["bob"], ground="security", reason="x", by=bob, at=LATER)


def test_reason_and_ground_are_asked_for_and_kept() -> None:
    group = build()
    for wrong in ({"reason": " "}, {"ground": "mood"}):
        with pytest.raises(UnableToSuspend):
            suspend_user(group.people["bob"], **FRAUD | wrong)
    with pytest.raises(UnableToSuspend):
        close_application(group.parent.customer, application="game", ground="fraud", by=SECURITY, at=AT)
    stop = suspend_user(group.people["bob"], **FRAUD)
    assert (stop.reason, stop.by_label, stop.from_at) == ("Odd orders", "Sven", LATER)
    assert suspend_user(group.people["bob"], **FRAUD | {"at": LATER + timedelta(hours=1)}) == stop
    lifted = lift(stop, reason=" Done ", by=SECURITY, at=LATER)
    assert (lifted.lifted_reason, lifted.lifted_label, lifted.lifted_at) == ("Done", "Sven", LATER)
    assert lift(stop, reason="Again", by=SECURITY, at=LATER + timedelta(days=1)).lifted_at == LATER


@pytest.mark.clause("A-16")
def test_each_leaves_one_event_in_the_log_and_one_for_what_follows() -> None:
    group = build()
    customer = group.parent.customer
    before = AuditEvent.objects.count(), OutboxEvent.objects.count()
    stop = suspend_user(group.people["bob"], customer=customer, **FRAUD)
    suspend_user(group.people["bob"], **FRAUD)
    suspend_customer(customer, **FRAUD)
    lift(stop, reason="x", by=SECURITY, at=LATER)
    close_application(customer, application="my_invoice_online", ground="fraud", by=SECURITY, at=LATER)
    reopen_application(customer, application="my_invoice_online", by=SECURITY, at=LATER)
    block_address("192.0.2.7", reason="Guessing", by=SECURITY, at=LATER)
    unblock_address("192.0.2.7", reason="Calm", by=SECURITY, at=LATER)
    verbs = [
        "user.suspended", "user.suspended", "customer.suspended", "suspension.lifted", "application.closed",
        "application.reopened", "address.blocked", "address.unblocked",
    ]  # fmt: skip
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))[before[0] :] == verbs
    assert list(OutboxEvent.objects.order_by("pk").values_list("kind", flat=True))[before[1] :] == verbs


@pytest.mark.clause("P-21", "P-05")
def test_a_closed_application_takes_its_capabilities_from_everybody_there() -> None:
    group = build()
    customer = group.parent.customer
    given(group, "bob")
    close_application(customer, application="my_invoice_online", ground="ended", by=DESK, at=LATER)
    for who in ("ann", "bob"):
        assert not group.acting(who, at=LATER).may(INVOICES_VIEW)
        assert group.acting(who, at=LATER).may(LINES_VIEW)
    assert group.acting("ann", at=LATER).may(PEOPLE_MANAGE)
    assert group.acting("ann", group.affiliate, LATER).may(INVOICES_VIEW)
    assert not who_can(INVOICES_VIEW, customer, LATER) and who_can(LINES_VIEW, customer, LATER)
    close_application(customer, application="my_invoice_online", ground="ended", by=DESK, at=LATER)
    assert ClosedApplication.objects.count() == 1
    reopen_application(customer, application="my_invoice_online", by=DESK, at=LATER + timedelta(days=1))
    assert group.acting("bob", at=LATER + timedelta(days=1)).may(INVOICES_VIEW)
    assert not group.acting("bob", at=LATER).may(INVOICES_VIEW)


def test_a_closed_application_leaves_a_profile_its_other_capabilities_or_none() -> None:
    group = build()
    given(group, "bob", profile=SERVICE_USER, scope=group.parent.lines[0])
    close_application(group.parent.customer, application="mobile_number_management", ground="ended", by=DESK, at=LATER)
    assert not group.acting("bob", at=LATER).grants


def test_a_capability_belongs_to_one_application_at_most_and_is_data() -> None:
    of_all = [capability for capabilities in APPLICATIONS.values() for capability in capabilities]
    assert len(of_all) == len(set(of_all))
    assert set(of_all) < DATA
    assert {"my_invoice_online", "fleet_manager", "technical_assistance"} <= set(APPLICATIONS)


@pytest.mark.parametrize("network", ["", "router", "0.0.0.0/0", "::/0", "10.0.0.0/7", "300.1.1.1"])
def test_what_is_no_network_or_everybody_is_not_blocked(network: str) -> None:
    with pytest.raises(UnableToBlock):
        block_address(network, reason="x", by=SECURITY, at=AT)


def test_an_address_is_blocked_once_and_in_one_spelling() -> None:
    with pytest.raises(UnableToBlock):
        block_address("192.0.2.0/24", reason=" ", by=SECURITY, at=AT)
    first = block_address("192.0.2.9/24", reason="x", by=SECURITY, at=AT)
    assert first.network == "192.0.2.0/24"
    assert block_address("192.0.2.0/24", reason="y", by=SECURITY, at=AT) == first
    unblock_address(" 192.0.2.0/24 ", reason="", by=SECURITY, at=LATER)
    assert BlockedAddress.objects.get().lifted_at == LATER
