"""Someone leaves, and another becomes the Access Owner."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.access import queries
from comptoir.access.actions.people import UnableToDeactivate, deactivate_user
from comptoir.access.actions.seats import UnableToDesignate, designate_access_owner
from comptoir.access.capabilities import PEOPLE_MANAGE, SEAT_REPLACE
from comptoir.parties.queries import customers
from comptoir.portal.people.forms import OwnerForm
from comptoir.portal.people.shown import shown_grants, shown_people
from comptoir.portal.people.words import refusal_words
from comptoir.web.views import portal_view


@portal_view(PEOPLE_MANAGE, methods=("GET", "POST"))
def leave(request: Any, pk: int) -> HttpResponse:
    """Says what ends when a person leaves, then ends it all in one act."""
    actor, at = request.actor, request.now
    customer = customers(actor, PEOPLE_MANAGE).get(pk=actor.customer_id)
    member = queries.members(actor).get(user_id=pk)
    context: dict[str, Any] = {}
    if request.method == "POST":
        try:
            deactivate_user(customer, user=member.user, by=actor, at=at)
        except UnableToDeactivate as refusal:
            context["refused"] = refusal_words(refusal)
        else:
            messages.success(request, _("%(name)s can no longer act for your company.") % {"name": member.name})
            return redirect("portal:people:index")
    found = queries.person(actor, at, pk)
    held = queries.grants(actor, at).filter(holder_id=pk)
    hanging = {one.pk: one for grant in held for one in queries.hanging_from(grant, at) if one.holder_id != pk}
    context |= {"person": shown_people(actor, [found])[0], "hanging": shown_grants(actor, hanging.values())}
    return render(request, "portal/people/leave.html", context)


@portal_view(SEAT_REPLACE, methods=("GET", "POST"))
def replace_owner(request: Any) -> HttpResponse:
    """Another person becomes the Access Owner; the operator is told by the same act (A-01)."""
    actor, at = request.actor, request.now
    customer = customers(actor, SEAT_REPLACE).get(pk=actor.customer_id)
    present = queries.contacts(actor, at)
    others = [one for one in queries.people(actor, at) if one.is_active and not one.is_access_owner]
    form = OwnerForm(request.POST or None, people=others)
    if request.method == "POST" and form.is_valid():
        chosen = queries.members(actor).get(user_id=int(form.cleaned_data["person"]))
        try:
            designate_access_owner(customer, holder=chosen.user, by=actor, at=at)
        except UnableToDesignate as refusal:
            form.add_error(None, refusal_words(refusal))
        else:
            said = _("%(name)s is now the Access Owner. The operator is told.") % {"name": chosen.name}
            messages.success(request, said)
            return redirect("portal:people:index")
    return render(request, "portal/people/owner.html", {"form": form, "contacts": present, "others": others})
