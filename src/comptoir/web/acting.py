"""Gives each request its instant, its operator and its Actor: one snapshot of rights per request."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from comptoir.access.actors import actor_for_request, companies_of_request
from comptoir.access.exporting import for_export
from comptoir.scope.authorize import NotAuthorized
from comptoir.web import gate, previewing
from comptoir.web.brand import shown_operator
from comptoir.web.refusals import note_refusal
from comptoir.web.request import asks_export
from comptoir.web.views import PRIVATE, declaration_of

# The sign-in pages guard themselves; they are the only views of others that answer.
GUARDED_ELSEWHERE = ("allauth.", "django.contrib.staticfiles.")


class Acting:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = settings.CLOCK.now()  # type: ignore[attr-defined]
        request.operator = SimpleLazyObject(shown_operator)  # type: ignore[attr-defined]
        actor = actor_for_request(request)
        request.customers = companies_of_request(request)  # type: ignore[attr-defined]
        seen_by = previewing.seen_by(request, gate.judge(request, actor))
        request.actor = seen_by if seen_by is None or not asks_export(request) else for_export(seen_by)  # type: ignore[attr-defined]
        chosen = actor.customer_id if actor else None
        request.customer = next(  # type: ignore[attr-defined]
            (customer for customer in request.customers if customer.id == chosen),  # type: ignore[attr-defined]
            None,
        )
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", PRIVATE)  # sign-in pages of others say nothing themselves
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Default deny: a view that does not say who may reach it does not exist."""
        if declaration_of(view) is None and not view.__module__.startswith(GUARDED_ELSEWHERE):
            raise Http404
        return gate.held_back(request, view) or previewing.held_back(request, view)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What may not be seen and what is not there get the same answer."""
        if isinstance(exception, NotAuthorized | ObjectDoesNotExist):
            note_refusal(request, "not_allowed" if isinstance(exception, NotAuthorized) else "not_there")
            raise Http404 from None
        return None
