"""Gives each request its instant and its Actor: one snapshot of rights per request."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class Acting:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = settings.CLOCK.now()  # type: ignore[attr-defined]
        return self.get_response(request)
