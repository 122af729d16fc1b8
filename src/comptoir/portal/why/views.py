"""Why can I see this? Of any thing, by anyone who sees it; of anyone and any past day, by who manages people (A-11)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from comptoir.access.capabilities import PEOPLE_MANAGE
from comptoir.access.names import name_in
from comptoir.access.places import places_to_give
from comptoir.portal.people.tabs import tabs
from comptoir.portal.people.words import CAPABILITIES
from comptoir.portal.why.forms import AskForm, WhoForm
from comptoir.portal.why.shown import chains
from comptoir.portal.why.things import Spot, find
from comptoir.web.views import portal_view

#: So many places are explained at once; a person with more asks about one thing.
MOST = 10


@portal_view()
def thing(request: Any, thing: str, named: str) -> HttpResponse:
    """The answer about one thing, for oneself; for another and another day if one manages people."""
    found = find(request, thing, named)
    manages = request.actor.may(PEOPLE_MANAGE)
    form = WhoForm(request.GET if manages else {}, actor=request.actor, oneself=request.user, at=request.now)
    context: dict[str, Any] = {"thing": found, "form": form, "manages": manages}
    if form.is_valid():
        user = form.cleaned_data["person"]
        asked = found.spots[:MOST]
        context["chains"] = chains(request.actor, user, found.capability, asked, form.instant)
        context |= {"more": len(found.spots) - len(asked), "several": len(asked) > 1, "at": form.instant}
        called = name_in(request.actor.customer_id, user)
        context |= {"is_self": user.pk == request.user.pk, "person": called, "was": form.cleaned_data["on"] is not None}
    return render(request, "portal/why/thing.html", context)


@portal_view(PEOPLE_MANAGE)
def ask(request: Any) -> HttpResponse:
    """Anyone, anything, any day: chosen from lists, places by what the asker may know of them."""
    asked = request.GET if "what" in request.GET else None
    options = {"actor": request.actor, "oneself": request.user, "at": request.now}
    initial = {"person": request.GET.get("person", "")}
    form = AskForm(asked, places=places_to_give(request.actor), initial=initial, **options)
    context: dict[str, Any] = {"form": form, "tabs": tabs(request.actor, "why")}
    if asked is not None and form.is_valid() and form.cleaned_data.get("node") is not None:
        what, spot, user = form.cleaned_data["what"], Spot(form.cleaned_data["node"]), form.cleaned_data["person"]
        called = name_in(request.actor.customer_id, user)
        context["chains"] = chains(request.actor, user, what, [spot], form.instant)
        context |= {"what": CAPABILITIES[what], "person": called, "at": form.instant}
        context["heading"] = _("May %(name)s do this?") % {"name": called}
    return render(request, "portal/why/ask.html", context)
