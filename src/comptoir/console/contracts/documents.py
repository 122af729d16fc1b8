"""The contract's documents in their versions, and conflicts between them (P-11, P-12)."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from comptoir.access.capabilities import OPERATE_CUSTOMERS, OPERATE_SETTINGS
from comptoir.console.contracts.forms import MOST, ConflictForm, VersionForm
from comptoir.console.contracts.tabs import tabs
from comptoir.console.words import said
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.explanation import Step
from comptoir.lifecycle import queries, reading
from comptoir.lifecycle.actions.documents import UnableToPublish, UnableToRecord, publish_version, record_conflict
from comptoir.lifecycle.models import DocumentKind, DocumentVersion
from comptoir.lifecycle.precedence import CONTRACTS, explain
from comptoir.scope.contract import terms_on
from comptoir.web.request import PageRequest
from comptoir.web.uploads import receiving, too_large
from comptoir.web.views import console_view
from comptoir.web.words import sentence


@console_view(OPERATE_SETTINGS, OPERATE_CUSTOMERS)
def index(request: PageRequest) -> HttpResponse:
    """Each document that was published, with its versions and how many people accepted each."""
    groups = [(kind.label, list(reading.versions(kind))) for kind in DocumentKind]
    shown = [(label, found) for label, found in groups if found]
    every = [version for _label, found in shown for version in found]
    counts = reading.acceptance_counts(request.actor, every)
    on = brussels_date(request.now)
    held = {version.pk for version in reading.in_force(on)}
    context = {
        "groups": [
            (label, [(version, counts.get(version.pk, 0), _state(version, held, on)) for version in found])
            for label, found in shown
        ],
        "tabs": tabs(request.actor, "documents"),
        "may_publish": request.actor.may(OPERATE_SETTINGS),
    }
    return render(request, "console/contracts/documents.html", context)


@csrf_exempt  # the token is looked at by `receiving`, after the limit is in place
@console_view(OPERATE_SETTINGS, methods=("GET", "POST"))
@receiving(lambda: MOST * 8)
def publish(request: Any) -> HttpResponseBase:
    """A new version in all languages; nothing typed is lost when something is missing."""
    today = brussels_date(request.now)
    languages = terms_on(today)["portal.languages"].items
    is_sent = request.method == "POST"
    form = VersionForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        languages=languages,
        today=today,
        initial={"kind": request.GET.get("kind", "")},
    )
    if is_sent and (problem := too_large(request)):
        form.add_error(None, problem)
    elif is_sent and form.is_valid():
        cleaned = form.cleaned_data
        try:
            version = publish_version(
                kind=cleaned["kind"],
                effective_on=cleaned["effective_on"],
                texts=form.texts,
                by=request.actor,
                at=request.now,
            )
        except UnableToPublish as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("Published. People see it, and what changed, from its day on."))
            return redirect("console:contracts:read", pk=version.pk)
    return render(request, "console/contracts/publish.html", {"form": form}, status=422 if form.errors else 200)


@console_view(OPERATE_SETTINGS, OPERATE_CUSTOMERS)
def read(request: PageRequest, pk: int) -> HttpResponse:
    """One version, whole or beside an earlier one, in any of its languages."""
    version = reading.version(pk)
    asked = request.GET.get("language", "")
    language = asked if asked in version.texts else (get_language() or "en")[:2]
    known = [(code, words) for code, words in settings.LANGUAGES if code in version.texts]
    earlier = [one for one in reading.versions(version.kind) if one.effective_on < version.effective_on]
    since = request.GET.get("since", "")
    before = next((one for one in earlier if str(one.pk) == since), None)
    context = {
        "version": version,
        "earlier": earlier,
        "changed": reading.changed(before, version, language) if before else None,
        "paragraphs": reading.paragraphs_of(version.text_in(language)),
        "text_languages": [(code, words, code == language) for code, words in known],
        "since": since,
    }
    return render(request, "console/contracts/read.html", context)


@console_view(OPERATE_CUSTOMERS, methods=("GET", "POST"))
def order(request: PageRequest) -> HttpResponse:
    """The orders of precedence; records a conflict with the document that holds."""
    on = brussels_date(request.now)
    contract = request.POST.get("contract", "") or request.GET.get("contract", "")
    contract = contract if contract in CONTRACTS else CONTRACTS[0]
    labels = dict(DocumentKind.choices)
    orders = reading.orders(on)
    chosen = next(one for one in orders if one.contract == contract)
    form = ConflictForm(request.POST or None, kinds=[(kind, labels[kind]) for kind, _version in chosen.documents])
    if request.method == "POST" and form.is_valid() and _record(request, form, contract):
        return redirect("console:contracts:order")
    context = {
        "orders": [(one, [(labels[kind], version) for kind, version in one.documents]) for one in orders],
        "contract": contract,
        "contracts": CONTRACTS,
        "form": form,
        "conflicts": [_conflict(one) for one in reading.conflicts(request.actor)[:50]],
        "tabs": tabs(request.actor, "order"),
    }
    return render(request, "console/contracts/order.html", context, status=422 if form.errors else 200)


def _record(request: PageRequest, form: ConflictForm, contract: str) -> bool:
    """Whether the conflict was recorded; else the form says what is wrong."""
    cleaned = form.cleaned_data
    code = cleaned["customer"].strip()
    customer = queries.contracts(request.actor).filter(code=code).first() if code else None
    if code and customer is None:
        form.add_error("customer", sentence(Step("contract.no_such_customer", {"code": code})))
        return False
    try:
        record_conflict(
            contract=contract,
            kinds=cleaned["kinds"],
            subject=cleaned["subject"],
            customer=customer,
            by=request.actor,
            at=request.now,
        )
    except UnableToRecord as refusal:
        form.add_error(None, said(refusal))
        return False
    messages.success(request, _("Recorded with the document that holds."))
    return True


def _conflict(found: Any) -> dict[str, Any]:
    said_so = explain(found.contract, found.kinds, terms_on(brussels_date(found.recorded_at)))
    return {"conflict": found, "winner": sentence(said_so), "steps": [sentence(step) for step in said_so.steps]}


def _state(version: DocumentVersion, held: set[int], on: Any) -> tuple[str, str]:
    if version.pk in held:
        return "good", _("In force")
    return ("info", _("To come")) if version.effective_on > on else ("neutral", _("Replaced"))
