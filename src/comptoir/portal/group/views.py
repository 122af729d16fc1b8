"""The companies of a group: which, on what ground, since when; and what follows for who orders (A-08; GC 9.1)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.access import queries
from comptoir.access.actions.groups import guarantee_consent
from comptoir.access.capabilities import CUSTOMER_VIEW, SEAT_REPLACE
from comptoir.parties.control import ground_of
from comptoir.parties.models import Bond
from comptoir.parties.queries import customers, group_of, tie_of
from comptoir.portal.people.tabs import tabs
from comptoir.web.views import portal_view
from comptoir.web.words import sentence


@portal_view(CUSTOMER_VIEW)
def index(request: Any) -> HttpResponse:
    """The group of the company for which one acts."""
    found = group_of(request.actor, CUSTOMER_VIEW)
    reached = {company.id for company in request.customers}
    context = {
        "group": found,
        "is_parent": found is not None and found.parent.pk == request.actor.customer_id,
        "rows": [(tie, _ground(tie), tie.affiliate_id in reached) for tie in found.affiliations] if found else [],
        "past": [(tie, _ground(tie)) for tie in found.past] if found else [],
        "may_guarantee": found is not None and _may_guarantee(request, found.parent.pk),
        "owner": queries.seat_holder(found.parent.pk, request.now) if found else None,
        "tabs": tabs(request.actor, "group"),
    }
    return render(request, "portal/group/index.html", context)


@portal_view(SEAT_REPLACE, methods=("POST",))
def guarantee(request: Any, pk: int) -> HttpResponse:
    """The Access Owner of the parent company answers for it that the affiliate agrees."""
    tie = tie_of(request.actor, SEAT_REPLACE, customers(request.actor, SEAT_REPLACE).get(pk=pk))
    guarantee_consent(tie, by=request.actor, at=request.now)
    words = _("Kept: your company guarantees that %(name)s agrees.")
    messages.success(request, words % {"name": tie.affiliate.legal_name})
    return redirect("portal:group:index")


def _ground(tie: Bond) -> str:
    return sentence(ground_of(tie.ground, tie.since_on))


def _may_guarantee(request: Any, parent: int) -> bool:
    return parent == request.actor.customer_id and customers(request.actor, SEAT_REPLACE).filter(pk=parent).exists()
