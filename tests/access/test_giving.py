"""Giving and ending rights: nobody passes on more than the source, and a manager never reaches data."""

from datetime import timedelta

import pytest

from comptoir.access.actions.rights import end_right
from comptoir.access.capabilities import DATA, INVOICES_VIEW, LINES_VIEW, ORDERS_PLACE
from comptoir.access.models import Grant, StaffRole
from comptoir.access.queries import hanging_from
from comptoir.audit.models import AuditEvent
from comptoir.scope.authorize import NotAuthorized
from tests.access.asking import give, refusal
from tests.access.group import AT, ROOT, build

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


@pytest.mark.clause("A-02")
def test_the_owner_gives_rights_on_the_whole_or_a_part_and_names_another_owner() -> None:
    group = build()
    give(group, "bob", by="ann", scope=group.parent.billing[0].scope)
    assert group.acting("bob").nodes(INVOICES_VIEW) == {group.parent.billing[0].scope_id}
    give(group, "cas", "access_owner", by="ann")
    assert all(group.acting("cas").may(capability) for capability in DATA)


@pytest.mark.clause("A-03")
def test_a_manager_gives_what_it_does_not_hold_but_names_no_owner() -> None:
    group = build()
    give(group, "bob", "access_manager", by="ann")
    right = give(group, "cas", by="bob")
    assert right.parent is None
    assert group.acting("cas").may(INVOICES_VIEW) and not group.acting("bob").may(INVOICES_VIEW)
    give(group, "dan", "access_manager", by="bob")
    with pytest.raises(NotAuthorized):
        give(group, "cas", "access_owner", by="bob")


@pytest.mark.clause("A-03", "A-07")
@pytest.mark.parametrize("profile", ["finance_administrator", "service_user", "buyer"])
def test_no_manager_gets_data_not_from_itself_nor_another_nor_the_owner(profile: str) -> None:
    group = build()
    line = group.parent.lines[0]
    give(group, "bob", "access_manager", by="ann")
    give(group, "dan", "access_manager", by="ann")
    for giver in ("bob", "dan", "ann", ROOT):
        assert refusal(group, "bob", profile, by=giver, scope=line) == "right.manager_sees_no_data"
    give(group, "cas", profile, by="bob", scope=line)
    for giver in ("bob", "ann", ROOT):
        assert refusal(group, "cas", "access_manager", by=giver) == "right.manager_sees_no_data"
    assert refusal(group, "ann", "access_manager", by="ann") == "right.manager_sees_no_data"


def test_who_may_not_give_does_not() -> None:
    group = build()
    give(group, "bob")
    for giver, company in (("bob", group.parent), ("cas", group.parent), ("sam", group.parent)):
        with pytest.raises(NotAuthorized):
            give(group, "dan", by=group.acting(giver, company))
    with pytest.raises(NotAuthorized):  # the owner of another company, acting for that one
        give(group, "dan", by=group.acting("sam", group.stranger))


@pytest.mark.clause("A-08")
def test_the_owner_of_a_group_gives_in_an_affiliate_only_when_acting_for_it() -> None:
    group = build()
    there = {"customer": group.affiliate.customer, "scope": group.affiliate.customer.scope}
    with pytest.raises(NotAuthorized):
        give(group, "bob", by=group.acting("ann"), **there)
    give(group, "bob", by=group.acting("ann", group.affiliate), **there)
    assert group.acting("bob", group.affiliate).may(INVOICES_VIEW)


def test_nobody_passes_on_anothers_right() -> None:
    group = build()
    source = give(group, "bob", by="ann", may_delegate=True)
    with pytest.raises(NotAuthorized):
        give(group, "dan", by="cas", parent=source)


def test_a_manager_of_a_part_gives_rights_in_that_part_only() -> None:
    group = build()
    account = group.parent.accounts[0].scope
    give(group, "bob", "access_manager", by="ann", scope=account)
    give(group, "cas", by="bob", scope=group.parent.billing[0].scope)
    for wider in (group.parent.customer.scope, group.parent.accounts[1].scope):
        with pytest.raises(NotAuthorized):
            give(group, "dan", by="bob", scope=wider)


@pytest.mark.clause("A-04")
def test_passing_on_is_off_unless_given() -> None:
    """A-04: only the French text provides it. terms: portal.delegation.support_user_passes_on"""
    group = build()
    kept = give(group, "bob", by="ann")
    assert not kept.may_delegate
    for giver in ("bob", "ann", ROOT):
        assert refusal(group, "cas", by=giver, parent=kept) == "right.may_not_be_passed_on"
    passed = give(group, "bob", by="ann", may_delegate=True)
    right = give(group, "cas", by="bob", parent=passed)
    assert (right.parent, right.may_delegate) == (passed, False)


@pytest.mark.clause("A-07")
def test_nobody_passes_on_more_than_the_source() -> None:
    group = build()
    until = AT + timedelta(days=30)
    source = give(
        group, "bob", by="ann", scope=group.parent.accounts[0].scope, to_at=until, may_delegate=True,
        capabilities=[INVOICES_VIEW, LINES_VIEW],
    )  # fmt: skip
    inside = {"parent": source, "by": "bob", "scope": group.parent.billing[0].scope, "to_at": until}
    part = {"capabilities": [INVOICES_VIEW]}
    assert refusal(group, "cas", **inside) == "right.more_than_source"
    assert refusal(group, "cas", **inside | part | {"scope": group.parent.customer.scope}) == "right.wider_than_source"
    assert (
        refusal(group, "cas", **inside | part | {"scope": group.parent.billing[1].scope}) == "right.wider_than_source"
    )
    assert refusal(group, "cas", **inside | part | {"to_at": None}) == "right.longer_than_source"
    assert (
        refusal(group, "cas", **inside | part | {"to_at": until + timedelta(seconds=1)}) == "right.longer_than_source"
    )
    assert refusal(group, "cas", "access_manager", **inside) == "right.manager_is_no_source"
    assert give(group, "cas", **inside | part).parent == source
    end_right(source, by=group.acting("ann", at=LATER), at=LATER)
    assert refusal(group, "dan", **inside | part | {"at": LATER, "by": ROOT}) == "right.source_not_live"


def test_a_right_that_makes_no_sense_is_refused() -> None:
    group = build()
    assert refusal(group, "bob", "king") == "right.unknown_profile"
    assert refusal(group, "bob", capabilities=[ORDERS_PLACE]) == "right.more_than_profile"
    assert refusal(group, "bob", scope=group.stranger.customer.scope) == "right.place_elsewhere"
    assert refusal(group, "bob", scope=group.affiliate.customer.scope) == "right.place_elsewhere"
    assert refusal(group, "bob", to_at=AT) == "right.ends_before_start"
    StaffRole.objects.create(user=group.people["dan"], role="billing_desk")
    assert refusal(group, "dan") == "right.staff_hold_none"
    type(group.people["bob"]).objects.filter(pk=group.people["bob"].pk).update(is_active=False)
    assert refusal(group, "bob") == "right.holder_inactive"


@pytest.mark.clause("A-07")
def test_what_hangs_from_a_right_ends_with_it_at_once() -> None:
    group = build()
    first = give(group, "bob", by="ann", may_delegate=True)
    second = give(group, "cas", by="bob", parent=first, may_delegate=True)
    third = give(group, "dan", by="cas", parent=second)
    assert hanging_from(first, AT) == [second, third]
    end_right(first, by=group.acting("ann", at=LATER), at=LATER)
    for person in ("bob", "cas", "dan"):
        assert not group.acting(person, at=LATER).grants
    assert hanging_from(first, LATER) == []


def test_a_right_is_ended_by_whom_it_concerns() -> None:
    group = build()
    give(group, "dan", "access_manager", by="ann")
    source = give(group, "bob", by="ann", may_delegate=True)
    passed = [give(group, "cas", by="bob", parent=source) for _ in range(3)]
    stranger = group.acting("sam", group.stranger)
    with pytest.raises(NotAuthorized):
        end_right(source, by=stranger, at=AT)
    with pytest.raises(NotAuthorized):
        end_right(source, by=group.acting("cas"), at=AT)
    end_right(passed[0], by=group.acting("cas"), at=LATER)  # its holder gives it up
    end_right(passed[1], by=group.acting("bob"), at=LATER)  # who passed it on takes it back
    end_right(passed[2], by=group.acting("dan"), at=LATER)  # a manager ends it
    assert not Grant.objects.filter(pk__in=[one.pk for one in passed], to_at=None).exists()


def test_a_manager_does_not_end_an_owners_right() -> None:
    group = build()
    give(group, "bob", "access_manager", by="ann")
    owners = give(group, "cas", "access_owner", by="ann")
    with pytest.raises(NotAuthorized):
        end_right(owners, by=group.acting("bob"), at=LATER)


def test_ending_twice_keeps_the_first_end() -> None:
    group = build()
    right = give(group, "bob", by="ann")
    for at in (LATER, LATER + timedelta(days=1)):
        end_right(right, by=group.acting("ann", at=at), at=at)
    right.refresh_from_db()
    assert right.to_at == LATER
    assert AuditEvent.objects.filter(verb="right.ended").count() == 1


@pytest.mark.clause("A-16")
def test_every_change_of_rights_is_in_the_log() -> None:
    group = build()
    right = give(group, "bob", by="ann", to_at=LATER)
    end_right(right, by=group.acting("ann"), at=AT + timedelta(hours=1))
    given, ended = AuditEvent.objects.filter(verb__startswith="right.").order_by("sequence")
    assert given.actor_label == "Ann" and given.data["user"] == group.people["bob"].pk
    assert given.data["profile"] == "finance_administrator"
    assert (given.object_ref, ended.object_ref) == (str(right.pk), str(right.pk))
