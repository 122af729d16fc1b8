"""The first page of each profile: what needs attention, the last invoice, what is not billed yet (P-23)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from comptoir.access.capabilities import DATA, INVOICES_VIEW, LINES_VIEW, PEOPLE_MANAGE, USAGE_VIEW
from comptoir.access.queries import members, seat_holder
from comptoir.inventory.models import LineState
from comptoir.inventory.own_lines import only_own
from comptoir.inventory.queries import lines
from comptoir.portal.overview.attention import attention
from comptoir.portal.overview.money import last_period, unbilled
from comptoir.scope.actor import NOWHERE
from comptoir.web.views import portal_view


@portal_view()
def show(request: Any) -> HttpResponse:
    """Only what this person may see; someone who manages people sees people, and no data at all."""
    actor = request.actor
    context: dict[str, Any] = {"sees_data": any(actor.may(name) for name in DATA)}
    if actor.may(INVOICES_VIEW):
        context |= last_period(request)
    if actor.may(USAGE_VIEW):
        context["unbilled"] = unbilled(request)
    if actor.may(LINES_VIEW):
        has_own = bool(actor.own.get(LINES_VIEW))  # also in a preview that shows none of them
        if has_own:
            context["own_lines"] = list(lines(only_own(actor, LINES_VIEW))[:10])
        if not has_own or actor.nodes(LINES_VIEW) - actor.own_nodes(LINES_VIEW) - NOWHERE:
            context["active_lines"] = lines(actor).filter(state=LineState.ACTIVE).count()
    if actor.may(PEOPLE_MANAGE):
        context["people_count"] = members(actor).count()
        context["seat_holder"] = seat_holder(actor.customer_id, request.now)
    context["attention"] = attention(request)
    return render(request, "portal/overview/show.html", context)
