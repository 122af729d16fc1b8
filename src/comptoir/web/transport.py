"""What lies between a browser and this process: who is believed about it, and what never goes in the clear (P-14)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from comptoir.web.refusals import note_refusal

#: What a proxy says of the request that it took; without a proxy of ours whoever asks wrote it.
_SAID_BY_PROXIES = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")
IN_THE_CLEAR = "Only https is served. What this request carried was readable on its way: revoke its token."


class Transport:
    """Forgets what a proxy would say where none is trusted; refuses programs that come without TLS.

    A browser is led to https and stays there. A program that were led there would go on sending its token in the
    clear, each time, and nobody would notice (ASVS 4.1.2).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
            for name in _SAID_BY_PROXIES:
                request.META.pop(name, None)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and request.path.startswith(("/api/", "/scim/")):
            note_refusal(request, "in_the_clear")
            said = {"type": "about:blank", "title": "Forbidden", "status": 403, "detail": IN_THE_CLEAR}
            return JsonResponse(said, status=403, content_type="application/problem+json")
        return self.get_response(request)


def cookie_name(name: str) -> str:
    """A cookie's name, by which a browser takes it over TLS only, from this host only, for all of it."""
    return f"{settings.COOKIE_PREFIX}{name}"
