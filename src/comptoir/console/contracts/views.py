"""Portal contracts: all of them, what waits for a decision, and one with everything about it."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from comptoir.access.capabilities import OPERATE_CUSTOMERS
from comptoir.console.contracts.lists import ContractList, UnusedList, what_of
from comptoir.console.contracts.tabs import tabs
from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle import queries, reading
from comptoir.lifecycle.actions.dormancy import AUTOMATIC
from comptoir.lifecycle.applications import State
from comptoir.lifecycle.models import Acceptance
from comptoir.lifecycle.names import application_name
from comptoir.parties.actions.looks import record_look
from comptoir.scope.contract import terms_on
from comptoir.web.listing import list_page
from comptoir.web.request import PageRequest
from comptoir.web.status_of_applications import shown_status
from comptoir.web.views import console_view
from comptoir.web.words import sentence

LAST = 12
MOST = 50  # that wait for a decision, the oldest first


@console_view(OPERATE_CUSTOMERS)
def index(request: PageRequest) -> HttpResponseBase:
    """What waits for a decision, then every contract."""
    actor, at = request.actor, request.now
    context = {
        "tabs": tabs(actor, "index"),
        "requests": [(one, application_name(one.application)) for one in queries.open_requests(actor)[:MOST]],
        "defaults": queries.open_defaults(actor, at, most=MOST),
    }
    return list_page(request, ContractList(queries.contracts(actor)), "console/contracts/index.html", context)


@console_view(OPERATE_CUSTOMERS)
def unused(request: PageRequest) -> HttpResponseBase:
    """What nobody uses any more; each is deactivated from its customer's page."""
    found = queries.proposals(request.actor, request.now)
    automatic = terms_on(brussels_date(request.now))[AUTOMATIC].flag
    context = {"tabs": tabs(request.actor, "unused"), "automatic": automatic}
    return list_page(request, UnusedList(found), "console/contracts/unused.html", context)


@console_view(OPERATE_CUSTOMERS)
def show(request: PageRequest, pk: int) -> HttpResponse:
    """One customer's contract. Its own log says that one of the operator's people looked (X-04)."""
    actor, at = request.actor, request.now
    customer = queries.customer_for(actor, pk)
    record_look(customer.pk, page="contract", by=actor, at=at)
    context = {
        "shown_customer": customer,
        "contract": queries.contract_of(actor, customer),
        "notices": [(one, _what(one.notice.application)) for one in queries.notices(actor, customer, at)],
        "past": [one for one in queries.notices_of(actor, customer)[:LAST] if not one.is_running],
        "applications": [_shown(state) for state in queries.application_states(actor, customer, at)],
        "requests": [(one, application_name(one.application)) for one in queries.open_requests(actor, customer)],
        "below_minimum": queries.is_below_minimum(actor, customer, at),
        "unused": [(one.due, what_of(one)) for one in queries.proposals_of(actor, customer, at)],
        "defaults": queries.defaults(actor, customer, at),
        "acceptances": _acceptances(request, customer),
    }
    return render(request, "console/contracts/show.html", context)


def _acceptances(request: PageRequest, customer: Any) -> list[Acceptance]:
    return list(reading.acceptances_of(request.actor, customer)[:LAST])


def _what(application: str) -> str:
    return application_name(application) if application else ""


def _shown(state: State) -> dict[str, Any]:
    tone, words = shown_status(state.status)
    return {
        "state": state,
        "name": application_name(state.application),
        "tone": tone,
        "words": words,
        "sentence": sentence(state.explanation),
        "steps": [sentence(step) for step in state.explanation.steps],
    }
