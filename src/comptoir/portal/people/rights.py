"""Giving a right: what, where, until when; what follows is shown first. Ending one, and what hangs from it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.access import queries
from comptoir.access.actions.rights import end_right
from comptoir.access.actions.together import Wanted, give_together, refusal_of
from comptoir.access.capabilities import PEOPLE_MANAGE, RIGHTS_GIVE
from comptoir.access.models import Membership
from comptoir.access.names import name_in
from comptoir.access.places import KnownPlace, known_places, place_to_give, places_to_give
from comptoir.portal.people.following import Standing, following, standing
from comptoir.portal.people.right_forms import ONE_LINE, PlaceForm, RightForm
from comptoir.portal.people.shown import shown_grants
from comptoir.portal.people.tree import tree_of
from comptoir.portal.people.what import name_of, whats
from comptoir.portal.people.words import TIES, place_name, refusal_words, time_words
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.refusal import Refused
from comptoir.web.sensitive import sensitive
from comptoir.web.views import portal_view


@portal_view(RIGHTS_GIVE, methods=("GET", "POST"))
@sensitive
def give(request: Any, pk: int) -> HttpResponse:
    """Chosen, then shown what follows, then given."""
    actor, at = request.actor, request.now
    member = queries.members(actor).select_related("customer").get(user_id=pk)
    places = places_to_give(actor)
    form = RightForm(
        None if is_unfinished(request) else request.POST,
        initial=typed(request),
        actor=actor,
        places=places,
        at=at,
        reach=lambda node: place_to_give(actor, node),
        whats=whats(actor, at),
        member=member,
    )
    context: dict[str, Any] = {"form": form, "member": member, "tree": shown_tree(request, form, places)}
    context |= {"whats": _whats(form), "one_line": ONE_LINE, "is_one_line": form["place"].value() == ONE_LINE}
    if not form.is_bound or not form.is_valid():
        return render(request, "portal/people/give.html", context)
    wanted = _wanted(member, form)
    beside = standing(actor, member.customer, wanted, at)
    asked = {
        "customer": member.customer,
        "wanted": [wanted],
        "ending": _replaced(request, beside),
        "tie": form.cleaned_data.get("tie", ""),
        "members": [member.user],
        "by": actor,
        "at": at,
    }
    try:
        if "save" not in request.POST:
            if refusal := refusal_of(**asked):
                raise refusal
            return render(request, "portal/people/preview.html", context | _preview(request, form, wanted, beside))
        give_together(**asked)
    except (Refused, NotAuthorized) as refusal:
        form.add_error(None, refusal_words(refusal))
        return render(request, "portal/people/give.html", context)
    messages.success(request, _("%(name)s is now %(what)s.") % {"name": member.name, "what": form.chosen.name})
    return redirect("portal:people:person", pk=pk)


@portal_view(PEOPLE_MANAGE, methods=("GET", "POST"))
@sensitive
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
        "who": name_in(request.actor.customer_id, grant.holder),
        "what": name_of(grant),
        "where": place_name(place),
        "when": time_words(grant.from_at, grant.to_at),
        "hanging": shown_grants(request.actor, queries.hanging_from(grant, request.now)),
        "is_self": grant.holder_id == request.actor.user_id,
    }
    return render(request, "portal/people/end.html", context)


def is_unfinished(request: Any) -> bool:
    """Whether the form is not handed in yet: asked for, gone back to, or searched in."""
    return request.method != "POST" or "search" in request.POST or "change" in request.POST


def typed(request: Any) -> dict[str, Any]:
    """What stands in a form that is not handed in yet: nothing typed is lost."""
    said = {name: request.POST.get(name, "") for name in request.POST if name != "parts"}
    return said | ({"parts": request.POST.getlist("parts")} if "parts" in request.POST else {})


def shown_tree(request: Any, form: PlaceForm, places: list[KnownPlace]) -> Any:
    """The places to choose from, with what is chosen and searched."""
    return tree_of(places, str(form["place"].value() or ""), request.POST.get("find", "")[:100])


def carried(request: Any, form: PlaceForm) -> list[tuple[str, str]]:
    """What the preview carries along, so that it is saved as it was shown."""
    names = [name for name in form.fields if name in request.POST]
    return [(name, value) for name in names for value in request.POST.getlist(name)]


def _wanted(member: Membership, form: RightForm) -> Wanted:
    """What the form asks of the action."""
    chosen = form.chosen
    return Wanted(
        holder=member.user,
        profile=chosen.profile,
        sub_profile=chosen.sub_profile,
        scope=form.cleaned_data["node"],
        from_at=form.starts_at,
        to_at=form.ends_at,
        order_limit_micro=form.limit_micro,
        may_delegate=form.cleaned_data["may_delegate"],
    )


def _replaced(request: Any, beside: Standing) -> list[Any]:
    """The rights whose place the new one takes: those ticked, of those that were offered."""
    ticked = set(request.POST.getlist("replace"))
    return [one.grant for one in beside.replaced if str(one.grant.pk) in ticked]


def _preview(request: Any, form: RightForm, wanted: Wanted, beside: Standing) -> dict[str, Any]:
    """What would follow, in words."""
    chosen = form.chosen
    said = following(
        request.actor,
        wanted,
        what=chosen.name,
        sentence=chosen.sentence,
        capabilities=chosen.capabilities,
        at=request.now,
    )
    tie = TIES.get(form.cleaned_data.get("tie", ""), "")
    return {"right": said, "tie": tie, "beside": beside, "said": carried(request, form)}


def _whats(form: RightForm) -> list[Any]:
    chosen = form["what"].value()
    return [(what, what.key == chosen) for what in form.whats.values()]
