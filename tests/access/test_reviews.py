"""The access review: who still has what, confirmed or ended, with reminders and a record (A-10)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from comptoir.access.actions.reviews import (
    UnableToReview,
    close_review,
    confirm_people,
    confirm_rights,
    end_reviewed,
    open_due_reviews,
    open_review,
    open_rights,
    remind_of_reviews,
)
from comptoir.access.actions.rights import give_right
from comptoir.access.models import AccessReview, Grant, Membership, Tie
from comptoir.access.review_queries import counts, people_of, reviews
from comptoir.access.reviews import reminder_due
from comptoir.audit.models import AuditEvent
from comptoir.jobs.dispatch import dispatch_waiting
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock, brussels_date
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.contract import terms_on
from tests.access.group import AT, Group, build

LATER = AT + timedelta(days=1)


@pytest.fixture
def group(db: None) -> Group:
    """Bob manages access, cas and dan hold data rights."""
    group = build()
    for person, profile in (("bob", "access_manager"), ("cas", "finance_administrator"), ("dan", "buyer")):
        give(group, person, profile)
    return group


def give(group: Group, person: str, profile: str) -> Grant:
    customer = group.parent.customer
    holder, by = group.people[person], group.acting("ann")
    return give_right(customer, holder=holder, profile=profile, scope=customer.scope, by=by, at=AT)


def opened(group: Group, by: str = "bob") -> AccessReview:
    return open_review(group.parent.customer, by=group.acting(by), at=LATER)


def grant_of(group: Group, person: str) -> Grant:
    return Grant.objects.get(holder=group.people[person])


def confirm(group: Group, review: AccessReview, person: str, by: str = "bob", tie: str = Tie.EMPLOYMENT) -> int:
    user = group.people[person]
    held = Grant.objects.filter(holder=user)
    return confirm_rights(review, grants=held, user=user, tie=tie, by=group.acting(by), at=LATER)


@pytest.mark.clause("A-10", "GC 9.2", "portal.access_review.due")
def test_a_review_asks_about_every_right_and_each_is_confirmed_or_ended(group: Group) -> None:
    review = opened(group)
    assert review.due_on == brussels_date(LATER) + timedelta(
        days=terms_on(date(2026, 11, 22))["portal.access_review.due"].days
    )
    assert (review.due_on - brussels_date(LATER)).days == 30
    assert {person.name for person in people_of(review, LATER)} == {"Bob", "Cas", "Dan"}
    assert confirm(group, review, "cas") == 1
    end_reviewed(review, grant=grant_of(group, "dan"), by=group.acting("bob"), at=LATER)
    assert grant_of(group, "dan").to_at == LATER
    assert counts(review, LATER) == {"confirmed": 1, "ended": 1, "waiting": 1}
    tied = Membership.objects.get(user=group.people["cas"], to_at=None)
    assert (tied.tie, tied.tie_confirmed_at, tied.tie_confirmed_label) == (Tie.EMPLOYMENT, LATER, "Bob")


@pytest.mark.clause("A-10")
def test_nobody_confirms_their_own_rights(group: Group) -> None:
    review = opened(group)
    with pytest.raises(UnableToReview, match="not_your_own"):
        confirm(group, review, "bob", by="bob")
    assert confirm(group, review, "bob", by="ann") == 1


@pytest.mark.clause("A-10")
def test_what_nobody_answered_stays_in_the_record_and_goes_on_running(group: Group) -> None:
    review = opened(group)
    confirm(group, review, "cas")
    close_review(review, by=group.acting("bob"), at=LATER)
    after = LATER + timedelta(days=40)
    Grant.objects.filter(holder=group.people["dan"]).update(to_at=after)
    review.refresh_from_db()
    assert counts(review, after) == {"confirmed": 1, "ended": 0, "waiting": 2}, "as it stood when it was closed"
    event = AuditEvent.objects.get(verb="review.closed")
    assert event.data == {"confirmed": 1, "ended": 0, "unanswered": 2}
    for late in (lambda: confirm(group, review, "dan"), lambda: close_review(review, by=group.acting("bob"), at=after)):
        with pytest.raises(UnableToReview, match="is_closed"):
            late()


def test_a_right_given_after_the_opening_is_not_asked_about_and_one_that_ended_no_more(group: Group) -> None:
    review = opened(group)
    customer = group.parent.customer
    later = LATER + timedelta(hours=1)
    give_right(
        customer, holder=group.people["dan"], profile="fleet_administrator", scope=customer.scope,
        by=group.acting("ann", at=later), at=later,
    )  # fmt: skip
    Grant.objects.filter(holder=group.people["cas"]).update(to_at=later)
    waiting = open_rights(review, later + timedelta(hours=1))
    assert sorted(waiting.values_list("profile", flat=True)) == ["access_manager", "buyer"]
    with pytest.raises(UnableToReview, match="right_is_over"):
        end_reviewed(review, grant=grant_of(group, "cas"), by=group.acting("bob"), at=later + timedelta(hours=1))


def test_several_at_once_only_with_a_tie_that_is_known_or_said(group: Group) -> None:
    review = opened(group)
    chosen = [group.people["cas"].pk, group.people["dan"].pk]
    with pytest.raises(UnableToReview, match="needs_tie"):
        confirm_people(review, users=chosen, by=group.acting("bob"), at=LATER)
    assert not review.answers.exists(), "all of it or nothing"
    Membership.objects.filter(user=chosen[0]).update(tie=Tie.EMPLOYMENT)
    assert confirm_people(review, users=chosen, tie=Tie.ADMINISTRATION, by=group.acting("bob"), at=LATER) == 2
    ties = Membership.objects.filter(user__in=chosen, to_at=None).order_by("user_id").values_list("tie", flat=True)
    assert list(ties) == [Tie.EMPLOYMENT, Tie.ADMINISTRATION], "what is known is not said otherwise by the way"


@pytest.mark.parametrize(
    "attempt",
    [
        lambda group, review: open_review(group.stranger.customer, by=group.acting("bob"), at=LATER),
        lambda group, review: confirm(group, review, "cas", by="dan"),
        lambda group, review: close_review(review, by=group.acting("sam", group.stranger), at=LATER),
        lambda group, review: end_reviewed(review, grant=grant_of(group, "dan"), by=group.acting("cas"), at=LATER),
    ],
)
def test_only_who_manages_people_of_the_customer_reviews(
    group: Group, attempt: Callable[[Group, AccessReview], Any]
) -> None:
    review = opened(group)
    with pytest.raises(NotAuthorized):
        attempt(group, review)
    assert not reviews(group.acting("sam", group.stranger)).exists()
    assert not reviews(group.acting("cas")).exists()


def test_there_is_one_review_at_a_time(group: Group) -> None:
    opened(group)
    with pytest.raises(UnableToReview, match="open_already"):
        opened(group)
    with pytest.raises(UnableToReview, match="nothing_to_review"):
        open_review(group.stranger.customer, by=group.acting("sam", group.stranger), at=LATER)


@pytest.mark.clause("A-10", "GC 9.2", "portal.access_review.interval")
def test_one_opens_by_itself_a_year_after_the_last(group: Group) -> None:
    """Twelve months from the first right, then from the last opening; run daily, it opens each once."""
    first = brussels_date(AT)
    assert open_due_reviews(AT + timedelta(days=364)) == 0
    assert open_due_reviews(AT + timedelta(days=365)) == 1
    assert open_due_reviews(AT + timedelta(days=365)) == 0, "it is open"
    review = AccessReview.objects.get()
    assert (review.customer, brussels_date(review.opened_at)) == (group.parent.customer, first.replace(year=2027))
    close_review(review, by=group.acting("ann", at=AT + timedelta(days=366)), at=AT + timedelta(days=366))
    assert open_due_reviews(AT + timedelta(days=700)) == 0
    assert open_due_reviews(AT + timedelta(days=365 + 366)) == 1, "2028 is a leap year"


@pytest.mark.clause("A-10", "portal.access_review.reminders")
def test_reminders_come_while_something_waits(group: Group) -> None:
    review = opened(group)
    due = LATER + timedelta(days=30)
    sent = [days for days in range(20, -5, -1) if remind_of_reviews(due - timedelta(days=days))]
    assert sent == [14, 7, 1, 0]
    mail.outbox = []
    dispatch_waiting()
    Worker(FixedClock(due)).drain()
    reminders = [one for one in mail.outbox if one.subject == "The access review waits for you"]
    assert len(reminders) == 4 and {to for one in reminders for to in one.to} == {"ann@parent.example"}
    AccessReview.objects.update(reminded_at=None)
    for person in ("bob", "cas", "dan"):
        confirm(group, review, person, by="ann")
    assert remind_of_reviews(due) == 0, "nothing waits"


@given(st.sets(st.integers(0, 30), min_size=1), st.sets(st.integers(-20, 40)))
def test_each_step_is_reminded_of_once_whatever_days_are_missed(steps: set[int], missed: set[int]) -> None:
    due, reminded, count = date(2027, 6, 1), None, 0
    for left in range(40, -20, -1):
        today = due - timedelta(days=left)
        if left not in missed and reminder_due(due, reminded, steps, today):
            reminded, count = today, count + 1
            assert any(left <= step for step in steps)
    assert count <= len(steps)
    assert missed >= set(range(-19, min(steps) + 1)) or reminded is not None
