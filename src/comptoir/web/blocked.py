"""Blocked addresses are refused before anything else is done for them (P-09; GC 2.2.4)."""

from collections.abc import Callable

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from comptoir.identity.networks import is_blocked


class BlockedAddresses:
    """Answers 403 with one sentence. Which proxies are believed about the address: COMPTOIR_TRUSTED_PROXIES."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_blocked(get_client_ip(request) or ""):
            words = _("Access from this network address is blocked.")
            response = HttpResponse(f"{words}\n", status=403, content_type="text/plain; charset=utf-8")
            response.headers["Cache-Control"] = "no-store"
            return response
        return self.get_response(request)
