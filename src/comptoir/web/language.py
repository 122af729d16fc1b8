"""The page's language: the person's once signed in, else the one chosen in this browser, else the browser's own."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from comptoir.web.transport import cookie_name

COOKIE = "language"


class UserLanguage:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = {code for code, _ in settings.LANGUAGES}
        chosen = getattr(request.user, "language", "") or request.COOKIES.get(cookie_name(COOKIE), "")
        language = chosen if chosen in known else translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response
