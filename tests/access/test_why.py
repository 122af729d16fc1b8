"""Why may someone see a thing, or why not: for now, and for any day that has passed (A-11)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from comptoir.access.actions.people import deactivate_user
from comptoir.access.actions.rights import end_right
from comptoir.access.actions.seats import designate_access_owner
from comptoir.access.actions.suspensions import close_application, suspend_customer, suspend_user
from comptoir.access.capabilities import INVOICES_VIEW, PEOPLE_MANAGE
from comptoir.access.models import Membership, StaffRole, ThirdPartyNotice
from comptoir.access.why import MAY, MAY_NOT, is_held, why
from comptoir.kernel.explanation import Explanation
from comptoir.parties.actions.affiliates import end_affiliation
from comptoir.parties.models import Affiliation
from comptoir.scope.models import ScopeKind, ScopeNode
from comptoir.scope.tree import hang
from comptoir.web.words import words
from tests.access.asking import give
from tests.access.group import AT, ROOT, Group, build

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def asked(group: Group, who: str, thing: Any = None, capability: str = INVOICES_VIEW, at: Any = AT) -> Explanation:
    return why(group.people[who], capability, thing or group.parent.billing[0], at)


def steps(answer: Explanation) -> list[str]:
    return [step.message for step in answer.steps]


@pytest.mark.clause("A-11")
def test_the_chain_is_told_from_the_seat_to_the_thing_with_who_when_and_clause() -> None:
    group = build()
    first = give(group, "bob", by="ann", may_delegate=True, to_at=AT + timedelta(days=90))
    give(
        group, "cas", by="bob", parent=first, scope=group.parent.accounts[0].scope, to_at=AT + timedelta(days=9)
    )  # fmt: skip
    answer = asked(group, "cas")
    assert answer.message == MAY and is_held(answer)
    assert steps(answer) == [
        "why.from_seat", "why.given.finance_administrator", "why.until",
        "why.given.finance_administrator", "why.until", "why.place.billing_account", "why.place.customer_account",
    ]  # fmt: skip
    given, passed = (step for step in answer.steps if step.message.startswith("why.given"))
    assert (given.values["giver"], given.values["person"], given.clause) == ("Ann", "Bob", "GC 8.2")
    assert (passed.values["giver"], passed.values["person"], passed.clause) == ("Bob", "Cas", "GC 8.4")
    assert passed.values["place"] == group.parent.accounts[0].scope_id
    assert answer.steps[-2].values["place"] == group.parent.billing[0].scope_id


@pytest.mark.clause("A-11")
def test_clauses_say_by_what_right_it_was_given() -> None:
    group = build()
    assert asked(group, "ann").steps[0].clause == "GC 8.2"
    group_seat = asked(group, "ann", group.affiliate.billing[0]).steps[0]
    assert (group_seat.message, group_seat.clause) == ("why.seat_of_group", "GC 9.1")
    give(group, "bob", "access_manager", by="ann")
    assert asked(group, "bob", group.parent.customer, PEOPLE_MANAGE).steps[1].clause == "GC 8.3"
    give(group, "cas", by="bob")
    assert asked(group, "cas").steps[1].clause == "GC 8.3"
    give(group, "dan", by="ann", scope=ScopeNode.objects.get(kind=ScopeKind.GROUP))
    assert asked(group, "dan", group.affiliate.billing[0]).steps[1].clause == "GC 9.1"


def test_a_third_party_is_told_with_the_notice() -> None:
    group = build()
    Membership.objects.filter(user=group.people["bob"]).update(tie="third_party")
    notice = ThirdPartyNotice.objects.create(
        customer=group.parent.customer, holder=group.people["bob"], company_name="Auditors", purpose="x",
        given_at=AT, given_label="Ann", to_at=AT + timedelta(days=9),
    )  # fmt: skip
    give(group, "bob", by="ann", to_at=AT + timedelta(days=5))
    assert steps(asked(group, "bob")) == ["why_not.notice"]
    ThirdPartyNotice.objects.filter(pk=notice.pk).update(noted_at=AT)
    told = next(step for step in asked(group, "bob").steps if step.message == "why.notice")
    assert (told.values["company"], told.clause) == ("Auditors", "GC 9.2")


def test_staff_hold_by_their_role() -> None:
    group = build()
    StaffRole.objects.create(user=group.people["dan"], role="billing_desk")
    assert [step.values for step in asked(group, "dan").steps] == [{"role": "billing_desk"}]


@pytest.mark.clause("A-11")
def test_what_stands_in_the_way_is_named() -> None:
    group = build()
    customer = group.parent.customer
    assert steps(asked(group, "bob")) == ["why_not.no_right"]
    elsewhere = give(group, "bob", by="ann", scope=group.parent.accounts[1].scope, may_delegate=True)
    assert steps(asked(group, "bob")) == ["why_not.elsewhere"]
    there = group.parent.billing[1]
    give(group, "cas", by="bob", parent=elsewhere, scope=there.scope)
    assert asked(group, "cas", there).message == MAY
    hang(there.scope, [group.parent.accounts[0].scope], at=LATER)
    assert steps(asked(group, "cas", there, at=LATER)) == ["why_not.inside"]
    hang(there.scope, [group.parent.accounts[1].scope], at=LATER)
    suspend_user(group.people["bob"], ground="fraud", reason="x", by=ROOT, at=LATER)
    stopped = asked(group, "cas", there, at=LATER)
    assert (steps(stopped), stopped.steps[0].values["person"]) == (["why_not.not_stopped"], "Bob")
    end_right(elsewhere, by=ROOT, at=LATER)
    assert steps(asked(group, "cas", there, at=LATER)) == ["why_not.ran_until", "why_not.not_stopped"]
    close_application(customer, application="my_invoice_online", ground="ended", by=ROOT, at=LATER)
    assert steps(asked(group, "ann", at=LATER)) == ["why_not.closed"]
    suspend_customer(customer, ground="fraud", reason="x", by=ROOT, at=LATER)
    assert "why_not.not_stopped" in steps(asked(group, "ann", capability=PEOPLE_MANAGE, at=LATER))
    give(group, "dan", "access_manager")
    give(group, "dan", "access_manager", from_at=LATER)
    assert steps(asked(group, "dan")) == ["why_not.manager"]
    assert asked(group, "sam").message == MAY_NOT


@pytest.mark.clause("A-11")
def test_a_day_that_has_passed_is_answered_as_it_was() -> None:
    """Who has left, a right that was ended, a seat that changed hands, a place and a company that moved."""
    group = build()
    right = give(group, "bob", by="ann", scope=group.parent.accounts[0].scope)
    give(group, "cas", by="ann", scope=group.parent.accounts[0].scope)
    end_right(right, by=ROOT, at=LATER)
    deactivate_user(group.parent.customer, user=group.people["cas"], by=ROOT, at=LATER)
    group.people["cas"].refresh_from_db()
    assert not group.people["cas"].is_active
    designate_access_owner(group.parent.customer, holder=group.people["dan"], by=ROOT, at=LATER)
    end_affiliation(Affiliation.objects.get(), by=ROOT, at=LATER)
    moved = group.parent.billing[0]
    ScopeNode.objects.filter(pk=moved.scope_id).update(customer_ref=group.stranger.customer.pk)
    hang(ScopeNode.objects.get(pk=moved.scope_id), [group.stranger.accounts[0].scope], at=LATER)
    for who in ("bob", "cas", "ann"):
        assert is_held(asked(group, who)) and not is_held(asked(group, who, at=LATER)), who
    assert is_held(asked(group, "sam", at=LATER)) and not is_held(asked(group, "sam"))
    there = group.affiliate.billing[0]
    assert is_held(asked(group, "ann", there)) and not is_held(asked(group, "ann", there, at=LATER))


def test_an_answer_is_in_words_and_names_no_place() -> None:
    group = build()
    give(group, "bob", by="ann", scope=group.parent.billing[0].scope)
    with translation.override("en"):
        said = words(asked(group, "bob"))
    assert said[0] == "Bob may do this here."
    assert said[1].startswith("The right comes from")
    assert "Ann made Bob a finance administrator" in said[2]
    assert not any(group.parent.billing[0].code in sentence for sentence in said)
