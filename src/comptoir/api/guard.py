"""Lets programs in: by a token in the Authorization header, and by nothing else.

Each operation is declared, as pages are (web/views.py): the capability that it needs and its methods.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

from comptoir.access.tokens import MARK, Bearer, bearer_of
from comptoir.api.limits import Allowance, allowance_of
from comptoir.web.refusals import note_refusal
from comptoir.web.views import PRIVATE, Declaration

View = Callable[..., HttpResponseBase]


class Refuse(Protocol):
    """Says no in the words of one protocol: status, sentence."""

    def __call__(self, request: HttpRequest, status: int, sentence: str, /) -> HttpResponseBase: ...


#: What is noted of those who are not let in.
_REFUSALS = {401: "no_good_token", 403: "not_allowed", 429: "too_many"}
#: What a program is told, in English: a sentence each, nothing of what it may not see.
NO_TOKEN = "Send a token in the header: Authorization: Bearer cmp_..."
BAD_TOKEN = "This token is unknown, over or revoked, or its account may do nothing any more."
IN_ADDRESS = (
    "A token never stands in an address, where others may read it. Revoke it and send the new one in the header."
)
TOO_MANY = "Too many requests; try again in a minute."
NOT_ALLOWED = "This address does not take this method."


def api_view(*capabilities: str, methods: tuple[str, ...], refuse: Refuse) -> Callable[[View], View]:
    """An operation for whose token holds one of `capabilities` (none named: any token). Errors by `refuse`."""
    declaration = Declaration("api", capabilities, methods)

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = _let_in(request, declaration, refuse)
            allowance: Allowance | None = getattr(request, "allowance", None)
            if response is None:
                response = _answer(view, request, *args, **kwargs)
            elif response.status_code in _REFUSALS:
                note_refusal(request, _REFUSALS[response.status_code])
            if allowance is not None:
                allowance.note(response)
            response.headers.setdefault("Cache-Control", PRIVATE)
            patch_vary_headers(response, ["Authorization"])
            return response

        guarded.declaration = declaration  # type: ignore[attr-defined]
        guarded.csrf_exempt = True  # type: ignore[attr-defined]
        return guarded

    return wrap


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """A HEAD is answered as its GET, whose content the server then leaves out."""
    method, request.method = request.method, "GET" if request.method == "HEAD" else request.method
    try:
        return view(request, *args, **kwargs)
    finally:
        request.method = method


def _let_in(request: Any, declaration: Declaration, refuse: Refuse) -> HttpResponseBase | None:
    """The answer to who may not; none for who may. From here on `request.actor` is who the token says."""
    request.actor = request.bearer = None
    bearer = _bearer(request)
    if isinstance(bearer, str):
        response = refuse(request, 401, bearer)
        response.headers["WWW-Authenticate"] = 'Bearer realm="api"'
        return response
    request.bearer, request.actor = bearer, bearer.actor
    request.allowance = allowance_of(bearer.token.pk, request.now)
    if request.allowance.is_spent:
        return refuse(request, 429, TOO_MANY)
    allowed = {*declaration.methods} | ({"HEAD"} if "GET" in declaration.methods else set())
    if request.method not in allowed:
        response = refuse(request, 405, NOT_ALLOWED)
        response.headers["Allow"] = ", ".join(sorted(allowed))
        return response
    if declaration.capabilities and not any(bearer.actor.may(name) for name in declaration.capabilities):
        needed = " or ".join(declaration.capabilities)
        return refuse(request, 403, f"This token may not do that; it needs {needed}.")
    return None


def _bearer(request: Any) -> Bearer | str:
    """Who acts, or the sentence that says why nobody does."""
    if any(MARK in value for values in request.GET.lists() for value in (values[0], *values[1])):
        return IN_ADDRESS
    scheme, _, secret = request.headers.get("Authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        return NO_TOKEN
    return bearer_of(secret.strip(), request.now) or BAD_TOKEN
