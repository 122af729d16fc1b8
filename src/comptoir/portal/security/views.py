"""One's own sign-in: what protects it, where one is signed in, and who signed in when."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.access.capabilities import IDENTITY_MANAGE
from comptoir.identity import queries
from comptoir.identity.actions.sessions import end_other_sessions, end_session
from comptoir.identity.gate import has_second_step
from comptoir.portal.security.lists import OwnSignIns
from comptoir.portal.security.shown import shown_attempts, shown_sessions
from comptoir.web.gate import before_rules
from comptoir.web.listing import list_page
from comptoir.web.views import signed_in_view

_LATEST = 5


@before_rules
@signed_in_view()
def index(request: Any) -> HttpResponse:
    """What protects one's account, the open sessions, the latest sign-ins."""
    context = {
        "has_password": request.user.has_usable_password(),
        "has_second_step": has_second_step(request.user.pk),
        "came_by_company": request.proof.provider,
        "sessions": shown_sessions(queries.own_sessions(request.actor, request.session.session_key or "")),
        "attempts": shown_attempts(queries.own_sign_ins(request.actor)[:_LATEST]),
        "manages": request.actor.may(IDENTITY_MANAGE),
    }
    return render(request, "portal/security/index.html", context)


@before_rules
@signed_in_view()
def history(request: Any) -> HttpResponseBase:
    """Every sign-in of one's own, and every attempt."""
    return list_page(request, OwnSignIns(queries.own_sign_ins(request.actor)), "portal/security/history.html")


@before_rules
@signed_in_view(methods=("POST",))
def end_one(request: Any, pk: int) -> HttpResponse:
    """Signs out one other place."""
    if end_session(request.user, session_id=pk, by=request.actor, at=request.now):
        messages.success(request, _("Signed out there."))
    return redirect("portal:security:index")


@before_rules
@signed_in_view(methods=("POST",))
def end_others(request: Any) -> HttpResponse:
    """Signs out everywhere else."""
    keep = request.session.session_key or ""
    ended = end_other_sessions(request.user, keep=keep, by=request.actor, at=request.now)
    said = ngettext("Signed out in %(count)d other place.", "Signed out in %(count)d other places.", ended)
    messages.success(request, said % {"count": ended})
    return redirect("portal:security:index")
