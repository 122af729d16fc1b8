"""Access reviews: whether one is due, the one that is open, its closing, its record (A-10; GC 9.2)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.access.actions.reviews import UnableToReview, close_review, open_review
from comptoir.access.capabilities import PEOPLE_MANAGE
from comptoir.access.models import AccessReview
from comptoir.access.review_queries import counts, reviews
from comptoir.access.reviewed import ReviewedPeople
from comptoir.kernel.clock import brussels_date
from comptoir.parties.queries import customers
from comptoir.portal.people.tabs import tabs
from comptoir.portal.people.words import refusal_words
from comptoir.portal.reviews.lists import RecordList, ReviewList
from comptoir.portal.reviews.shown import shown_record, shown_review
from comptoir.scope.contract import terms_on
from comptoir.web.listing import list_page
from comptoir.web.views import portal_view

MOST = 20


@portal_view(PEOPLE_MANAGE)
def index(request: Any) -> HttpResponse:
    """The open one with how far it is, and those that were."""
    found = list(reviews(request.actor)[:MOST])
    own = customers(request.actor, PEOPLE_MANAGE).filter(pk=request.actor.customer_id)
    running = next((one for one in found if one.closed_at is None), None)
    context = {
        "running": running,
        "counts": counts(running, request.now) if running else None,
        "is_late": running is not None and running.due_on < brussels_date(request.now),
        "past": [one for one in found if one.closed_at is not None],
        "may_open": running is None and own.exists(),
        "months": terms_on(brussels_date(request.now))["portal.access_review.interval"].months,
        "tabs": tabs(request.actor, "reviews"),
    }
    return render(request, "portal/reviews/index.html", context)


@portal_view(PEOPLE_MANAGE, methods=("POST",))
def begin(request: Any) -> HttpResponse:
    """Opens one."""
    customer = customers(request.actor, PEOPLE_MANAGE).get(pk=request.actor.customer_id)
    try:
        review = open_review(customer, by=request.actor, at=request.now)
    except UnableToReview as refusal:
        messages.error(request, refusal_words(refusal))
        return redirect("portal:reviews:index")
    return redirect("portal:reviews:show", pk=review.pk)


@portal_view(PEOPLE_MANAGE)
def show(request: Any, pk: int) -> HttpResponseBase:
    """The open one: person by person; one that is closed is its record."""
    review = reviews(request.actor).get(pk=pk)
    if review.closed_at is not None:
        return redirect("portal:reviews:record", pk=pk)
    listing = ReviewList(ReviewedPeople(request.actor, review, request.now))
    return list_page(request, listing, "portal/reviews/show.html", _facts(request, review))


@portal_view(PEOPLE_MANAGE)
def record(request: Any, pk: int) -> HttpResponseBase:
    """Every right that was asked about, who answered what and when; to print and to export."""
    review = reviews(request.actor).get(pk=pk)
    answers = shown_record(shown_review(request.actor, review, request.now))
    return list_page(request, RecordList(answers), "portal/reviews/record.html", _facts(request, review))


@portal_view(PEOPLE_MANAGE, methods=("GET", "POST"))
def close(request: Any, pk: int) -> HttpResponse:
    """Says what stays unanswered, then closes."""
    review = reviews(request.actor).get(pk=pk)
    if request.method == "POST":
        try:
            close_review(review, by=request.actor, at=request.now)
        except UnableToReview as refusal:
            messages.error(request, refusal_words(refusal))
        else:
            messages.success(request, _("The review is closed."))
        return redirect("portal:reviews:record", pk=pk)
    return render(request, "portal/reviews/close.html", _facts(request, review))


def _facts(request: Any, review: AccessReview) -> dict[str, Any]:
    return {
        "review": review,
        "counts": counts(review, request.now),
        "is_late": review.closed_at is None and review.due_on < brussels_date(request.now),
    }
