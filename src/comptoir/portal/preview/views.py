"""What can they see? The portal as one of the company's people would see it, for who manages people (A-11)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.access import queries
from comptoir.access.actions.previews import begin_preview
from comptoir.access.capabilities import PEOPLE_MANAGE
from comptoir.access.previews import preview_of
from comptoir.portal.people.shown import shown_people
from comptoir.portal.preview.counting import counted
from comptoir.web import previewing
from comptoir.web.navigation import shown_to
from comptoir.web.views import portal_view, signed_in_view


@portal_view(PEOPLE_MANAGE)
def show(request: Any, pk: int) -> HttpResponse:
    """What the person finds in the portal: pages, how much of it, and what of that the viewer may see too."""
    preview = preview_of(request.actor, pk, request.now)
    if preview is None:
        raise Http404
    person = queries.person(request.actor, request.now, pk)
    context = {
        "person": shown_people(request.actor, [person])[0],
        "found": preview,
        "pages": shown_to(preview.actor, "portal"),
        "rows": counted(request.actor, preview, request.now),
    }
    return render(request, "portal/preview/show.html", context)


@portal_view(PEOPLE_MANAGE, methods=("POST",))
def begin(request: Any, pk: int) -> HttpResponse:
    """Notes the look in the log, then shows the portal as theirs."""
    member = queries.members(request.actor).get(user_id=pk)
    begin_preview(member.user, by=request.actor, at=request.now)
    previewing.begin(request, member.user_id)
    return redirect("portal:overview")


@signed_in_view(methods=("POST",))
def end(request: Any) -> HttpResponse:
    """Back to oneself."""
    preview = request.preview
    previewing.end(request)
    if preview is None:
        return redirect("portal:overview")
    messages.success(request, _("You are yourself again."))
    return redirect("portal:people:person", pk=preview.user_id)
