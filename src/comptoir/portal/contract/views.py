"""The portal contract: since when it runs, what ends it, and the way to end it (P-04, P-05, P-10)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.access.capabilities import DATA_EXPORT, PEOPLE_MANAGE, SEAT_REPLACE
from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle import queries
from comptoir.lifecycle.actions.exports import KEPT
from comptoir.lifecycle.actions.notices import UnableToEnd, give_notice, withdraw_notice
from comptoir.lifecycle.applications import BY_ORDER_FORM
from comptoir.lifecycle.deciding import speaks_for
from comptoir.lifecycle.names import application_name
from comptoir.lifecycle.notice import last_day
from comptoir.portal.contract.exports import shown_exports
from comptoir.portal.contract.shown import for_its_party, of_a_company, said, tabs
from comptoir.scope.contract import terms_on
from comptoir.web.contract_forms import NoticeForm
from comptoir.web.views import portal_view


@portal_view()
@of_a_company
def index(request: Any) -> HttpResponse:
    """The contract with its running notices and breaches, and the export of one's data."""
    actor, at = request.actor, request.now
    customer = queries.customer_for(actor)
    states = queries.application_states(actor, customer, at)
    context = {
        "tabs": tabs("index"),
        "contract": queries.contract_of(actor, customer),
        "notices": [(one, _what(one.notice.application)) for one in queries.notices(actor, customer, at)],
        "defaults": queries.defaults(actor, customer, at),
        "speaks": speaks_for(actor, customer, at),
        "reads": queries.reads_letters(actor, customer, at),
        "exports": shown_exports(request),
        "may_export": actor.may(DATA_EXPORT),
        "kept_days": terms_on(brussels_date(at))[KEPT].days,
        "active": sum(state.is_on for state in states),
    }
    return render(request, "portal/contract/index.html", context)


@portal_view(SEAT_REPLACE, PEOPLE_MANAGE, methods=("GET", "POST"))
@for_its_party
def give(request: Any) -> HttpResponse:
    """Writes a notice; says first which day would be the last."""
    actor, at = request.actor, request.now
    customer = queries.customer_for(actor)
    states = [state for state in queries.application_states(actor, customer, at) if state.is_on]
    offered = [(one.application, application_name(one.application)) for one in states]
    form = NoticeForm(
        request.POST or None,
        applications=[(name, words) for name, words in offered if name not in BY_ORDER_FORM],
        initial={"application": request.GET.get("application", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            give_notice(customer, **form.cleaned_data, by=actor, at=at)
        except UnableToEnd as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("The notice is given. The last day is in the list; you can withdraw it."))
            return redirect("portal:contract:index")
    today = brussels_date(at)
    context = {
        "form": form,
        "last_on": last_day("customer", today, terms_on(today)),
        "clause": terms_on(today)["portal.notice.customer"].clause,
        "own_agreements": [words for name, words in offered if name in BY_ORDER_FORM],
        "tabs": tabs("index"),
    }
    return render(request, "portal/contract/notice.html", context, status=422 if form.errors else 200)


@portal_view(SEAT_REPLACE, PEOPLE_MANAGE, methods=("POST",))
@for_its_party
def withdraw(request: Any, pk: int) -> HttpResponse:
    """Takes one's own notice back."""
    try:
        withdraw_notice(queries.notice(request.actor, pk), by=request.actor, at=request.now)
    except UnableToEnd as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("The notice is withdrawn; the contract goes on."))
    return redirect("portal:contract:index")


def _what(application: str) -> str:
    return application_name(application) if application else _("The whole portal")
