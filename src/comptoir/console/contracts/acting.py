"""The operator's decisions about a contract: notice, deactivation, answers to requests."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.access.capabilities import OPERATE_CUSTOMERS
from comptoir.console.words import said
from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle import queries
from comptoir.lifecycle.actions.applications import (
    UnableToActivate,
    end_fleet_manager,
    grant_application,
    refuse_application,
)
from comptoir.lifecycle.actions.contracts import start_contract
from comptoir.lifecycle.actions.dormancy import deactivate
from comptoir.lifecycle.actions.notices import UnableToEnd, give_notice, withdraw_notice, write_down_notice
from comptoir.lifecycle.applications import BY_ORDER_FORM
from comptoir.lifecycle.names import application_name
from comptoir.lifecycle.notice import last_day
from comptoir.parties.actions.looks import record_look
from comptoir.scope.contract import terms_on
from comptoir.web.contract_forms import NoticeForm, ReceivedForm
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view


@console_view(OPERATE_CUSTOMERS, methods=("GET", "POST"))
def give(request: PageRequest, pk: int) -> HttpResponse:
    """Writes the operator's notice; says first which day would be the last."""
    actor, at = request.actor, request.now
    customer = queries.customer_for(actor, pk)
    record_look(customer.pk, page="contract", by=request.actor, at=request.now)
    on = [one.application for one in queries.application_states(actor, customer, at) if one.is_on]
    offered = [(name, application_name(name)) for name in on if name not in BY_ORDER_FORM]
    form = NoticeForm(request.POST or None, applications=offered)
    if request.method == "POST" and form.is_valid():
        try:
            give_notice(customer, **form.cleaned_data, by=actor, at=at)
        except UnableToEnd as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("The notice is given, and the customer is told in writing."))
            return _to(pk)
    today = brussels_date(at)
    context = {
        "shown_customer": customer,
        "form": form,
        "last_on": last_day("operator", today, terms_on(today)),
        "own_agreements": [application_name(name) for name in on if name in BY_ORDER_FORM],
    }
    return render(request, "console/contracts/notice.html", context, status=422 if form.errors else 200)


@console_view(OPERATE_CUSTOMERS, methods=("GET", "POST"))
def write_down(request: PageRequest, pk: int) -> HttpResponse:
    """Writes down a notice that the customer gave by letter or e-mail."""
    actor, at = request.actor, request.now
    customer = queries.customer_for(actor, pk)
    on = [one.application for one in queries.application_states(actor, customer, at) if one.is_on]
    offered = [(name, application_name(name)) for name in on if name not in BY_ORDER_FORM]
    today = brussels_date(at)
    form = ReceivedForm(request.POST or None, applications=offered, initial={"received_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            write_down_notice(customer, **form.cleaned_data, by=actor, at=at)
        except UnableToEnd as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("The notice is written down, and confirmed to the customer in writing."))
            return _to(pk)
    context = {"shown_customer": customer, "form": form, "last_on": last_day("customer", today, terms_on(today))}
    return render(request, "console/contracts/letter.html", context, status=422 if form.errors else 200)


@console_view(OPERATE_CUSTOMERS, methods=("POST",))
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Takes the operator's own notice back, or strikes out one that the desk wrote down."""
    notice = queries.notice(request.actor, pk)
    return _done(request, notice.customer_id, _("The notice is withdrawn."), withdraw_notice, notice)


@console_view(OPERATE_CUSTOMERS, methods=("POST",))
def stop_unused(request: PageRequest, pk: int) -> HttpResponse:
    """Deactivates what is unused, after looking once more that it is."""
    customer = queries.customer_for(request.actor, pk)
    name = request.POST.get("application", "")
    return _done(request, pk, _("Deactivated."), deactivate, customer, application=name)


@console_view(OPERATE_CUSTOMERS, methods=("POST",))
def end_fleet(request: PageRequest, pk: int) -> HttpResponse:
    """Ends Fleet Manager at once where there are too few cards (GC Fleet 7)."""
    customer = queries.customer_for(request.actor, pk)
    return _done(request, pk, _("Fleet Manager is off."), end_fleet_manager, customer)


@console_view(OPERATE_CUSTOMERS, methods=("POST",))
def begin_anew(request: PageRequest, pk: int) -> HttpResponse:
    """A new contract from today for a customer whose contract is over (GC 2.2.3)."""
    customer = queries.customer_for(request.actor, pk)
    words = _("A new contract runs from today; the customer's people reach the portal again.")
    return _done(request, pk, words, start_contract, customer, on=brussels_date(request.now))


@console_view(OPERATE_CUSTOMERS, methods=("POST",))
def grant(request: PageRequest, pk: int) -> HttpResponse:
    """Yes to a request."""
    asked = queries.request(request.actor, pk)
    return _done(request, asked.customer_id, _("It is on again; whoever asked is told."), grant_application, asked)


@console_view(OPERATE_CUSTOMERS, methods=("POST",))
def refuse(request: PageRequest, pk: int) -> HttpResponse:
    """No to a request, with the reason."""
    asked, reason = queries.request(request.actor, pk), request.POST.get("reason", "")[:2000]
    return _done(
        request, asked.customer_id, _("Refused; whoever asked is told why."), refuse_application, asked, reason=reason
    )


def _done(request: PageRequest, pk: int, words: str, action: Any, *args: Any, **options: Any) -> HttpResponse:
    """Carries one action out and says what came of it, on the customer's page."""
    try:
        action(*args, **options, by=request.actor, at=request.now)
    except (UnableToEnd, UnableToActivate) as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, words)
    return _to(pk)


def _to(pk: int) -> HttpResponse:
    return redirect("console:contracts:show", pk=pk)
