"""The company's own page: what is registered, whom to turn to (P-22), and changes asked for (P-03)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comptoir.access import queries as access
from comptoir.access.capabilities import CUSTOMER_VIEW, PEOPLE_MANAGE, SEAT_REPLACE
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.explanation import Step
from comptoir.kernel.identifiers import format_enterprise_number
from comptoir.parties.models import Language
from comptoir.parties.queries import customers
from comptoir.portal.company.forms import ChangeForm
from comptoir.portal.contract.shown import tabs
from comptoir.registration import queries
from comptoir.registration.actions.changes import UnableToAskChange, ask_change, withdraw_change
from comptoir.registration.details import details_of
from comptoir.registration.models import ChangeKind, ChangeRequest
from comptoir.registration.words import CHANGE_KINDS
from comptoir.web.details import written_differences
from comptoir.web.sensitive import sensitive
from comptoir.web.views import portal_view
from comptoir.web.words import sentence

SHOWN = 30  # changes, the latest first
STATES = {
    "asked": ("info", gettext_lazy("Asked for")),
    "applied": ("good", gettext_lazy("Done")),
    "refused": ("bad", gettext_lazy("Refused")),
    "withdrawn": ("neutral", gettext_lazy("Withdrawn")),
}


@portal_view()
def index(request: Any) -> HttpResponse:
    """For everyone: whom to turn to. For who sees the company's details: those, and the changes asked for."""
    actor = request.actor
    company = customers(actor, CUSTOMER_VIEW).filter(pk=actor.customer_id).first()
    context = {
        "tabs": tabs("company") if actor.customer_id is not None else [],
        "contacts": access.contacts(actor, request.now),
        "may_replace": actor.may(SEAT_REPLACE),
        "company": company,
        "enterprise_number": format_enterprise_number(company.enterprise_number)
        if company and company.enterprise_number
        else "",
        "company_language": Language(company.language).label if company else "",
        "people": list(queries.contact_persons(actor, request.now)),
        "kinds": [(kind, CHANGE_KINDS[kind]) for kind in _kinds(actor)],
        "changes": [_shown(change, actor) for change in queries.changes(actor)[:SHOWN]],
    }
    return render(request, "portal/company/index.html", context)


@portal_view(SEAT_REPLACE, PEOPLE_MANAGE, methods=("GET", "POST"))
@sensitive
def ask(request: Any, kind: str) -> HttpResponse:
    """Asks for one kind of change."""
    actor = request.actor
    if kind not in _kinds(actor):
        raise Http404
    needed = PEOPLE_MANAGE if kind == ChangeKind.ACCESS_OWNER else SEAT_REPLACE
    customer = customers(actor, needed).get(pk=actor.customer_id)
    sees = customers(actor, CUSTOMER_VIEW).filter(pk=customer.pk).exists()
    form = ChangeForm(
        request.POST or None,
        kind=kind,
        people=list(queries.contact_persons(actor, request.now)),
        today=brussels_date(request.now),
        before=details_of(customer, kind, {}, request.now) if sees and kind in _PREFILLED else {},
    )
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            ask_change(
                customer, kind=kind, wanted=form.wanted, from_on=cleaned["from_on"], note=cleaned["note"],
                by=actor, at=request.now,
            )  # fmt: skip
        except UnableToAskChange as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("We have received your request."))
            return redirect("portal:company:index")
    context = {"form": form, "kind": CHANGE_KINDS[kind], "is_owner": kind == ChangeKind.ACCESS_OWNER}
    return render(request, "portal/company/ask.html", context, status=422 if form.errors else 200)


@portal_view(SEAT_REPLACE, PEOPLE_MANAGE, methods=("POST",))
def give_up(request: Any, pk: int) -> HttpResponse:
    """It is asked for no longer."""
    change = queries.changes(request.actor).get(pk=pk)
    try:
        withdraw_change(change, by=request.actor, at=request.now)
    except UnableToAskChange as refusal:
        messages.warning(request, sentence(Step(refusal.message, dict(refusal.values))))
    else:
        messages.success(request, _("Your request is withdrawn."))
    return redirect("portal:company:index")


_PREFILLED = (ChangeKind.NAME, ChangeKind.LEGAL_FORM, ChangeKind.ADDRESS)


def _kinds(actor: Any) -> list[str]:
    """What this person may ask to change: an Access Manager, who sees no data, another Access Owner only."""
    if actor.may(SEAT_REPLACE):
        return [kind.value for kind in ChangeKind]
    return [ChangeKind.ACCESS_OWNER.value] if actor.may(PEOPLE_MANAGE) else []


def _refuse(form: ChangeForm, refusal: UnableToAskChange) -> None:
    detail = str(refusal.values.get("detail", ""))
    named = detail if detail in form.fields else None
    form.add_error(named, sentence(Step(refusal.message, dict(refusal.values))))


def _shown(change: ChangeRequest, actor: Any) -> dict[str, Any]:
    answer = getattr(change, "answer", None)
    state = "asked" if answer is None else "applied" if answer.applied else "refused"
    state = "withdrawn" if change.withdrawn_at else state
    return {
        "pk": change.pk,
        "kind": CHANGE_KINDS[change.kind],
        "state": STATES[state],
        "reason": answer.reason if answer else "",
        "asked_label": change.asked_label,
        "asked_at": change.asked_at,
        "from_on": change.from_on,
        "differences": written_differences(change.before, change.wanted),
        "may_withdraw": state == "asked" and change.kind in _kinds(actor),
    }
