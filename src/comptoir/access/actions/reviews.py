"""The periodic access review: who still has what, confirmed or ended, closed with a record (A-10; GC 9.2).

A review asks about every right that lived when it was opened. What nobody answered stays visible in the record.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min, QuerySet

from comptoir.access.actions.people import assert_may_manage
from comptoir.access.actions.rights import end_right
from comptoir.access.actions.ties import confirm_tie
from comptoir.access.models import AccessReview, Grant, Membership, ReviewAnswer, Tie, User
from comptoir.access.reviews import is_due, reminder_due
from comptoir.access.snapshot import live_grant_ids, live_grants
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.kernel.clock import brussels_date
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, system
from comptoir.scope.contract import terms_on
from comptoir.scope.refusal import Refused


class UnableToReview(Refused):
    """There is a review already, it is closed, or the right is one's own or over."""


@transaction.atomic
def open_review(customer: Customer, *, by: Actor, at: datetime) -> AccessReview:
    """Opens a round over all that lives now. By who manages people of the whole customer. Raises UnableToReview."""
    assert_may_manage(customer, by)
    return _open(customer, by, at)


@transaction.atomic
def confirm_rights(
    review: AccessReview, *, grants: Iterable[Grant], by: Actor, at: datetime, tie: str = "", user: User | None = None
) -> int:
    """These rights are still right; how many were answered now. `tie` of `user` is confirmed by the same act.

    A right that was answered or is over is left as it is. Nobody confirms their own. Raises UnableToReview.
    """
    review = _answering(review, by)
    if tie and user is not None:
        confirm_tie(review.customer, user=user, tie=tie, by=by, at=at)
    chosen = [grant.pk for grant in grants]
    count = 0
    for grant in open_rights(review, at).filter(pk__in=chosen).select_related("holder"):
        if grant.holder_id == by.user_id:
            raise UnableToReview("review.not_your_own")
        _answer(review, grant, confirmed=True, by=by, at=at)
        count += 1
    return count


@transaction.atomic
def confirm_people(review: AccessReview, *, users: Iterable[int], by: Actor, at: datetime, tie: str = "") -> int:
    """All that these people hold is still right, and so is the tie that is known of each; how many rights.

    `tie` is said of those of whom none is known yet. Raises UnableToReview where it has to be and is not.
    """
    review = _answering(review, by)
    count = 0
    members = Membership.objects.filter(customer=review.customer_id, user__in=list(users), to_at=None)
    for member in members.select_related("user").order_by("pk"):
        if member.tie == Tie.NONE and not tie:
            raise UnableToReview("review.needs_tie", person=member.name)
        held = open_rights(review, at).filter(holder=member.user)
        known = "" if member.tie == Tie.THIRD_PARTY else member.tie or tie
        count += confirm_rights(review, grants=held, tie=known, user=member.user, by=by, at=at)
    return count


@transaction.atomic
def end_reviewed(review: AccessReview, *, grant: Grant, by: Actor, at: datetime) -> None:
    """The right is no longer right: it ends now, with all that hangs from it. Raises UnableToReview."""
    review = _answering(review, by)
    if not open_rights(review, at).filter(pk=grant.pk).exists():
        raise UnableToReview("review.right_is_over")
    end_right(grant, by=by, at=at)
    _answer(review, grant, confirmed=False, by=by, at=at)


@transaction.atomic
def close_review(review: AccessReview, *, by: Actor, at: datetime) -> AccessReview:
    """Closes the round; how many rights were confirmed, ended and never answered is kept in the log."""
    review = _answering(review, by)
    unanswered = open_rights(review, at).count()
    answers = list(review.answers.values_list("confirmed", flat=True))
    review.closed_at, review.closed_label = at, by.label
    review.save(update_fields=["closed_at", "closed_label"])
    said: dict[str, Any] = {"confirmed": sum(answers), "ended": len(answers) - sum(answers), "unanswered": unanswered}
    record(actor=by, verb="review.closed", obj=review, customer_id=review.customer_id, at=at, **said)
    return review


def open_rights(review: AccessReview, at: datetime) -> "QuerySet[Grant]":
    """The rights that the review asks about and nobody has answered: they lived when it was opened and live now."""
    live = live_grants(review.customer_id, review.closed_at or at)
    found = Grant.objects.filter(pk__in=live, from_at__lte=review.opened_at)
    return found.exclude(review_answers__review=review)


def open_due_reviews(at: datetime) -> int:
    """Once a day: opens the yearly review where it is due; how many. The interval is the terms'."""
    today = brussels_date(at)
    months = terms_on(today)["portal.access_review.interval"].months
    first = Grant.objects.filter(from_at__lte=at).order_by().values("customer").annotate(first=Min("from_at"))
    last = dict(AccessReview.objects.values("customer").annotate(last=Max("opened_at")).values_list("customer", "last"))
    begun = {row["customer"]: brussels_date(last.get(row["customer"], row["first"])) for row in first}
    due = {customer for customer, day in begun.items() if is_due(day, months, today)}
    due -= set(AccessReview.objects.filter(closed_at=None).values_list("customer", flat=True))
    count = 0
    for customer in Customer.objects.filter(pk__in=due).order_by("pk"):
        if live_grant_ids(customer.pk, at):
            with transaction.atomic():
                _open(customer, system("daily"), at)
            count += 1
    return count


def remind_of_reviews(at: datetime) -> int:
    """Once a day: reminds of open reviews with unanswered rights, at the steps that the terms name; how many."""
    today = brussels_date(at)
    steps = [int(step) for step in terms_on(today)["portal.access_review.reminders"].items]
    count = 0
    for review in AccessReview.objects.filter(closed_at=None).order_by("pk"):
        reminded = brussels_date(review.reminded_at) if review.reminded_at else None
        if reminder_due(review.due_on, reminded, steps, today) and open_rights(review, at).exists():
            with transaction.atomic():
                AccessReview.objects.filter(pk=review.pk).update(reminded_at=at)
                emit("review.reminder", {"review": review.pk, "waiting": open_rights(review, at).count()}, at)
            count += 1
    return count


def _open(customer: Customer, by: Actor, at: datetime) -> AccessReview:
    Customer.objects.select_for_update().get(pk=customer.pk)
    if customer.access_reviews.filter(closed_at=None).exists():
        raise UnableToReview("review.open_already")
    if not live_grant_ids(customer.pk, at):
        raise UnableToReview("review.nothing_to_review")
    today = brussels_date(at)
    due_on = today + timedelta(days=terms_on(today)["portal.access_review.due"].days)
    review = AccessReview.objects.create(customer=customer, opened_at=at, opened_label=by.label, due_on=due_on)
    record(actor=by, verb="review.opened", obj=review, customer_id=customer.pk, at=at, due_on=due_on)
    emit("review.opened", {"review": review.pk}, at)
    return review


def _answering(review: AccessReview, by: Actor) -> AccessReview:
    found = AccessReview.objects.select_for_update(of=("self",)).select_related("customer").get(pk=review.pk)
    assert_may_manage(found.customer, by)
    if found.closed_at is not None:
        raise UnableToReview("review.is_closed")
    return found


def _answer(review: AccessReview, grant: Grant, *, confirmed: bool, by: Actor, at: datetime) -> None:
    said = {"confirmed": confirmed, "at": at, "by_id": by.user_id, "by_label": by.label}
    ReviewAnswer.objects.create(review=review, grant=grant, **said)
    told: dict[str, Any] = {
        "review": review.pk,
        "user": grant.holder_id,
        "profile": grant.profile,
        "confirmed": confirmed,
    }
    record(actor=by, verb="review.answered", obj=grant, customer_id=review.customer_id, at=at, **told)
