"""Stopping access at once on a ground of security or fraud, and lifting it; only the operator does (P-09)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.access.actions.suspensions import (
    UnableToBlock,
    UnableToSuspend,
    block_address,
    lift,
    suspend_customer,
    suspend_user,
    unblock_address,
)
from comptoir.access.capabilities import OPERATE_SECURITY
from comptoir.access.models import Ground
from comptoir.console.suspensions.forms import AddressForm, CustomerForm, LiftForm, PersonForm
from comptoir.console.suspensions.lists import GROUNDS, AddressList, StopList, where_of, who_of
from comptoir.console.suspensions.sign_in import tabs
from comptoir.console.words import said
from comptoir.lifecycle import stops
from comptoir.lifecycle.names import application_name
from comptoir.lifecycle.stops import UnableToFind
from comptoir.parties.actions.looks import record_look
from comptoir.web.listing import list_page
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view


@console_view(OPERATE_SECURITY)
def index(request: PageRequest) -> HttpResponseBase:
    """All stops, running and lifted, and the applications that are closed."""
    closed = [
        (one, application_name(one.application), GROUNDS[Ground(one.ground)])
        for one in stops.closed_applications(request.actor)[:20]
    ]
    context = {"tabs": tabs("index"), "closed": closed}
    return list_page(request, StopList(stops.stops(request.actor)), "console/suspensions/index.html", context)


@console_view(OPERATE_SECURITY, methods=("GET", "POST"))
def suspend_person(request: PageRequest) -> HttpResponse:
    """Stops one person, in one customer or everywhere."""
    form = PersonForm(request.POST or None, initial={"ground": Ground.SECURITY.value})
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            user = stops.person(request.actor, cleaned["email"])
            customer = stops.customer(request.actor, cleaned["customer"]) if cleaned["customer"].strip() else None
            why = {"ground": cleaned["ground"], "reason": cleaned["reason"]}
            made = suspend_user(user, customer=customer, **why, by=request.actor, at=request.now)
        except (UnableToFind, UnableToSuspend) as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("%(name)s is suspended; open sessions have ended.") % {"name": user.name})
            return redirect("console:suspensions:show", pk=made.pk)
    context = {"form": form, "title": _("Suspend a person")}
    return render(request, "console/suspensions/suspend.html", context, status=422 if form.errors else 200)


@console_view(OPERATE_SECURITY, methods=("GET", "POST"))
def suspend_company(request: PageRequest) -> HttpResponse:
    """Stops everyone of a customer."""
    form = CustomerForm(
        request.POST or None, initial={"ground": Ground.SECURITY.value, "customer": request.GET.get("customer", "")}
    )
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            customer = stops.customer(request.actor, cleaned["customer"])
            why = {"ground": cleaned["ground"], "reason": cleaned["reason"]}
            made = suspend_customer(customer, **why, by=request.actor, at=request.now)
        except (UnableToFind, UnableToSuspend) as refusal:
            form.add_error(None, said(refusal))
        else:
            name = {"name": customer.legal_name}
            messages.success(request, _("%(name)s is suspended; the sessions of its people have ended.") % name)
            return redirect("console:suspensions:show", pk=made.pk)
    context = {"form": form, "title": _("Suspend a customer")}
    return render(request, "console/suspensions/suspend.html", context, status=422 if form.errors else 200)


@console_view(OPERATE_SECURITY, methods=("GET", "POST"))
def show(request: PageRequest, pk: int) -> HttpResponse:
    """One stop: ground, reason, who, when; lifts it."""
    found = stops.stop(request.actor, pk)
    if found.customer_id is not None:
        record_look(found.customer_id, page="suspension", by=request.actor, at=request.now)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lift(found, reason=form.cleaned_data["reason"], by=request.actor, at=request.now)
        messages.success(request, _("Lifted. What stood still lives again."))
        return redirect("console:suspensions:show", pk=pk)
    context = {
        "stop": found,
        "who": who_of(found),
        "where": where_of(found),
        "ground": GROUNDS[Ground(found.ground)],
        "form": form,
    }
    return render(request, "console/suspensions/show.html", context, status=422 if form.errors else 200)


@console_view(OPERATE_SECURITY, methods=("GET", "POST"))
def addresses(request: PageRequest) -> HttpResponseBase:
    """Blocked network addresses; blocks another one."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = block_address(**form.cleaned_data, by=request.actor, at=request.now)
        except UnableToBlock as refusal:
            form.add_error("network", said(refusal))
        else:
            messages.success(request, _("%(network)s is blocked.") % {"network": made.network})
            return redirect("console:suspensions:addresses")
    rows = stops.blocked(request.actor)
    context = {"tabs": tabs("addresses"), "form": form, "running": list(rows.filter(lifted_at=None)[:50])}
    response = list_page(request, AddressList(rows), "console/suspensions/addresses.html", context)
    response.status_code = 422 if form.errors else response.status_code
    return response


@console_view(OPERATE_SECURITY, methods=("POST",))
def unblock(request: PageRequest, pk: int) -> HttpResponse:
    """The address may come in again."""
    found = stops.blocked_address(request.actor, pk)
    unblock_address(found.network, reason=request.POST.get("reason", "")[:2000], by=request.actor, at=request.now)
    messages.success(request, _("%(network)s may come in again.") % {"network": found.network})
    return redirect("console:suspensions:addresses")
