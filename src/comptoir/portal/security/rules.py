"""How the customer's people sign in: what is asked of them, and which domains are the customer's."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from comptoir.access.capabilities import IDENTITY_MANAGE
from comptoir.identity import queries
from comptoir.identity.actions.domains import UnableToProve, ask_domain, end_domain, prove_domain
from comptoir.identity.actions.domains import record_name as name_of_record
from comptoir.identity.actions.domains import record_text as text_of_record
from comptoir.identity.actions.rules import UnableToRule, ask_for, lift_rule
from comptoir.identity.models import Domain, RuleKind
from comptoir.kernel.explanation import Step
from comptoir.portal.security.forms import DomainForm
from comptoir.portal.security.tabs import rules_tabs
from comptoir.scope.refusal import Refused
from comptoir.web.sensitive import sensitive
from comptoir.web.views import portal_view
from comptoir.web.words import sentence

_STATES = {"asked": "attention", "proved": "good", "lapsed": "bad"}


@portal_view(IDENTITY_MANAGE)
def index(request: Any) -> HttpResponse:
    """What is asked, the domains and the providers."""
    names = {"asked": _("Waiting for the record"), "proved": _("Proved"), "lapsed": _("Lapsed")}
    context = {
        "rules": queries.rules(request.actor),
        "domains": [(one, _STATES[one.state], names[one.state]) for one in queries.domains(request.actor)],
        "providers": queries.providers(request.actor),
        "tabs": rules_tabs("rules"),
    }
    return render(request, "portal/security/rules.html", context)


@portal_view(IDENTITY_MANAGE, methods=("POST",))
@sensitive
def change(request: Any) -> HttpResponse:
    """A rule holds from now on, or no longer."""
    customer = queries.customer_of(request.actor)
    kind = request.POST.get("kind")
    if kind not in RuleKind.values:
        return redirect("portal:security:rules")
    try:
        if "lift" in request.POST:
            lift_rule(customer, kind=RuleKind(kind), by=request.actor, at=request.now)
        else:
            ask_for(customer, kind=RuleKind(kind), proof=request.proof, by=request.actor, at=request.now)
    except UnableToRule as refusal:
        messages.error(request, refusal_words(refusal))
    else:
        messages.success(request, _("Saved. It counts for everyone from their next page on."))
    return redirect("portal:security:rules")


@portal_view(IDENTITY_MANAGE, methods=("GET", "POST"))
@sensitive
def add_domain(request: Any) -> HttpResponse:
    """Says that a domain is the customer's; the record to make comes next."""
    form = DomainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        customer = queries.customer_of(request.actor)
        try:
            made = ask_domain(customer, **form.cleaned_data, by=request.actor, at=request.now)
        except UnableToProve as refusal:
            form.add_error("name", refusal_words(refusal))
        else:
            return redirect("portal:security:domain", pk=made.pk)
    return render(request, "portal/security/add_domain.html", {"form": form})


@portal_view(IDENTITY_MANAGE)
def domain(request: Any, pk: int) -> HttpResponse:
    """One domain: the record that proves it, and whether it is there."""
    found: Domain = queries.domains(request.actor).get(pk=pk)
    context = {"domain": found, "record_name": name_of_record(found), "record_text": text_of_record(found)}
    return render(request, "portal/security/domain.html", context)


@portal_view(IDENTITY_MANAGE, methods=("POST",))
def check_domain(request: Any, pk: int) -> HttpResponse:
    """Looks for the record now."""
    found = queries.domains(request.actor).get(pk=pk)
    resolver = import_string(settings.DOMAIN_RESOLVER)()
    try:
        prove_domain(found, resolver=resolver, by=request.actor, at=request.now)
    except UnableToProve as refusal:
        messages.error(request, refusal_words(refusal))
    else:
        messages.success(request, _("%(name)s is proved to be yours.") % {"name": found.name})
    return redirect("portal:security:domain", pk=pk)


@portal_view(IDENTITY_MANAGE, methods=("POST",))
@sensitive
def remove_domain(request: Any, pk: int) -> HttpResponse:
    """Lets a domain go."""
    found = queries.domains(request.actor).get(pk=pk)
    end_domain(found, by=request.actor, at=request.now)
    messages.success(request, _("%(name)s was removed.") % {"name": found.name})
    return redirect("portal:security:rules")


def refusal_words(refusal: Refused) -> str:
    """Why something cannot be done, in one sentence."""
    return sentence(Step(refusal.message, dict(refusal.values)))
