"""A session in use stays open, and what a browser has kept goes with it once it is over."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

#: Not the cookies: language, theme and what makes a device a known one are the browser's, not the person's.
CLEARED = '"cache", "storage"'


class Sessions:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_in = request.user.is_authenticated
        if was_in:
            request.session.stay_open()  # type: ignore[attr-defined]
        response = self.get_response(request)
        if was_in and SESSION_KEY not in request.session:
            response.headers["Clear-Site-Data"] = CLEARED
        return response
