"""What somebody sees whose access stands still: one clear sentence, and no detail (P-09)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.lifecycle.stops import Stop, stop_of
from comptoir.web.errors import Words, message_page
from comptoir.web.views import declaration_of

STOPPED: Words = (
    _("Your access is closed at the moment"),
    _("If you need to know more, ask the operator's desk."),
    "attention",
)
OVER: Words = (
    _("The portal contract of your company is over"),
    _("Its data can no longer be reached here. You may register your company anew."),
    "info",
)


class Stopped:
    """Asks only for people who reach no customer at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: Any
    ) -> HttpResponse | None:
        declared, actor = declaration_of(view), getattr(request, "actor", None)
        if declared is None or declared.place != "portal" or actor is None:
            return None
        if actor.staff or actor.customer_id is not None or actor.user_id is None:
            return None
        stop = stop_of(actor.user_id, request.now)  # type: ignore[attr-defined]
        if stop is Stop.CONTRACT_OVER:
            next_page = reverse("portal:registration:begin"), _("Register anew")
            return message_page(request, 403, OVER, next_page=next_page)
        return message_page(request, 403, STOPPED) if stop else None
