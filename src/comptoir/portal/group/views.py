"""The companies of a group: which, on what ground, since when; and what follows for who orders (A-08; GC 9.1)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from comptoir.access import queries
from comptoir.access.capabilities import CUSTOMER_VIEW
from comptoir.parties.queries import group_of
from comptoir.portal.people.tabs import tabs
from comptoir.web.views import portal_view


@portal_view(CUSTOMER_VIEW)
def index(request: Any) -> HttpResponse:
    """The group of the company for which one acts."""
    found = group_of(request.actor, CUSTOMER_VIEW)
    reached = {company.id for company in request.customers}
    context = {
        "group": found,
        "is_parent": found is not None and found.parent.pk == request.actor.customer_id,
        "rows": [(tie, tie.affiliate_id in reached) for tie in found.affiliations] if found else [],
        "owner": queries.seat_holder(found.parent.pk, request.now) if found else None,
        "tabs": tabs(request.actor, "group"),
    }
    return render(request, "portal/group/index.html", context)
