"""The further limits of a right: one line, an amount, an own profile, days to come, a notice; what one end ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.access.actions.people import deactivate_user
from comptoir.access.actions.rights import end_right
from comptoir.access.actions.seats import UnableToDesignate, designate_access_owner, leave_seat_vacant
from comptoir.access.actions.suspensions import close_application, suspend_user
from comptoir.access.capabilities import DATA, INVOICES_VIEW, LINES_VIEW, ORDERS_PLACE, PEOPLE_MANAGE
from comptoir.access.models import Grant, Membership, SubProfile, ThirdPartyNotice
from comptoir.access.order_limits import may_order
from comptoir.access.snapshot import live_grant_ids
from comptoir.audit.models import AuditEvent
from comptoir.scope.actor import Channel
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.models import ScopeKind, ScopeNode
from tests.access.asking import give, refusal
from tests.access.group import AT, ROOT, build

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


@pytest.mark.clause("A-05")
def test_the_user_of_a_line_has_that_line_and_nothing_wider() -> None:
    """A-05: only the French text lets them order. terms: portal.delegation.service_user_orders"""
    group = build()
    for wider in (group.parent.customer.scope, group.parent.billing[0].scope, group.parent.centres[0].scope):
        assert refusal(group, "bob", "service_user", scope=wider) == "right.service_user_one_line"
    give(group, "bob", "service_user", scope=group.parent.lines[0])
    assert group.acting("bob").nodes(LINES_VIEW) == {group.parent.lines[0].pk}
    assert not group.acting("bob").may(ORDERS_PLACE)


@pytest.mark.clause("A-04", "A-07")
def test_a_limit_for_orders_is_never_above_the_sources() -> None:
    """terms: portal.delegation.support_user_passes_on"""
    group = build()
    euro = 1_000_000
    source = give(group, "bob", "buyer", by="ann", may_delegate=True, order_limit_micro=500 * euro)
    passed: dict[str, Any] = {"profile": "buyer", "parent": source, "by": "bob"}
    assert refusal(group, "cas", **passed) == "right.more_money_than_source"
    assert refusal(group, "cas", **passed, order_limit_micro=500 * euro + 1) == "right.more_money_than_source"
    assert refusal(group, "cas", **passed, order_limit_micro=-1) == "right.order_limit_senseless"
    assert refusal(group, "cas", order_limit_micro=5) == "right.order_limit_senseless"
    give(group, "cas", **passed, capabilities=[LINES_VIEW])
    give(group, "cas", **passed, order_limit_micro=200 * euro, scope=group.parent.accounts[0].scope)
    give(group, "cas", **passed, order_limit_micro=0)
    below, beside = group.parent.billing
    cas, ann = group.acting("cas"), group.acting("ann")
    assert may_order(cas, below, 200 * euro) and not may_order(cas, below, 200 * euro + 1)
    assert may_order(cas, beside, 0) and not may_order(cas, beside, 1)
    assert may_order(ann, beside, 10**15) and not may_order(group.acting("dan"), beside, 0)
    assert not may_order(ann, group.stranger.billing[0], 0)
    close_application(group.parent.customer, application="fleet_manager", ground="ended", by=ROOT, at=AT)
    assert may_order(group.acting("bob"), below, 500 * euro)


@pytest.mark.clause("A-04")
def test_a_sub_profile_gives_what_it_held_when_it_was_given() -> None:
    group = build()
    own = SubProfile.objects.create(
        customer=group.parent.customer, name="Auditor", capabilities=[INVOICES_VIEW, PEOPLE_MANAGE], from_at=AT,
        defined_label="Ann",
    )  # fmt: skip
    assert refusal(group, "bob", "", sub_profile=own) == "right.more_than_profile"
    SubProfile.objects.filter(pk=own.pk).update(capabilities=[INVOICES_VIEW, LINES_VIEW])
    own.refresh_from_db()
    right = give(group, "bob", "", sub_profile=own, may_delegate=True)
    assert (right.profile, right.capabilities) == ("sub_profile", [INVOICES_VIEW, LINES_VIEW])
    SubProfile.objects.filter(pk=own.pk).update(capabilities=[*DATA])
    assert set(group.acting("bob").grants) == {INVOICES_VIEW, LINES_VIEW}
    own.refresh_from_db()
    passed = {"sub_profile": own, "parent": right, "by": "bob"}
    assert refusal(group, "cas", "", **passed) == "right.more_than_source"
    give(group, "cas", "", **passed, capabilities=[LINES_VIEW])
    assert set(group.acting("cas").grants) == {LINES_VIEW}
    assert refusal(group, "dan", "sub_profile") == "right.unknown_profile"
    there = {"customer": group.stranger.customer, "scope": group.stranger.customer.scope, "sub_profile": own}
    assert refusal(group, "dan", "", **there) == "right.unknown_profile"
    SubProfile.objects.filter(pk=own.pk).update(to_at=AT)
    own.refresh_from_db()
    assert refusal(group, "dan", "", sub_profile=own) == "sub_profile.ended"
    manager = give(group, "dan", "access_manager", by="ann")
    assert refusal(group, "dan", "", sub_profile=own, at=LATER) and manager


def test_a_right_may_start_later_but_never_before_now() -> None:
    group = build()
    assert refusal(group, "bob", from_at=AT - timedelta(seconds=1)) == "right.starts_in_past"
    assert refusal(group, "bob", from_at=LATER, to_at=LATER) == "right.ends_before_start"
    give(group, "bob", from_at=LATER)
    assert not group.acting("bob").grants and group.acting("bob", at=LATER).may(INVOICES_VIEW)


@pytest.mark.clause("A-03")
def test_data_to_come_or_standing_still_bars_the_managers_role_and_the_other_way_round() -> None:
    group = build()
    give(group, "bob", from_at=LATER, to_at=LATER + timedelta(days=9))
    assert refusal(group, "bob", "access_manager") == "right.manager_sees_no_data"
    give(group, "bob", "access_manager", to_at=LATER)
    assert refusal(group, "bob", from_at=AT + timedelta(hours=1)) == "right.manager_sees_no_data"
    give(group, "bob", "access_manager", from_at=LATER + timedelta(days=9))
    give(group, "cas")
    stops = {"ground": "fraud", "reason": "x", "by": ROOT, "at": AT}
    suspend_user(group.people["cas"], **stops)
    assert refusal(group, "cas", "access_manager") == "right.manager_sees_no_data"
    source = give(group, "ann", may_delegate=True)
    give(group, "dan", by="ann", parent=source)
    assert refusal(group, "dan", "access_manager") == "right.manager_sees_no_data"
    end_right(source, by=ROOT, at=AT + timedelta(hours=1))
    give(group, "dan", "access_manager", at=AT + timedelta(hours=1))


@pytest.mark.clause("A-09")
def test_a_third_partys_right_hangs_from_a_notice_and_never_outlives_it() -> None:
    group = build()
    Membership.objects.filter(user=group.people["bob"]).update(tie="third_party")
    until = AT + timedelta(days=30)
    assert refusal(group, "bob", to_at=LATER) == "right.needs_notice"
    told: dict[str, Any] = {"company_name": "Auditors", "purpose": "x", "given_at": AT, "given_label": "Ann"}
    told |= {"customer": group.parent.customer, "to_at": until}
    notice = ThirdPartyNotice.objects.create(holder=group.people["bob"], **told)
    others = ThirdPartyNotice.objects.create(holder=group.people["cas"], **told)
    assert refusal(group, "bob") == "right.longer_than_notice"
    assert refusal(group, "bob", to_at=until + timedelta(seconds=1)) == "right.longer_than_notice"
    assert refusal(group, "bob", to_at=until, notice=others) == "right.needs_notice"
    assert refusal(group, "cas", to_at=until, notice=others) == "right.notice_of_own_people"
    right = give(group, "bob", to_at=until)
    assert right.notice == notice and not group.acting("bob").grants, "it waits for the operator"
    ThirdPartyNotice.objects.filter(pk=notice.pk).update(noted_at=LATER)
    bob = group.acting("bob", at=LATER)
    assert bob.may(INVOICES_VIEW) and not group.acting("bob").grants
    assert (bob.third_party, bob.channel, bob.label) == ("Auditors", Channel.THIRD_PARTY, "Bob (Auditors)")
    assert not group.acting("bob", at=until).grants
    for state in ("refused_at", "ended_at"):
        ThirdPartyNotice.objects.filter(pk=notice.pk).update(**{state: LATER})
        assert not group.acting("bob", at=LATER).grants
        assert refusal(group, "bob", to_at=until, at=LATER) == "right.needs_notice"
        ThirdPartyNotice.objects.filter(pk=notice.pk).update(**{state: None})
    ThirdPartyNotice.objects.filter(pk=notice.pk).update(holder=group.people["dan"])
    assert not group.acting("bob", at=LATER).grants, "another person's notice is none"
    ThirdPartyNotice.objects.filter(pk=notice.pk).update(to_at=LATER, holder=group.people["bob"])
    assert not group.acting("bob", at=LATER).grants, "a notice that was shortened ends the right earlier"
    elsewhere = {"to_at": until, "holder": group.people["bob"], "customer": group.stranger.customer}
    ThirdPartyNotice.objects.filter(pk=notice.pk).update(**elsewhere)
    assert not group.acting("bob", at=LATER).grants, "another customer's notice is none"
    Grant.objects.filter(pk=right.pk).update(notice=None)
    assert not group.acting("bob", at=LATER).grants, "a third party without a notice has no right"


@pytest.mark.clause("A-09")
def test_a_third_party_is_never_the_access_owner() -> None:
    group = build()
    Membership.objects.filter(user=group.people["bob"]).update(tie="third_party")
    with pytest.raises(UnableToDesignate) as error:
        designate_access_owner(group.parent.customer, holder=group.people["bob"], by=ROOT, at=AT)
    assert error.value.message == "seat.holder_is_third_party"
    Membership.objects.filter(user=group.people["ann"]).update(tie="third_party")
    assert not group.acting("ann").grants


def test_a_source_of_another_customer_is_none() -> None:
    group = build()
    whole = ScopeNode.objects.get(kind=ScopeKind.GROUP)
    source = give(group, "bob", by="ann", scope=whole, may_delegate=True)
    there = {"customer": group.affiliate.customer, "scope": group.affiliate.customer.scope}
    assert refusal(group, "cas", **there, parent=source) == "right.source_not_live"


@pytest.mark.clause("A-07")
def test_a_giver_whose_right_is_gone_meanwhile_gives_nothing() -> None:
    """The Actor is as old as the request; the action asks again once it holds the customer's rights."""
    group = build()
    role = give(group, "bob", "access_manager", by="ann")
    stale = group.acting("bob", at=LATER)
    end_right(role, by=ROOT, at=LATER)
    with pytest.raises(NotAuthorized):
        give(group, "cas", by=stale, at=LATER)
    with pytest.raises(NotAuthorized):
        end_right(give(group, "dan"), by=stale, at=LATER)
    with pytest.raises(NotAuthorized):
        deactivate_user(group.parent.customer, user=group.people["cas"], by=stale, at=LATER)
    owner = group.acting("ann", at=LATER)
    leave_seat_vacant(group.parent.customer, by=ROOT, at=LATER)
    with pytest.raises(NotAuthorized):
        designate_access_owner(group.parent.customer, holder=group.people["cas"], by=owner, at=LATER)


@pytest.mark.clause("A-16")
def test_the_log_names_all_that_ends_with_a_right_in_one_event() -> None:
    group = build()
    first = give(group, "bob", by="ann", may_delegate=True)
    second = give(group, "cas", by="bob", parent=first, may_delegate=True)
    third = give(group, "dan", by="cas", parent=second, from_at=LATER)
    gone = give(group, "dan", by="cas", parent=second)
    end_right(gone, by=ROOT, at=AT)
    end_right(first, by=group.acting("ann"), at=AT + timedelta(minutes=1))
    said = AuditEvent.objects.filter(verb="right.ended").latest("pk").data
    assert (said["dependents"], said["count"]) == ([second.pk, third.pk], 2)
    deactivated = give(group, "bob", by="ann", may_delegate=True, at=LATER)
    hanging = give(group, "cas", by="bob", parent=deactivated, at=LATER)
    deactivate_user(group.parent.customer, user=group.people["bob"], by=ROOT, at=LATER)
    said = AuditEvent.objects.get(verb="user.deactivated").data
    assert (said["grants"], said["dependents"], said["count"]) == (1, [hanging.pk], 1)


@pytest.mark.clause("A-07")
def test_ten_thousand_dependents_end_with_their_source_in_one_event() -> None:
    """Measured on PostgreSQL by benchmarks/access; here: few queries, whatever their number."""
    group = build()
    first = give(group, "bob", by="ann", may_delegate=True)
    Grant.objects.bulk_create(
        Grant(
            customer=group.parent.customer, holder=group.people["cas"], profile="finance_administrator",
            scope=group.parent.customer.scope, parent=first, from_at=AT, given_label="Bob",
        )
        for _ in range(10_000)
    )  # fmt: skip
    assert len(live_grant_ids(group.parent.customer.pk, LATER)) == 10_001
    with CaptureQueriesContext(connection) as queries:
        end_right(first, by=group.acting("ann", at=LATER), at=LATER)
    assert len(queries) <= 16
    assert AuditEvent.objects.get(verb="right.ended").data["count"] == 10_000
    assert not live_grant_ids(group.parent.customer.pk, LATER)
