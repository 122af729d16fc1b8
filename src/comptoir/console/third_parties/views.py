"""Customers' notices about third parties: the queue, one of them, taking note, refusing at any time (A-09; GC 9.2)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.actions.third_parties import UnableToAnswer, refuse, take_note
from comptoir.access.capabilities import OPERATE_CUSTOMERS
from comptoir.access.models import ThirdPartyNotice
from comptoir.access.third_parties import OVER, NoticeState, last_day, state_of
from comptoir.access.third_party_queries import notices
from comptoir.console.third_parties.lists import STATES, NoticeList
from comptoir.console.words import said
from comptoir.parties.actions.looks import record_look
from comptoir.web.listing import list_page
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The customer reads it."),
        error_messages={"required": _("Give a reason: the customer reads it.")},
    )


@console_view(OPERATE_CUSTOMERS)
def index(request: PageRequest) -> HttpResponseBase:
    """All notices, those that wait first."""
    return list_page(request, NoticeList(notices(request.actor, request.now)), "console/third_parties/index.html")


@console_view(OPERATE_CUSTOMERS)
def show(request: PageRequest, pk: int) -> HttpResponse:
    """One notice with what can be answered. The customer's own log says that it was looked at."""
    notice = notices(request.actor, request.now).get(pk=pk)
    record_look(notice.customer_id, page="third_party", by=request.actor, at=request.now)
    return _page(request, notice, RefusalForm())


@console_view(OPERATE_CUSTOMERS, methods=("POST",))
def note(request: PageRequest, pk: int) -> HttpResponse:
    """The operator takes note."""
    notice = notices(request.actor, request.now).get(pk=pk)
    try:
        take_note(notice, by=request.actor, at=request.now)
    except UnableToAnswer as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _now("Noted. The customer is told, and the person is invited."))
    return redirect("console:third_parties:show", pk=pk)


@console_view(OPERATE_CUSTOMERS, methods=("POST",))
def say_no(request: PageRequest, pk: int) -> HttpResponse:
    """The operator refuses; access, if there was any, ends at once."""
    notice = notices(request.actor, request.now).get(pk=pk)
    form = RefusalForm(request.POST)
    if form.is_valid():
        try:
            refuse(notice, reason=form.cleaned_data["reason"], by=request.actor, at=request.now)
        except UnableToAnswer as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _now("Refused. The customer is told."))
            return redirect("console:third_parties:show", pk=pk)
    return _page(request, notice, form, status=422)


def _page(request: PageRequest, notice: ThirdPartyNotice, form: forms.Form, status: int = 200) -> HttpResponse:
    state = state_of(notice, request.now)
    context: dict[str, Any] = {
        "notice": notice,
        "state": STATES[state],
        "last": last_day(notice.to_at),
        "waits": state == NoticeState.WAITING,
        "is_over": state in OVER,
        "form": form,
    }
    return render(request, "console/third_parties/show.html", context, status=status)
