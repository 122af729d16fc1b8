"""The applications: what is on, since when, by which rule, at which price; asking for one (P-19, P-21)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.access.capabilities import PEOPLE_MANAGE, SEAT_REPLACE
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.money import Money
from comptoir.lifecycle import queries
from comptoir.lifecycle.actions.applications import UnableToActivate, ask_for_application
from comptoir.lifecycle.applications import BY_ORDER_FORM, State
from comptoir.lifecycle.deciding import speaks_for
from comptoir.lifecycle.names import application_name
from comptoir.lifecycle.prices import prices
from comptoir.portal.contract.shown import for_its_party, of_a_company, said, tabs
from comptoir.web.explaining import explanation_page
from comptoir.web.status_of_applications import shown_status
from comptoir.web.views import portal_view
from comptoir.web.words import sentence


@dataclass(frozen=True, slots=True)
class ShownApplication:
    """One row of the list."""

    state: State
    name: str
    tone: str
    words: str
    sentence: str
    rule: str
    price: Money | None
    by_order_form: bool
    may_end: bool


@portal_view()
@of_a_company
def index(request: Any) -> HttpResponse:
    """Every application of the portal with its rule."""
    actor, at = request.actor, request.now
    customer = queries.customer_for(actor)
    speaks = speaks_for(actor, customer, at)
    cost = prices(brussels_date(at))
    rows = [_shown(one, cost[one.application], speaks) for one in queries.application_states(actor, customer, at)]
    return render(
        request, "portal/contract/applications.html", {"rows": rows, "speaks": speaks, "tabs": tabs("applications")}
    )


@portal_view()
@of_a_company
def why(request: Any, application: str) -> HttpResponse:
    """Why one application is on or off."""
    actor = request.actor
    for state in queries.application_states(actor, queries.customer_for(actor), request.now):
        if state.application == application:
            title = _("Why %(application)s is so") % {"application": application_name(application)}
            return explanation_page(
                request,
                state.explanation,
                title=title,
                back=reverse("portal:contract:applications"),
                back_label=_("Applications"),
            )
    raise Http404


@portal_view(SEAT_REPLACE, PEOPLE_MANAGE, methods=("POST",))
@for_its_party
def ask(request: Any, application: str) -> HttpResponse:
    """Asks for Fleet Manager, or for one that was closed."""
    customer = queries.customer_for(request.actor)
    try:
        made = ask_for_application(customer, application=application, by=request.actor, at=request.now)
    except UnableToActivate as refusal:
        messages.error(request, said(refusal))
    else:
        name = {"application": application_name(application)}
        if made.granted_at:
            messages.success(request, _("%(application)s is granted; it starts with its first data.") % name)
        else:
            messages.success(request, _("You have asked for %(application)s; the operator answers.") % name)
    return redirect("portal:contract:applications")


def _shown(state: State, price: Money | None, speaks: bool) -> ShownApplication:
    tone, words = shown_status(state.status)
    rule = next((step for step in state.explanation.steps if ".rule." in step.message), None)
    by_order_form = state.application in BY_ORDER_FORM
    return ShownApplication(
        state=state,
        name=application_name(state.application),
        tone=tone,
        words=words,
        sentence=sentence(state.explanation),
        rule=sentence(rule) if rule else "",
        price=price,
        by_order_form=by_order_form,
        may_end=speaks and state.is_on and not by_order_form,
    )
