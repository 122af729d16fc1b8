"""Every view says who may reach it; one that says nothing is reached by nobody.

`@portal_view(capability)`, `@console_view(capability)`, `@signed_in_view()` and `@public_view(reason)` give a view
its Declaration. The middleware answers 404 for a view without one, and a test lists them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Literal, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers

from comptoir.scope.actor import Actor
from comptoir.web.errors import not_allowed
from comptoir.web.refusals import note_refusal

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
Place = Literal["portal", "console", "signed_in", "public", "api"]
PRIVATE = "private, no-store"


@dataclass(frozen=True, slots=True)
class Declaration:
    """Who may reach a view: where it stands, one of which capabilities is needed (none: any), by which methods.

    An "api" is for programs: a token opens it and a browser's session never does (api/guard.py).
    """

    place: Place
    capabilities: tuple[str, ...]
    methods: tuple[str, ...]
    reason: str = ""


def portal_view(
    *capabilities: str, methods: tuple[str, ...] = ("GET",)
) -> Callable[[Callable[Concatenate[Any, P], HttpResponseBase]], View[P]]:
    """A page for a customer's people who hold one of `capabilities` somewhere (none named: any of them)."""
    return _declared(Declaration("portal", capabilities, methods))


def console_view(
    *capabilities: str, methods: tuple[str, ...] = ("GET",)
) -> Callable[[Callable[Concatenate[Any, P], HttpResponseBase]], View[P]]:
    """A page for the operator's own people who hold one of `capabilities` (none named: any of them)."""
    return _declared(Declaration("console", capabilities, methods))


def signed_in_view(
    *, methods: tuple[str, ...] = ("GET",)
) -> Callable[[Callable[Concatenate[Any, P], HttpResponseBase]], View[P]]:
    """A page for anyone signed in, about themselves or about what they started."""
    return _declared(Declaration("signed_in", (), methods))


def public_view(
    reason: str, *, methods: tuple[str, ...] = ("GET",)
) -> Callable[[Callable[Concatenate[Any, P], HttpResponseBase]], View[P]]:
    """A page for everyone; `reason` says why that is right. Its cache headers are its own."""
    return _declared(Declaration("public", (), methods, reason))


def declaration_of(view: Callable[..., Any]) -> Declaration | None:
    """What a view declares; none: nobody reaches it."""
    found = getattr(view, "declaration", None)
    return found if isinstance(found, Declaration) else None


def _declared(
    declaration: Declaration,
) -> Callable[[Callable[Concatenate[Any, P], HttpResponseBase]], View[P]]:
    def wrap(view: Callable[Concatenate[Any, P], HttpResponseBase]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            refused = _refusal(request, declaration)
            response = refused or view(request, *args, **kwargs)
            if declaration.place != "public":
                response.headers.setdefault("Cache-Control", PRIVATE)
                patch_vary_headers(response, ["Cookie", "HX-Request"])
            return response

        guarded.declaration = declaration  # type: ignore[attr-defined]
        return guarded

    return wrap


def _refusal(request: HttpRequest, declaration: Declaration) -> HttpResponse | None:
    """The answer to someone who may not; none when they may. What may not be seen does not exist: 404."""
    allowed = {*declaration.methods, "OPTIONS"} | ({"HEAD"} if "GET" in declaration.methods else set())
    if declaration.place == "public":
        return None if request.method in allowed else not_allowed(request, allowed)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
    if request.method not in allowed:
        return not_allowed(request, allowed)
    return None if declaration.place == "signed_in" else _wrong_place(request, declaration)


def _wrong_place(request: HttpRequest, declaration: Declaration) -> HttpResponse | None:
    actor = getattr(request, "actor", None)
    if actor is not None and actor.staff and declaration.place == "portal" and request.path == "/":
        return redirect("console:home")
    if actor is None or not _is_let_in(actor, declaration):
        note_refusal(request, "not_allowed")
        raise Http404
    return None


def _is_let_in(actor: Actor, declaration: Declaration) -> bool:
    """Whether the page is on the actor's side, and they hold one of what it needs."""
    if bool(actor.staff) != (declaration.place == "console"):
        return False
    return not declaration.capabilities or any(actor.may(name) for name in declaration.capabilities)
