"""What the pages of the contract share: their tabs, and who is sent away."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.kernel.explanation import Step
from comptoir.lifecycle.deciding import speaks_for
from comptoir.lifecycle.queries import customer_for
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.refusal import Refused
from comptoir.web.words import sentence

P = ParamSpec("P")
View = Callable[Concatenate[Any, P], HttpResponseBase]
Tab = tuple[str, str, bool]


def tabs(current: str) -> list[Tab]:
    """(words, address, is current) of the company's page and the contract's."""
    company = (_("Company"), reverse("portal:company:index"), current == "company")
    offered = (
        ("index", _("Contract")),
        ("applications", _("Applications")),
        ("terms", _("Terms")),
        ("order", _("What prevails")),
    )
    return [company, *((words, reverse(f"portal:contract:{name}"), name == current) for name, words in offered)]


def of_a_company(view: View[P]) -> View[P]:
    """Who acts for no company has no contract to look at."""

    @wraps(view)
    def known(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.actor.customer_id is None:
            return redirect("portal:overview")
        return view(request, *args, **kwargs)

    return known


def for_its_party(view: View[P]) -> View[P]:
    """Only who speaks for the customer; others read the contract, and are not offered the page."""

    @wraps(view)
    def speaking(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.actor.customer_id is None:
            return redirect("portal:overview")
        if speaks_for(request.actor, customer_for(request.actor), request.now):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            raise NotAuthorized("contract.speak")
        return redirect("portal:contract:index")

    return speaking


def said(refusal: Refused) -> str:
    """A refusal as one sentence."""
    return sentence(Step(refusal.message, dict(refusal.values)))
