"""What customers ask of their sign-in, lifted for one that has locked itself out; and reports of credentials."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.access.capabilities import OPERATE_SECURITY
from comptoir.identity import queries
from comptoir.identity.actions.rules import lift_rule
from comptoir.identity.models import RuleKind
from comptoir.web.request import PageRequest
from comptoir.web.sensitive import sensitive
from comptoir.web.views import console_view

_LATEST = 50


def tabs(current: str) -> list[tuple[str, str, bool]]:
    """The pages of the security desk, side by side."""
    offered = (
        ("index", _("People and customers")),
        ("addresses", _("Network addresses")),
        ("sign_in", _("Sign-in of customers")),
    )
    return [(words, reverse(f"console:suspensions:{name}"), name == current) for name, words in offered]


@console_view(OPERATE_SECURITY)
def index(request: PageRequest) -> HttpResponse:
    """The rules that hold, and what was reported lately."""
    context = {
        "tabs": tabs("sign_in"),
        "rules": queries.rules_of_customers(request.actor),
        "reports": queries.reports(request.actor)[:_LATEST],
    }
    return render(request, "console/suspensions/sign_in.html", context)


@console_view(OPERATE_SECURITY, methods=("POST",))
@sensitive
def lift(request: PageRequest, pk: int) -> HttpResponse:
    """The rule no longer holds: for a customer whose own sign-in lets nobody in any more."""
    rule = queries.rules_of_customers(request.actor).get(pk=pk)
    lift_rule(rule.customer, kind=RuleKind(rule.kind), by=request.actor, at=request.now)
    messages.success(request, _("Lifted for %(customer)s.") % {"customer": rule.customer.legal_name})
    return redirect("console:suspensions:sign_in")
