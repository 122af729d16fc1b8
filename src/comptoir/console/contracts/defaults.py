"""Breach, from the operator's side: a notice of default to a customer, and what may follow (P-10)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.access.capabilities import OPERATE_CUSTOMERS
from comptoir.console.words import said
from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle import breach, queries
from comptoir.lifecycle.actions.defaults import (
    UnableToAct,
    note_remedy,
    send_notice_of_default,
    suspend_for_default,
    terminate_for_default,
)
from comptoir.parties.actions.looks import record_look
from comptoir.scope.contract import terms_on
from comptoir.web.contract_forms import DefaultForm, LetterForm
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view


@console_view(OPERATE_CUSTOMERS, methods=("GET", "POST"))
def send(request: PageRequest, pk: int) -> HttpResponse:
    """Tells a customer which duty it does not meet; says first which days follow."""
    customer = queries.customer_for(request.actor, pk)
    record_look(customer.pk, page="contract", by=request.actor, at=request.now)
    form = DefaultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        send_notice_of_default(customer, **form.cleaned_data, by=request.actor, at=request.now)
        messages.success(request, _("The notice of default is sent. Its dates run from today."))
        return redirect("console:contracts:show", pk=pk)
    today = brussels_date(request.now)
    context = {"shown_customer": customer, "form": form, "dates": breach.dates(today, False, terms_on(today))}
    return render(request, "console/contracts/default.html", context, status=422 if form.errors else 200)


@console_view(OPERATE_CUSTOMERS, methods=("POST",))
def remedied(request: PageRequest, pk: int) -> HttpResponse:
    """The customer has put it right: a suspension ends with it."""
    found = queries.default(request.actor, pk)
    try:
        note_remedy(found, by=request.actor, at=request.now)
    except UnableToAct as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Noted: it was put right."))
    return redirect("console:contracts:show", pk=found.customer_id)


@console_view(OPERATE_CUSTOMERS, methods=("POST",))
def suspend(request: PageRequest, pk: int) -> HttpResponse:
    """Stops the customer's access until it complies."""
    found = queries.default(request.actor, pk)
    try:
        suspend_for_default(found, by=request.actor, at=request.now)
    except UnableToAct as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Access is suspended until it is put right."))
    return redirect("console:contracts:show", pk=found.customer_id)


@console_view(OPERATE_CUSTOMERS, methods=("GET", "POST"))
def end(request: PageRequest, pk: int) -> HttpResponse:
    """Ends the contract at once, in writing."""
    found = queries.default(request.actor, pk)
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            terminate_for_default(found, text=form.cleaned_data["text"], by=request.actor, at=request.now)
        except UnableToAct as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("The contract is ended; access has stopped."))
            return redirect("console:contracts:show", pk=found.customer_id)
    context = {"default": found, "shown_customer": found.customer, "form": form}
    return render(request, "console/contracts/end.html", context, status=422 if form.errors else 200)
