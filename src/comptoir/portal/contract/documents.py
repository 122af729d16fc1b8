"""The contract's documents: the latest, what changed, accepting, refusing, which one prevails (P-11, P-12)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comptoir.access.capabilities import PEOPLE_MANAGE, SEAT_REPLACE
from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle import queries, reading
from comptoir.lifecycle.actions.documents import accept, refuse
from comptoir.lifecycle.actions.notices import UnableToEnd
from comptoir.lifecycle.deciding import speaks_for
from comptoir.lifecycle.models import DocumentKind, DocumentVersion
from comptoir.lifecycle.notice import last_day
from comptoir.lifecycle.precedence import explain
from comptoir.portal.contract.shown import for_its_party, of_a_company, said, tabs
from comptoir.scope.contract import terms_on
from comptoir.web.contract_forms import LetterForm
from comptoir.web.terms import forget_banner
from comptoir.web.views import portal_view
from comptoir.web.words import sentence


@portal_view()
@of_a_company
def index(request: Any) -> HttpResponse:
    """The documents in force, those to come, and what this person accepted when."""
    actor, on = request.actor, brussels_date(request.now)
    new = {version.pk for version in reading.to_accept(actor, on)}
    context = {
        "documents": [(one, one.pk in new) for one in reading.in_force(on)],
        "coming": reading.coming(on),
        "acceptances": list(reading.own_acceptances(actor)[:20]),
        "speaks": speaks_for(actor, queries.customer_for(actor), request.now),
        "has_new": bool(new),
        "refusal": reading.refusal_of(actor.customer_id),
        "tabs": tabs("terms"),
    }
    return render(request, "portal/contract/terms.html", context)


@portal_view()
@of_a_company
def read(request: Any, pk: int) -> HttpResponse:
    """One version: whole, or beside the one accepted last, or beside any earlier one (`?since=`)."""
    actor, language = request.actor, (get_language() or "en")[:2]
    version = reading.version(pk)
    earlier = [one for one in reading.versions(version.kind) if one.effective_on < version.effective_on]
    before = _before(request, version, earlier)
    context = {
        "version": version,
        "earlier": earlier,
        "changed": reading.changed(before, version, language) if before else None,
        "paragraphs": reading.paragraphs_of(version.text_in(language)),
        "is_new": pk in {one.pk for one in reading.to_accept(actor, brussels_date(request.now))},
        "speaks": speaks_for(actor, queries.customer_for(actor), request.now),
        "refusal": reading.refusal_of(actor.customer_id),
        "tabs": tabs("terms"),
    }
    return render(request, "portal/contract/read.html", context)


@portal_view(methods=("POST",))
@of_a_company
def say_yes(request: Any) -> HttpResponse:
    """Accepts all that is new, by saying so."""
    actor = request.actor
    new = reading.to_accept(actor, brussels_date(request.now))
    customer = queries.customer_for(actor)
    count = accept(new, user=request.user, customer=customer, way="said", by=actor, at=request.now)
    forget_banner(request)
    if count:
        messages.success(request, _("Thank you. Your acceptance is recorded."))
    return redirect("portal:contract:terms")


@portal_view(SEAT_REPLACE, PEOPLE_MANAGE, methods=("GET", "POST"))
@for_its_party
def say_no(request: Any) -> HttpResponse:
    """Does not accept: that gives the right to end the contract in writing (GC 3)."""
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        customer = queries.customer_for(request.actor)
        try:
            refuse(customer, text=form.cleaned_data["text"], by=request.actor, at=request.now)
        except UnableToEnd as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("The notice is given; the new terms are not accepted."))
            return redirect("portal:contract:index")
    today = brussels_date(request.now)
    context = {"form": form, "last_on": last_day("customer", today, terms_on(today)), "tabs": tabs("terms")}
    return render(request, "portal/contract/refuse.html", context, status=422 if form.errors else 200)


@portal_view()
@of_a_company
def order(request: Any) -> HttpResponse:
    """Which document prevails, for each contract, and the conflicts that were decided so."""
    on = brussels_date(request.now)
    labels = dict(DocumentKind.choices)
    orders = [(one, [(labels[kind], version) for kind, version in one.documents]) for one in reading.orders(on)]
    conflicts = [_conflict(one) for one in reading.conflicts(request.actor)[:50]]
    return render(
        request,
        "portal/contract/order.html",
        {"orders": orders, "conflicts": conflicts, "tabs": tabs("order")},
    )


def _before(request: Any, version: DocumentVersion, earlier: list[DocumentVersion]) -> DocumentVersion | None:
    """The earlier version asked for; else the one accepted last, else the one just before."""
    asked = request.GET.get("since", "")
    if asked == "none":
        return None
    for one in earlier:
        if str(one.pk) == asked:
            return one
    return reading.accepted_before(request.actor, version) or (earlier[0] if earlier else None)


def _conflict(found: Any) -> dict[str, Any]:
    said_so = explain(found.contract, found.kinds, terms_on(brussels_date(found.recorded_at)))
    return {"conflict": found, "winner": sentence(said_so), "steps": [sentence(step) for step in said_so.steps]}
