"""The answer to a registration."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now

from comptoir.access.capabilities import OPERATE_REGISTRATIONS
from comptoir.console.registrations.shown import AcceptForm, RefuseForm, page
from comptoir.console.words import said
from comptoir.parties.models import Customer
from comptoir.registration import queries
from comptoir.registration.actions.answering import UnableToAnswer, accept, refuse
from comptoir.registration.models import Registration
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view


@console_view(OPERATE_REGISTRATIONS, methods=("POST",))
def take(request: PageRequest, pk: int) -> HttpResponse:
    """Accepted: a customer from today on."""
    registration = queries.registrations(request.actor).get(pk=pk)
    form = AcceptForm(request.POST)
    if form.is_valid():
        try:
            customer = accept(
                registration, **form.cleaned_data, affiliates=_matched(request, registration), by=request.actor,
                at=request.now,
            )  # fmt: skip
        except UnableToAnswer as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _now("%(name)s is a customer from today on.") % {"name": customer.legal_name})
            return redirect("console:registrations:show", pk=pk)
    return page(request, registration, accept=form)


@console_view(OPERATE_REGISTRATIONS, methods=("POST",))
def turn_down(request: PageRequest, pk: int) -> HttpResponse:
    """Refused, with a reason."""
    registration = queries.registrations(request.actor).get(pk=pk)
    form = RefuseForm(request.POST)
    if form.is_valid():
        try:
            refuse(registration, reason=form.cleaned_data["reason"], by=request.actor, at=request.now)
        except UnableToAnswer as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _now("The registration is refused."))
            return redirect("console:registrations:show", pk=pk)
    return page(request, registration, refuse=form)


def _matched(request: PageRequest, registration: Registration) -> dict[int, Customer]:
    """The customers that were chosen for affiliates: only such as carry the affiliate's number can be."""
    found: dict[int, Customer] = {}
    for row in registration.affiliates.all():
        chosen = request.POST.get(f"affiliate-{row.pk}", "")
        for customer in queries.customers_with_number(request.actor, row.number):
            if str(customer.pk) == chosen:
                found[row.pk] = customer
    return found
