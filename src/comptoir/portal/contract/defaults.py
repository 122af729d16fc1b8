"""Breach, from the customer's side: a notice of default to the operator, and what may follow (P-10)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.access.capabilities import PEOPLE_MANAGE, SEAT_REPLACE
from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle import breach, queries
from comptoir.lifecycle.actions.defaults import (
    UnableToAct,
    note_remedy,
    send_notice_of_default,
    suspend_for_default,
    terminate_for_default,
)
from comptoir.portal.contract.shown import for_its_party, said, tabs
from comptoir.scope.contract import terms_on
from comptoir.web.contract_forms import DefaultForm, LetterForm
from comptoir.web.views import portal_view


@portal_view(SEAT_REPLACE, PEOPLE_MANAGE, methods=("GET", "POST"))
@for_its_party
def send(request: Any) -> HttpResponse:
    """Tells the operator which duty it does not meet; says first which days follow from it."""
    form = DefaultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        customer = queries.customer_for(request.actor)
        send_notice_of_default(customer, **form.cleaned_data, by=request.actor, at=request.now)
        messages.success(request, _("The notice of default is sent. Its dates run from today."))
        return redirect("portal:contract:index")
    today = brussels_date(request.now)
    context = {"form": form, "dates": breach.dates(today, False, terms_on(today)), "tabs": tabs("index")}
    return render(request, "portal/contract/default.html", context, status=422 if form.errors else 200)


@portal_view(SEAT_REPLACE, PEOPLE_MANAGE, methods=("POST",))
@for_its_party
def remedied(request: Any, pk: int) -> HttpResponse:
    """The operator has put it right."""
    note_remedy(queries.default(request.actor, pk), by=request.actor, at=request.now)
    messages.success(request, _("Noted: it was put right."))
    return redirect("portal:contract:index")


@portal_view(SEAT_REPLACE, PEOPLE_MANAGE, methods=("POST",))
@for_its_party
def suspend(request: Any, pk: int) -> HttpResponse:
    """The customer suspends its own duties: recorded with its day."""
    try:
        suspend_for_default(queries.default(request.actor, pk), by=request.actor, at=request.now)
    except UnableToAct as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Recorded: you suspend your own duties until it is put right."))
    return redirect("portal:contract:index")


@portal_view(SEAT_REPLACE, PEOPLE_MANAGE, methods=("GET", "POST"))
@for_its_party
def end(request: Any, pk: int) -> HttpResponse:
    """Ends the contract at once, in writing."""
    found = queries.default(request.actor, pk)
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            terminate_for_default(found, text=form.cleaned_data["text"], by=request.actor, at=request.now)
        except UnableToAct as refusal:
            form.add_error(None, said(refusal))
        else:
            return redirect("portal:overview")
    context = {"default": found, "form": form, "tabs": tabs("index")}
    return render(request, "portal/contract/end.html", context, status=422 if form.errors else 200)
