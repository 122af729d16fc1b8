"""What one may do oneself, and passing a part of it on to a colleague (A-04, A-07; GC 8.4)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.access import queries
from comptoir.access.actions.rights import end_right
from comptoir.access.actions.together import Wanted, give_together, refusal_of
from comptoir.access.capabilities import ACCESS_MANAGER
from comptoir.access.models import Grant, Membership
from comptoir.access.places import place_below, places_below
from comptoir.portal.people.following import following, standing
from comptoir.portal.people.right_forms import ONE_LINE, PassOnForm
from comptoir.portal.people.rights import carried, is_unfinished, shown_tree, typed
from comptoir.portal.people.shown import own_rights, shown_grants
from comptoir.portal.people.tabs import tabs
from comptoir.portal.people.what import name_of
from comptoir.portal.people.words import profile_sentence, refusal_words
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.refusal import Refused
from comptoir.web.sensitive import sensitive
from comptoir.web.views import portal_view


@portal_view()
def mine(request: Any) -> HttpResponse:
    """What one holds, what of it may be passed on, and what one has passed on."""
    actor, at = request.actor, request.now
    context = {
        "rights": own_rights(actor, at),
        "passed_on": shown_grants(actor, queries.passed_on(actor, actor.user_id or 0, at)),
        "contacts": [one for one in queries.contacts(actor, at) if one.user_id != actor.user_id],
        "tabs": tabs(actor, "mine"),
    }
    return render(request, "portal/people/mine.html", context)


@portal_view(methods=("GET", "POST"))
@sensitive
def pass_on(request: Any, pk: int) -> HttpResponse:
    """A right of one's own, or a part of it, for a colleague: chosen, shown, given."""
    actor, at = request.actor, request.now
    source = _own(request, pk)
    places = places_below(actor, source.scope_id)
    form = PassOnForm(
        None if is_unfinished(request) else request.POST,
        initial=typed(request),
        actor=actor,
        places=places,
        at=at,
        reach=lambda node: place_below(source.scope_id, node),
        capabilities=source.held_capabilities,
    )
    context: dict[str, Any] = {"form": form, "source": source, "what": name_of(source)}
    context |= {"tree": shown_tree(request, form, places), "is_one_line": form["place"].value() == ONE_LINE}
    context |= {"one_line": ONE_LINE, "held": shown_grants(actor, [source])[0]}
    if not form.is_bound or not form.is_valid() or (member := _colleague(request, form)) is None:
        return render(request, "portal/people/pass_on.html", context)
    wanted = _wanted(member, source, form)
    asked: dict[str, Any] = {"customer": source.customer, "wanted": [wanted], "by": actor, "at": at}
    try:
        if "save" not in request.POST:
            if refusal := refusal_of(**asked):
                raise refusal
            return render(
                request, "portal/people/pass_on_preview.html", context | _preview(request, form, member, wanted)
            )
        give_together(**asked)
    except (Refused, NotAuthorized) as refusal:
        form.add_error(None, refusal_words(refusal))
        return render(request, "portal/people/pass_on.html", context)
    messages.success(request, _("%(name)s now holds a part of your right.") % {"name": member.name})
    return redirect("portal:people:mine")


@portal_view(methods=("GET", "POST"))
@sensitive
def take_back(request: Any, pk: int) -> HttpResponse:
    """Ends a right that one has passed on; what hangs from it is shown before."""
    actor, at = request.actor, request.now
    grant = next((one for one in queries.passed_on(actor, actor.user_id or 0, at) if one.pk == pk), None)
    if grant is None:
        raise Http404
    if request.method == "POST":
        end_right(grant, by=actor, at=at)
        messages.success(request, _("The right has ended."))
        return redirect("portal:people:mine")
    context = {
        "grant": shown_grants(actor, [grant])[0],
        "hanging": shown_grants(actor, queries.hanging_from(grant, at)),
    }
    return render(request, "portal/people/take_back.html", context)


def _own(request: Any, pk: int) -> Grant:
    """A right of one's own that may be passed on; any other does not exist."""
    found = next((one for one in queries.own_grants(request.actor, request.now) if one.pk == pk), None)
    if found is None or not found.may_delegate or found.profile == ACCESS_MANAGER:
        raise Http404
    return found


def _colleague(request: Any, form: PassOnForm) -> Membership | None:
    """The colleague of that address; a wrong one is said beside the field."""
    found = queries.colleague(request.actor, form.cleaned_data["email"])
    if found is None:
        form.add_error("email", _("Nobody of your company has this address. Whoever manages access can invite them."))
    elif found.user_id == request.actor.user_id:
        form.add_error("email", _("This is your own address."))
        return None
    return found


def _wanted(member: Membership, source: Grant, form: PassOnForm) -> Wanted:
    chosen = form.chosen
    return Wanted(
        holder=member.user,
        profile=source.profile,
        sub_profile=source.sub_profile,
        capabilities=chosen or tuple(source.capabilities),
        scope=form.cleaned_data["node"],
        parent=source,
        from_at=form.starts_at,
        to_at=form.ends_at,
        order_limit_micro=form.limit_micro if "limit" in form.fields else None,
        may_delegate=form.cleaned_data["may_delegate"],
    )


def _preview(request: Any, form: PassOnForm, member: Membership, wanted: Wanted) -> dict[str, Any]:
    said = following(
        request.actor,
        wanted,
        what=name_of(wanted.parent) if wanted.parent else "",
        sentence="" if form.chosen else profile_sentence(wanted.profile),
        capabilities=frozenset(form.cleaned_data["parts"]),
        at=request.now,
    )
    beside = standing(request.actor, member.customer, wanted, request.now)
    return {"member": member, "right": said, "covering": beside.covering, "said": carried(request, form)}
