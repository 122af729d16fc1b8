"""Saying who uses a card (A-05)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import REFERENCE_EDIT, RIGHTS_GIVE
from comptoir.access.models import Membership
from comptoir.access.queries import colleague
from comptoir.inventory.actions.users import hand_over
from comptoir.inventory.history import history_of
from comptoir.inventory.models import Line
from comptoir.inventory.queries import line as one_line
from comptoir.kernel.clock import brussels_date
from comptoir.portal.cards.shown import shown_history, user_now
from comptoir.portal.people.words import refusal_words
from comptoir.scope.authorize import NotAuthorized, authorize, check
from comptoir.scope.refusal import Refused
from comptoir.web import formats
from comptoir.web.sensitive import sensitive
from comptoir.web.views import portal_view


class UserForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address of who uses it"),
        required=False,
        max_length=254,
        help_text=_("One of your people. Empty: nobody uses it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("This is no e-mail address.")},
    )
    from_on = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Give a date."), "invalid": _("This is no date.")},
    )
    sees_usage = forms.BooleanField(
        label=_("They see the usage and settings of this card from that day on"),
        required=False,
        help_text=_("Of the days before, and of who had it then, they see nothing."),
    )

    def __init__(self, *args: Any, may_give: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not may_give:
            del self.fields["sees_usage"]


@portal_view(REFERENCE_EDIT, methods=("GET", "POST"))
@sensitive
def change(request: Any, pk: int) -> HttpResponse:
    """Who uses a card from a day on, and whether they see its usage; what ends by it is said before."""
    line = one_line(request.actor, pk)
    authorize(request.actor, REFERENCE_EDIT, line)
    may_give = request.actor.may(RIGHTS_GIVE) and check(request.actor, RIGHTS_GIVE, line)
    today = brussels_date(request.now)
    form = UserForm(request.POST or None, initial={"from_on": today, "sees_usage": may_give}, may_give=may_give)
    if form.is_bound and form.is_valid() and _is_changed(request, line, form):
        return redirect("portal:cards:show", pk=pk)
    user = user_now(shown_history(history_of(request.actor, line), line.customer_id))
    context = {"form": form, "line": line, "title": formats.phone(line.number), "user": user}
    return render(request, "portal/cards/user.html", context)


def _is_changed(request: Any, line: Line, form: UserForm) -> bool:
    said = form.cleaned_data
    member = _member(request, form)
    if form.errors:
        return False
    asked = {"from_on": said["from_on"], "sees_usage": said.get("sees_usage", False)}
    try:
        hand_over(line, user=member.user if member else None, **asked, by=request.actor, at=request.now)
    except (Refused, NotAuthorized) as refusal:
        form.add_error(None, refusal_words(refusal))
        return False
    values = {"name": member.name if member else "", "day": formats.day(said["from_on"])}
    done = (
        _now("%(name)s uses this card from %(day)s on.") if member else _now("Nobody uses this card from %(day)s on.")
    )
    messages.success(request, done % values)
    return True


def _member(request: Any, form: UserForm) -> Membership | None:
    """The person of that address; one of nobody's is said beside the field."""
    email = form.cleaned_data["email"]
    found = colleague(request.actor, email) if email else None
    if email and found is None:
        form.add_error("email", _now("Nobody of your company has this address."))
    return found
