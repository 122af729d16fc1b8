"""Changes that customers ask for: who waits, and one with old and new beside each other (P-03)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now

from comptoir.access.capabilities import OPERATE_REGISTRATIONS
from comptoir.console.registrations.lists import CHANGE_STATES, ChangeList
from comptoir.console.registrations.shown import RefuseForm
from comptoir.console.registrations.tabs import tabs
from comptoir.console.words import said
from comptoir.kernel.clock import brussels_date
from comptoir.parties.actions.looks import record_look
from comptoir.registration import queries
from comptoir.registration.actions.changes import UnableToAnswerChange, apply_change, refuse_change
from comptoir.registration.details import details_of
from comptoir.registration.models import ChangeRequest
from comptoir.registration.standing import with_change_state
from comptoir.registration.words import CHANGE_KINDS
from comptoir.web.details import written_differences
from comptoir.web.listing import list_page
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view


@console_view(OPERATE_REGISTRATIONS)
def index(request: PageRequest) -> HttpResponseBase:
    """The queue: whoever waits longest is on top."""
    rows = with_change_state(queries.changes(request.actor))
    return list_page(request, ChangeList(rows), "console/registrations/changes.html", {"tabs": tabs("changes")})


@console_view(OPERATE_REGISTRATIONS)
def show(request: PageRequest, pk: int) -> HttpResponse:
    """One change. The customer's own log says that one of the operator's people looked (X-04)."""
    return _page(request, pk, RefuseForm())


@console_view(OPERATE_REGISTRATIONS, methods=("POST",))
def apply(request: PageRequest, pk: int) -> HttpResponse:
    """Carried out."""
    change = queries.changes(request.actor).get(pk=pk)
    try:
        apply_change(change, by=request.actor, at=request.now)
    except UnableToAnswerChange as refusal:
        messages.warning(request, said(refusal))
    else:
        messages.success(request, _now("The change is done."))
    return redirect("console:registrations:change", pk=pk)


@console_view(OPERATE_REGISTRATIONS, methods=("POST",))
def refuse(request: PageRequest, pk: int) -> HttpResponse:
    """Refused, with a reason."""
    form = RefuseForm(request.POST)
    if form.is_valid():
        try:
            refuse_change(
                queries.changes(request.actor).get(pk=pk), reason=form.cleaned_data["reason"], by=request.actor,
                at=request.now,
            )  # fmt: skip
        except UnableToAnswerChange as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _now("The change is refused."))
            return redirect("console:registrations:change", pk=pk)
    return _page(request, pk, form)


def _page(request: PageRequest, pk: int, form: RefuseForm) -> HttpResponse:
    change: ChangeRequest = with_change_state(queries.changes(request.actor)).get(pk=pk)
    record_look(change.customer_id, page="change", by=request.actor, at=request.now)
    stands = change.stands  # type: ignore[attr-defined]
    present = details_of(change.customer, change.kind, change.wanted, request.now)
    # What stood there when it was asked may have changed since.
    moved = stands == "asked" and any(present.get(name, "") != value for name, value in change.before.items())
    context = {
        "change": change,
        "kind": CHANGE_KINDS[change.kind],
        "state": CHANGE_STATES[stands],
        "is_open": stands == "asked",
        "is_early": brussels_date(request.now) < change.from_on,
        "rows": written_differences(change.before, change.wanted),
        "leaves": not any(value for name, value in change.wanted.items() if name != "replaces"),
        "moved": written_differences(change.before, present) if moved else [],
        "answer": getattr(change, "answer", None),
        "form": form,
    }
    return render(request, "console/registrations/change.html", context, status=422 if form.errors else 200)
