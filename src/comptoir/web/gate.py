"""The customer's rules on signing in stand before every page of it: who has not met them is led to the next step."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.identity.gate import Missing, customers_reached, missing_of
from comptoir.identity.proof import Proof, proof_of
from comptoir.scope.actor import Actor
from comptoir.web.views import declaration_of

V = TypeVar("V", bound=Callable[..., Any])
_NOTHING: Mapping[str, frozenset[int]] = MappingProxyType({})
# One's own password, address and second step: whoever runs the company's sign-in must not get at them by it.
_OWN_CREDENTIALS = frozenset({"account_email", "account_change_password", "account_set_password"})
_SHOWING_AGAIN = frozenset({"mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"})


def before_rules(view: V) -> V:
    """A view about oneself alone: it answers also while a rule of the customer is not met yet."""
    view.before_rules = True  # type: ignore[attr-defined]
    return view


def judge(request: Any, actor: Actor | None) -> Actor | None:
    """Keeps in the request what is missing; until it is there, the actor sees and may do nothing."""
    request.missing, request.proof, request.before_rules = None, Proof(), actor
    if actor is None:
        return None
    request.proof = proof_of(request)
    if request.proof.provider:
        reached = customers_reached(request.proof.provider)
        request.customers = tuple(one for one in request.customers if one.id in reached)
    request.missing = missing_of(actor, request.proof)
    if request.missing is None:
        return actor
    return replace(actor, grants=_NOTHING, staff=frozenset(), profiles=frozenset())


def held_back(request: Any, view: Callable[..., Any]) -> HttpResponse | None:
    """The way to the next step, for a view that may not be reached before it; none: it may."""
    name = request.resolver_match.url_name or ""
    if request.proof.provider and (name in _OWN_CREDENTIALS or _is_second_step(name)):
        messages.info(request, _("You came by your company's sign-in: it looks after your password and second step."))
        return _led_to(request, reverse("portal:security:index"))
    if request.missing is None or _is_open(view):
        return None
    return _led_to(request, reverse("sign_in_next"))


def next_step(missing: Missing) -> str:
    """Where that which is missing is made good."""
    return {Missing.SET_UP: "mfa_index", Missing.SECOND_STEP: "mfa_reauthenticate"}.get(missing, "account_login")


def _is_second_step(name: str) -> bool:
    return name.startswith("mfa_") and name not in _SHOWING_AGAIN


def _is_open(view: Callable[..., Any]) -> bool:
    declared = declaration_of(view)
    if declared is None:
        return True  # django-allauth's own pages and static files: about oneself, or nobody
    return declared.place == "public" or getattr(view, "before_rules", False)


def _led_to(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
