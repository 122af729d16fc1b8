"""A preview within a request: whom it shows, that nothing can be done in it, how it begins and ends (A-11)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from comptoir.access.capabilities import DATA
from comptoir.access.previews import Preview, preview_of
from comptoir.scope.actor import Actor
from comptoir.web.request import asks_export
from comptoir.web.views import declaration_of

SESSION_KEY = "preview"
#: What a preview lets one do: end it, or sign out.
_WAYS_OUT = frozenset({"portal:preview:end", "account_logout"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def seen_by(request: Any, actor: Actor | None) -> Actor | None:
    """Who acts in this request; in a preview the derived Actor, which reaches no more than `actor` does.

    Keeps `request.preview` (None: there is none) and `request.viewer`, who really looks. A preview that may not run
    any more (the person has gone, the viewer lost the right, another company was chosen) is over.
    """
    request.viewer, request.preview = actor, None
    kept = request.session.get(SESSION_KEY) if actor is not None else None
    if actor is None or not isinstance(kept, dict):
        return actor
    preview = preview_of(actor, int(kept["user"]), request.now) if kept.get("customer") == actor.customer_id else None
    if preview is None:
        end(request)
        return actor
    request.preview = preview
    return preview.actor


def begin(request: Any, user_id: int) -> None:
    """From the next request on, the session shows what the person would see."""
    request.session[SESSION_KEY] = {"user": user_id, "customer": request.actor.customer_id}


def end(request: HttpRequest) -> None:
    """Back to oneself; a preview that is over stays so."""
    request.session.pop(SESSION_KEY, None)


def held_back(request: Any, view: Callable[..., Any]) -> HttpResponse | None:
    """The answer to what a preview does not allow: changing anything, exports, pages about oneself; none: go on."""
    preview: Preview | None = getattr(request, "preview", None)
    if preview is None or request.resolver_match.view_name in _WAYS_OUT:
        return None
    if request.method not in _READING:
        return _refused(request, _("Nothing can be changed in a preview"))
    if asks_export(request):
        return _refused(request, _("Nothing can be exported in a preview"))
    declared = declaration_of(view)
    if declared is None or declared.place == "signed_in":
        return _refused(request, _("This page is about yourself"))
    if _is_closed_to(preview.actor, declared.capabilities):
        return _refused(request, _("They find a page here that is not yours to see"))
    return None


def _is_closed_to(actor: Actor, capabilities: tuple[str, ...]) -> bool:
    """Pages of data stand empty where the viewer may see none; of other pages nothing is shown at all."""
    if not capabilities or DATA & set(capabilities):
        return False
    return not any(actor.reaches(capability) for capability in capabilities)


def _refused(request: HttpRequest, title: str) -> HttpResponse:
    words = _("A preview only shows what someone else would see. End it to go on as yourself.")
    context = {"title": title, "text": words, "tone": "info", "mark": "info", "next_words": _("To the overview")}
    layout = {"message_layout": "web/base.html"}
    response = render(request, "web/message.html", context | layout, status=403)
    response.headers["Cache-Control"] = "private, no-store"
    return response
