"""Who can do what in this company, whom to turn to, and inviting someone."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.access import queries
from comptoir.access.actions.people import UnableToInvite, invite_user
from comptoir.access.capabilities import PEOPLE_MANAGE, RIGHTS_GIVE, SEAT_REPLACE
from comptoir.access.listed import People
from comptoir.kernel.clock import brussels_date, brussels_midnight
from comptoir.parties.queries import customers
from comptoir.portal.people.forms import InviteForm
from comptoir.portal.people.lists import PeopleList
from comptoir.portal.people.shown import shown_grants, shown_people
from comptoir.portal.people.tabs import tabs
from comptoir.portal.people.words import TIES, refusal_words
from comptoir.web.listing import list_page
from comptoir.web.views import portal_view

#: A right that ends by itself within so long ends soon.
SOON = timedelta(days=30)


@portal_view()
def index(request: Any) -> HttpResponseBase:
    """For everyone: whom to turn to (P-22). For who manages people: everyone and what they hold."""
    actor = request.actor
    context: dict[str, Any] = {
        "contacts": queries.contacts(actor, request.now),
        "manages": actor.may(PEOPLE_MANAGE),
        "may_invite": customers(actor, PEOPLE_MANAGE).filter(pk=actor.customer_id).exists(),
        "may_replace": actor.may(SEAT_REPLACE),
        "tabs": tabs(actor, "index"),
    }
    if not context["manages"]:
        return render(request, "portal/people/index.html", context)
    people, last = People(actor, request.now), brussels_date(request.now) + SOON
    ending = people.ending(None, brussels_midnight(last + timedelta(days=1)))
    context["soon"] = {"number": people.every.filter(ending).count(), "last": last}
    return list_page(request, PeopleList(people), "portal/people/index.html", context)


@portal_view(PEOPLE_MANAGE)
def person(request: Any, pk: int) -> HttpResponse:
    """One person: what they hold, where, since when and by whom; and what can be done."""
    actor = request.actor
    member = queries.members(actor).get(user_id=pk)
    found = queries.people(actor, request.now, [member])[0]
    context = {
        "person": shown_people(actor, [found])[0],
        "passed_on": shown_grants(actor, queries.passed_on(actor, pk, request.now)),
        "member": member,
        "tie": TIES.get(member.tie, ""),
        "is_self": found.user_id == actor.user_id,
        "may_give": actor.may(RIGHTS_GIVE),
        "may_let_go": customers(actor, PEOPLE_MANAGE).filter(pk=actor.customer_id).exists(),
    }
    return render(request, "portal/people/person.html", context)


@portal_view(PEOPLE_MANAGE, methods=("GET", "POST"))
def invite(request: Any) -> HttpResponse:
    """Invites someone; what they may do is chosen next."""
    customer = customers(request.actor, PEOPLE_MANAGE).get(pk=request.actor.customer_id)
    form = InviteForm(request.POST or None, initial={"language": customer.language})
    if request.method == "POST" and form.is_valid():
        try:
            user = invite_user(customer, **form.cleaned_data, by=request.actor, at=request.now)
        except UnableToInvite as refusal:
            form.add_error(None, refusal_words(refusal))
        else:
            messages.success(request, _("%(name)s is invited.") % {"name": form.cleaned_data["name"]})
            return redirect("portal:people:give", pk=user.pk)
    return render(request, "portal/people/invite.html", {"form": form})
