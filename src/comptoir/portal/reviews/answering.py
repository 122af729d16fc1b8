"""Answering an access review: one person, one right, several people at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comptoir.access import queries
from comptoir.access.actions.reviews import UnableToReview, confirm_people, confirm_rights, end_reviewed
from comptoir.access.actions.ties import OWN_TIES, UnableToConfirmTie
from comptoir.access.capabilities import PEOPLE_MANAGE
from comptoir.access.models import Membership, Tie
from comptoir.access.review_queries import people_of, running_review
from comptoir.access.reviewed import ReviewedPeople
from comptoir.portal.people.shown import shown_grants
from comptoir.portal.people.words import refusal_words
from comptoir.portal.reviews.lists import ReviewList
from comptoir.portal.reviews.shown import ShownPerson, shown_review
from comptoir.web.listing import selected_rows
from comptoir.web.sensitive import sensitive
from comptoir.web.views import portal_view

#: So many people are named where there may be hundreds.
FIRST = 5
#: What says who was chosen, on the way through the question about ties.
CARRIED = ("selected", "all", "query")


class TieForm(forms.Form):
    """By which tie the person belongs to the company now."""

    tie = forms.ChoiceField(
        label=_("Tie with the company"),
        widget=forms.RadioSelect,
        choices=[(str(one), one.label) for one in OWN_TIES],
        error_messages={"required": _("Say by which tie the person belongs to your company.")},
    )


@portal_view(PEOPLE_MANAGE)
def person(request: Any, pk: int) -> HttpResponse:
    """One person with each right: confirm them all, or end one."""
    shown = _person(request, pk)
    tie = shown.tie if shown.tie in OWN_TIES else None
    return _page(request, shown, TieForm(initial={"tie": tie}))


@portal_view(PEOPLE_MANAGE, methods=("POST",))
def confirm_person(request: Any, pk: int) -> HttpResponse:
    """The person still belongs here, and all that is not answered of theirs is still right."""
    review = running_review(request.actor)
    shown = _person(request, pk)
    form = TieForm(request.POST)
    is_outsider = shown.tie == Tie.THIRD_PARTY
    if not is_outsider and not form.is_valid():
        return _page(request, shown, form, status=422)
    person = people_of(review, request.now, [pk])[0]
    said = {} if is_outsider else {"tie": form.cleaned_data["tie"], "user": person.rights[0].grant.holder}
    try:
        confirm_rights(review, grants=person.waiting, by=request.actor, at=request.now, **said)
    except (UnableToReview, UnableToConfirmTie) as refusal:
        messages.error(request, refusal_words(refusal))
        return redirect("portal:reviews:person", pk=pk)
    messages.success(request, _now("Confirmed: %(name)s.") % {"name": shown.name})
    return redirect("portal:reviews:show", pk=review.pk)


@portal_view(PEOPLE_MANAGE, methods=("GET", "POST"))
@sensitive
def end_right(request: Any, pk: int) -> HttpResponse:
    """Says what ends with a right, then ends it as the review's answer."""
    review = running_review(request.actor)
    grant = queries.grants(request.actor, request.now).get(pk=pk)
    if request.method == "POST":
        try:
            end_reviewed(review, grant=grant, by=request.actor, at=request.now)
        except UnableToReview as refusal:
            messages.error(request, refusal_words(refusal))
        else:
            messages.success(request, _now("The right has ended."))
        return redirect("portal:reviews:person", pk=grant.holder_id)
    shown = next(right for right in _person(request, grant.holder_id).rights if right.pk == grant.pk)
    hanging = shown_grants(request.actor, queries.hanging_from(grant, request.now))
    return render(request, "portal/reviews/end.html", {"right": shown, "grant": grant, "hanging": hanging})


@portal_view(PEOPLE_MANAGE, methods=("POST",))
def confirm_several(request: Any) -> HttpResponse:
    """Those who were ticked, or all who match; the tie of those of whom none is known is said once for all of them."""
    review = running_review(request.actor)
    listing = ReviewList(ReviewedPeople(request.actor, review, request.now))
    rows = list(selected_rows(request, listing).filter(waiting__gt=0).order_by("sort_name", "pk"))
    others = [row for row in rows if row.user_id != request.actor.user_id]
    untied = [row for row in others if row.tie == Tie.NONE]
    form, is_said = TieForm(request.POST if "tied" in request.POST else None), False
    if untied and "leave_out" not in request.POST:
        is_said = form.is_valid()
        if not is_said:
            context = {"form": form, "review": review, "number": len(untied), "names": _names(untied)}
            context["said"] = [(name, value) for name in CARRIED for value in request.POST.getlist(name)]
            return render(request, "portal/reviews/ties.html", context, status=422 if form.errors else 200)
    chosen = others if is_said else [row for row in others if row.tie != Tie.NONE]
    tie, count = form.cleaned_data["tie"] if is_said else "", 0
    try:
        users = [row.user_id for row in chosen]
        count = confirm_people(review, users=users, tie=tie, by=request.actor, at=request.now)
    except (UnableToReview, UnableToConfirmTie) as refusal:
        messages.error(request, refusal_words(refusal))
    _say(request, count, [row for row in rows if row not in chosen])
    return redirect("portal:reviews:show", pk=review.pk)


def _names(rows: Sequence[Membership]) -> str:
    """The first of them by name; more are told by their number."""
    return ", ".join([*(row.name for row in rows[:FIRST]), *(["…"] if len(rows) > FIRST else [])])


def _say(request: Any, count: int, left: list[Membership]) -> None:
    if count:
        words = ngettext("%(count)s right is confirmed.", "%(count)s rights are confirmed.", count)
        messages.success(request, words % {"count": count})
    if any(row.user_id == request.actor.user_id for row in left):
        messages.warning(request, refusal_words(UnableToReview("review.not_your_own")))
    if others := [row for row in left if row.user_id != request.actor.user_id]:
        words = _now("Open these one by one and say by which tie they belong: %(names)s.")
        messages.warning(request, words % {"names": _names(others)})


def _person(request: Any, pk: int) -> ShownPerson:
    review = running_review(request.actor)
    found = shown_review(request.actor, review, request.now, [pk])
    if not found:
        raise review.DoesNotExist
    return found[0]


def _page(request: Any, shown: ShownPerson, form: forms.Form, status: int = 200) -> HttpResponse:
    context = {
        "person": shown,
        "form": form,
        "review": running_review(request.actor),
        "is_outsider": shown.tie == Tie.THIRD_PARTY,
    }
    return render(request, "portal/reviews/person.html", context, status=status)
