"""Whose registration a browser is at: known by a link, for some hours, in the browser's own session.

The link's secret thus stands in one address only, and in none that a page refers to.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.registration.models import Registration
from comptoir.registration.queries import own_registration
from comptoir.web.views import PRIVATE

KEY = "registration"
STAYS = timedelta(hours=8)
P = ParamSpec("P")


def come_in(request: HttpRequest, registration: Registration) -> None:
    """This browser is at that registration; the session gets a new key, so that nobody could have given it."""
    now: datetime = request.now  # type: ignore[attr-defined]
    request.session.cycle_key()
    request.session[KEY] = {"id": registration.pk, "until": (now + STAYS).isoformat()}


def go_out(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def registration_of(request: HttpRequest) -> Registration | None:
    """The registration this browser is at; none without a link, or once the hours are over."""
    kept = request.session.get(KEY)
    now: datetime = request.now  # type: ignore[attr-defined]
    if not kept or now >= datetime.fromisoformat(kept["until"]):
        return None
    try:
        return own_registration(int(kept["id"]))
    except Registration.DoesNotExist:
        return None


def with_registration(
    view: Callable[Concatenate[Any, Registration, P], HttpResponse],
) -> Callable[Concatenate[Any, P], HttpResponse]:
    """Gives a view the registration its browser is at; without one, the way to a link."""

    @wraps(view)
    def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        registration = registration_of(request)
        if registration is None:
            messages.info(request, _("Open the link in our message again, or ask for a new one here."))
            return kept_private(redirect("portal:registration:begin"))
        return kept_private(view(request, registration, *args, **kwargs))

    return guarded


def kept_private(response: HttpResponse) -> HttpResponse:
    """No page of a registration is kept by a browser or on the way."""
    response.headers["Cache-Control"] = PRIVATE
    response.headers["X-Robots-Tag"] = "noindex"
    return response
