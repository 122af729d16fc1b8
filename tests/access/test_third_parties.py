"""A third party: notice before any right, the operator's answer at any time, the end with its warnings (A-09)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.third_parties import (
    UnableToAnswer,
    UnableToGiveNotice,
    end_notice,
    give_notice,
    refuse,
    take_note,
    warn_of_ends,
)
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import INVOICES_VIEW, OPERATE_CUSTOMERS
from comptoir.access.models import Grant, Membership, ThirdPartyNotice
from comptoir.access.third_parties import OVER, NoticeState, due_warning, state_of
from comptoir.audit.models import AuditEvent, OutboxEvent
from comptoir.jobs.dispatch import dispatch_waiting
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock
from comptoir.scope.actor import Actor, Channel, system
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.contract import terms_on
from tests.access.group import AT, Group, build

DESK = system("Sabine of the desk", Channel.DESK, staff=frozenset({OPERATE_CUSTOMERS}))
END = datetime(2027, 1, 31, 23, tzinfo=UTC)  # 1 February 2027, midnight in Brussels
SAID: dict[str, Any] = {
    "name": "Tess Tiers",
    "email": "tess@auditors.example",
    "company_name": "Auditors BV",
    "company_number": "0403.019.261",
    "purpose": "Checks our invoices.",
    "to_at": END,
    "vouches": True,
}


@dataclass
class Noted:
    """The instants of a notice."""

    noted_at: datetime | None = None
    refused_at: datetime | None = None
    ended_at: datetime | None = None
    to_at: datetime = END


@pytest.fixture
def group(db: None) -> Group:
    return build()


def notify(group: Group, by: Actor | None = None, **changed: Any) -> ThirdPartyNotice:
    customer = group.parent.customer
    return give_notice(customer, **(SAID | changed), by=by or group.acting("ann"), at=AT)


def give(group: Group, notice: ThirdPartyNotice) -> Grant:
    return give_right(
        group.parent.customer, holder=notice.holder, profile="finance_administrator", notice=notice,
        scope=group.parent.customer.scope, to_at=notice.to_at, by=group.acting("ann"), at=AT,
    )  # fmt: skip


def may(notice: ThirdPartyNotice, at: datetime = AT) -> bool:
    return actor_for(notice.holder, notice.customer_id, Channel.SESSION, at).may(INVOICES_VIEW)


def work(at: datetime) -> list[Any]:
    """The mails that follow."""
    mail.outbox = []
    dispatch_waiting()
    Worker(FixedClock(at)).drain()
    return mail.outbox


@pytest.mark.clause("A-09", "GC 9.2")
def test_nobody_is_let_in_before_the_operator_has_taken_note(group: Group) -> None:
    notice = notify(group)
    assert (notice.company_number, notice.holder.name) == ("0403019261", "Tess Tiers")
    assert state_of(notice, AT) == NoticeState.WAITING and not may(notice)
    take_note(notice, by=DESK, at=AT)
    notice.refresh_from_db()
    give(group, notice)
    assert state_of(notice, AT) == NoticeState.RUNNING and may(notice)
    assert not may(notice, END), "the right ends with the notice, without anybody's doing"


@pytest.mark.clause("A-09", "GC 9.2")
def test_only_the_access_owner_gives_notice(group: Group) -> None:
    customer = group.parent.customer
    for person, profile in (("bob", "access_manager"), ("cas", "finance_administrator")):
        holder = group.people[person]
        give_right(customer, holder=holder, profile=profile, scope=customer.scope, by=group.acting("ann"), at=AT)
        with pytest.raises(NotAuthorized):
            notify(group, group.acting(person))
    with pytest.raises(NotAuthorized):
        notify(group, group.acting("sam", group.stranger))
    assert not ThirdPartyNotice.objects.exists()


@pytest.mark.clause("A-09", "GC 9.2")
@pytest.mark.parametrize("later", [False, True])
def test_a_refusal_ends_access_at_once_also_later(group: Group, later: bool) -> None:
    notice = notify(group)
    if later:
        take_note(notice, by=DESK, at=AT)
        give(group, notice)
        assert may(notice)
    after = AT + timedelta(hours=1)
    refused = refuse(notice, reason="A competitor of ours.", by=DESK, at=after)
    assert state_of(refused, after) == (NoticeState.REFUSED_LATER if later else NoticeState.REFUSED)
    assert not may(notice, after)
    assert not Grant.objects.filter(notice=notice, to_at__gt=after).exists()
    assert not Membership.objects.filter(user=notice.holder, to_at=None).exists()
    with pytest.raises(UnableToAnswer, match="is_over"):
        refuse(notice, reason="Again.", by=DESK, at=after)
    with pytest.raises(UnableToAnswer, match="not_waiting"):
        take_note(notice, by=DESK, at=after)


@pytest.mark.clause("A-09")
def test_the_customer_ends_it_at_any_time_and_may_give_notice_anew(group: Group) -> None:
    notice = notify(group)
    take_note(notice, by=DESK, at=AT)
    give(group, notice)
    after = AT + timedelta(hours=1)
    end_notice(notice, by=group.acting("ann"), at=after)
    assert not may(notice, after)
    with pytest.raises(NotAuthorized):
        end_notice(notice, by=group.acting("bob"), at=after)
    again = give_notice(group.parent.customer, **SAID, by=group.acting("ann"), at=after)
    assert again.holder == notice.holder and state_of(again, after) == NoticeState.WAITING
    assert not may(again, after), "the old rights do not live again"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"company_name": " "}, "needs_company"),
        ({"purpose": ""}, "needs_purpose"),
        ({"to_at": AT}, "ends_before_start"),
        ({"vouches": False}, "needs_vouching"),
        ({"company_number": "0403.019.262"}, "wrong_number"),
        ({"email": "bob@parent.example"}, "is_own_person"),
        ({"email": "ann@parent.example"}, "is_own_person"),
    ],
)
def test_a_notice_says_everything_and_is_about_someone_else(
    group: Group, changed: dict[str, Any], message: str
) -> None:
    with pytest.raises(UnableToGiveNotice, match=message):
        notify(group, **changed)
    assert not ThirdPartyNotice.objects.exists()


def test_one_notice_about_a_person_stands_at_a_time_and_only_the_desk_answers(group: Group) -> None:
    notice = notify(group)
    with pytest.raises(UnableToGiveNotice, match="known_already"):
        notify(group)
    for answer in (lambda: take_note(notice, by=group.acting("ann"), at=AT),
                   lambda: refuse(notice, reason="x", by=group.acting("ann"), at=AT)):  # fmt: skip
        with pytest.raises(NotAuthorized):
            answer()
    with pytest.raises(UnableToAnswer, match="needs_reason"):
        refuse(notice, reason=" ", by=DESK, at=AT)


@pytest.mark.clause("A-09")
def test_a_third_party_is_shown_as_such_and_names_no_other(group: Group) -> None:
    """Its company stands in what it writes and in the log; it acts through a channel of its own."""
    notice = notify(group)
    take_note(notice, by=DESK, at=AT)
    give(group, notice)
    acting = actor_for(notice.holder, notice.customer_id, Channel.SESSION, AT)
    assert (acting.label, acting.channel, acting.third_party) == (
        "Tess Tiers (Auditors BV)", Channel.THIRD_PARTY, "Auditors BV",
    )  # fmt: skip
    with pytest.raises((NotAuthorized, UnableToGiveNotice)):
        notify(group, acting, email="other@auditors.example")


@pytest.mark.clause("A-09")
def test_the_operator_is_told_in_writing_and_the_customer_of_the_answer(group: Group) -> None:
    with_commit = notify(group)
    sent = [one for one in work(AT) if one.subject == "Notice about a third party"]
    assert [one.to for one in sent] == [["desk@localhost"]]
    for words in ("Parent", "Tess Tiers", "tess@auditors.example", "Auditors BV", "Checks our invoices.", "Ann"):
        assert words in sent[0].body
    take_note(with_commit, by=DESK, at=AT)
    told = {one.subject: one.to for one in work(AT)}
    assert told["The operator has taken note of your notice"] == ["ann@parent.example"]
    assert told["You may now use the business portal"] == ["tess@auditors.example"]
    refuse(with_commit, reason="A competitor of ours.", by=DESK, at=AT)
    body = next(one.body for one in work(AT) if one.subject == "The operator refuses a third party")
    assert "A competitor of ours." in body


@pytest.mark.clause("A-09", "portal.third_party.warnings")
def test_warnings_come_at_30_7_and_1_days_and_never_twice(group: Group) -> None:
    """The figures are the operator's own: nothing in the contract."""
    assert terms_on(AT.date())["portal.third_party.warnings"].items == ("30", "7", "1")
    take_note(notify(group), by=DESK, at=AT)
    OutboxEvent.objects.all().delete()
    last = datetime(2027, 1, 31, 5, tzinfo=UTC)
    warned = {}
    for before in range(40, -2, -1):
        at = last - timedelta(days=before)
        if count := warn_of_ends(at) + warn_of_ends(at + timedelta(hours=3)):
            warned[before] = count
    assert warned == {30: 1, 7: 1, 1: 1}
    receivers = {to for one in work(last) for to in one.to}
    assert receivers == {"ann@parent.example", "tess@auditors.example"}


def test_days_without_a_run_are_made_up_for_by_one_warning(group: Group) -> None:
    take_note(notify(group), by=DESK, at=AT)
    assert warn_of_ends(END - timedelta(days=5)) == 1, "of 30 and 7, the nearer one"
    assert warn_of_ends(END - timedelta(days=4)) == 0
    assert [event.data["days"] for event in AuditEvent.objects.filter(verb="third_party.warned")] == [7]


instants = st.one_of(st.none(), st.integers(0, 90).map(lambda days: AT + timedelta(days=days)))


@given(instants, instants, instants, st.integers(1, 90), st.integers(0, 100))
def test_a_notice_lets_in_only_between_the_note_and_the_first_end(
    noted: datetime | None, refused: datetime | None, ended: datetime | None, runs: int, now: int
) -> None:
    at, end = AT + timedelta(days=now), AT + timedelta(days=runs)
    state = state_of(Noted(noted, refused, ended, end), at)
    over = any(instant is not None and instant <= at for instant in (refused, ended, end))
    assert (state in OVER) == over
    assert (state == NoticeState.RUNNING) == (not over and noted is not None and noted <= at)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=4, unique=True), st.sets(st.integers(0, 60)))
def test_each_step_is_warned_of_once_whatever_days_are_missed(steps: list[int], present: set[int]) -> None:
    warned: list[int] = []
    for left in range(61, -1, -1):
        if left in present and (step := due_warning(left, steps, warned)) is not None:
            assert step >= left and step not in warned
            warned.append(step)
    assert warned == sorted(warned, reverse=True)
    assert all(due_warning(left, steps, warned) is None or left not in present for left in range(61))


def test_someone_known_elsewhere_is_the_same_person(group: Group) -> None:
    outsider = invite_user(group.stranger.customer, email=SAID["email"], name="Tess", by=DESK, at=AT, tell=False)
    assert notify(group).holder == outsider
