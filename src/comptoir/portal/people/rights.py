"""Giving a right: what, where, until when; what follows is shown first. Ending one, and what hangs from it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.access import queries
from comptoir.access.actions.rights import UnableToGiveRight, end_right, give_right
from comptoir.access.actions.trials import try_to_give_right
from comptoir.access.capabilities import PEOPLE_MANAGE, RIGHTS_GIVE, bundle_of
from comptoir.access.models import Membership
from comptoir.access.places import KnownPlace, known_places, lines_below, places_to_give
from comptoir.portal.people.forms import ONE_LINE, RightForm
from comptoir.portal.people.shown import in_words, shown_grants
from comptoir.portal.people.words import PROFILES, abilities, place_name, profile_name, refusal_words
from comptoir.scope.authorize import NotAuthorized
from comptoir.web.views import portal_view


@portal_view(RIGHTS_GIVE, methods=("GET", "POST"))
def give(request: Any, pk: int) -> HttpResponse:
    """Chosen, then shown what follows, then given."""
    member = queries.members(request.actor).select_related("customer").get(user_id=pk)
    places = places_to_give(request.actor)
    form = RightForm(request.POST or None, actor=request.actor, places=places, at=request.now)
    context: dict[str, Any] = {"form": form, "member": member, "choices": _choices(form, places)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/people/give.html", context)
    asked = _asked(request, member, form)
    try:
        if "save" not in request.POST:
            try_to_give_right(**asked)
            return render(request, "portal/people/preview.html", context | _preview(request, form))
        give_right(**asked)
    except (UnableToGiveRight, NotAuthorized) as refusal:
        form.add_error(None, refusal_words(refusal))
        return render(request, "portal/people/give.html", context)
    given = {"name": member.name, "what": profile_name(form.cleaned_data["profile"])}
    messages.success(request, _("%(name)s is now %(what)s.") % given)
    return redirect("portal:people:person", pk=pk)


@portal_view(PEOPLE_MANAGE, methods=("GET", "POST"))
def end(request: Any, pk: int) -> HttpResponse:
    """Says what ends with a right, then ends it."""
    grant = queries.grants(request.actor, request.now).get(pk=pk)
    if request.method == "POST":
        end_right(grant, by=request.actor, at=request.now)
        messages.success(request, _("The right has ended."))
        back = queries.members(request.actor).filter(user_id=grant.holder_id).exists()
        return redirect("portal:people:person", pk=grant.holder_id) if back else redirect("portal:people:index")
    place = known_places(request.actor, [grant.scope_id])[grant.scope_id]
    context = {
        "grant": grant,
        "right": in_words(grant.profile, place, grant.from_at, grant.to_at),
        "hanging": shown_grants(request.actor, queries.hanging_from(grant, request.now)),
        "is_self": grant.holder_id == request.actor.user_id,
    }
    return render(request, "portal/people/end.html", context)


def _asked(request: Any, member: Membership, form: RightForm) -> dict[str, Any]:
    """What the form asks of the action."""
    return {
        "customer": member.customer,
        "holder": member.user,
        "profile": form.cleaned_data["profile"],
        "scope": form.cleaned_data["node"],
        "to_at": form.ends_at,
        "by": request.actor,
        "at": request.now,
    }


def _preview(request: Any, form: RightForm) -> dict[str, Any]:
    """What would follow, in words."""
    profile, node = form.cleaned_data["profile"], form.cleaned_data["node"]
    place = known_places(request.actor, [node.pk])[node.pk]
    return {
        "right": in_words(profile, place, request.now, form.ends_at),
        "abilities": abilities(bundle_of(profile)),
        "lines": None if place.kind == "line" else lines_below(request.actor, node.pk),
        "said": {name: request.POST.get(name, "") for name in ("profile", "place", "line", "until")},
    }


def _choices(form: RightForm, places: list[KnownPlace]) -> dict[str, Any]:
    """Profiles with their sentences and the tree of places, as the page lays them out."""
    profile, place = form["profile"].value(), str(form["place"].value() or "")
    offered = {key for key, _words in form.fields["profile"].choices}  # type: ignore[attr-defined]
    return {
        "profiles": [(key, name, said, key == profile) for key, (name, said) in PROFILES.items() if key in offered],
        "places": [(one.id, place_name(one), min(one.depth, 4), str(one.id) == place) for one in places],
        "one_line": ONE_LINE,
        "is_one_line": place == ONE_LINE,
    }
