"""Cards and lines: the list, one line with its history, and a card's codes on demand (M-01)."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from comptoir.access.capabilities import (
    INVOICES_VIEW,
    LINES_SECRETS,
    LINES_VIEW,
    ORDERS_PLACE,
    REFERENCE_EDIT,
    REPORTS_VIEW,
    USAGE_VIEW,
)
from comptoir.billing.line_costs import monthly_costs
from comptoir.inventory.actions.changes import reveal_codes
from comptoir.inventory.history import history_of
from comptoir.inventory.models import Line, LineState, SimCard
from comptoir.inventory.queries import line as one_line
from comptoir.inventory.queries import lines, monthly_prices, sim_cards
from comptoir.kernel.clock import brussels_date
from comptoir.portal.cards.charts import cost_charts
from comptoir.portal.cards.lists import STATES, LineList
from comptoir.portal.cards.shown import shown_history, user_now
from comptoir.portal.usage.asking import shown_months
from comptoir.scope.authorize import check
from comptoir.web import formats
from comptoir.web.listing import list_page
from comptoir.web.views import portal_view

#: Who may see what a plan costs: the user of one line alone may not.
PRICES = (INVOICES_VIEW, REPORTS_VIEW, ORDERS_PLACE)


@portal_view(LINES_VIEW)
def index(request: Any) -> HttpResponseBase:
    """All lines that one may see."""
    listing = LineList(lines(request.actor), request.actor)
    return list_page(request, listing, "portal/cards/index.html")


@portal_view(LINES_VIEW)
def show(request: Any, pk: int) -> HttpResponse:
    """One line: its card, plan and price, what it cost, and everything that was true of it when."""
    line = one_line(request.actor, pk)
    on = brussels_date(request.now)
    sees_prices = any(_holds(request, name, line) for name in PRICES)
    history = shown_history(history_of(request.actor, line), line.customer_id)
    context = {
        "line": line,
        "title": formats.phone(line.number),
        "state": STATES[LineState(line.state)],
        "plan_name": line.plan.name_in(formats.language()),
        "cards": list(sim_cards(request.actor, line)),
        "may_reveal": _holds(request, LINES_SECRETS, line),
        "user": user_now(history),
        "may_hand_over": line.to_on is None and _holds(request, REFERENCE_EDIT, line),
        "prices": _prices(line, on) if sees_prices else None,
        "history": history,
    }
    if request.actor.may(USAGE_VIEW):
        months = shown_months(request)
        costs = monthly_costs(request.actor, line.pk, months)
        context |= {"running": months[0], "costs": costs[::-1], "charts": cost_charts(costs, with_charges=sees_prices)}
    return render(request, "portal/cards/show.html", context | {"sees_prices": sees_prices})


@portal_view(LINES_SECRETS, methods=("GET", "POST"))
def codes(request: Any, pk: int) -> HttpResponse:
    """PIN and PUK of one card, on demand, each showing logged; a mere visit shows nothing."""
    if request.method != "POST":
        return redirect("portal:cards:show", pk=pk)
    line = one_line(request.actor, pk)
    wanted = request.POST.get("card", "")
    if not wanted.isascii() or not wanted.isdecimal() or len(wanted) > 18:
        raise Http404
    card = SimCard.objects.visible_to(request.actor, LINES_SECRETS).get(pk=int(wanted), line=line)
    pin, puk = reveal_codes(card, by=request.actor, at=request.now)
    context = {"line": line, "card": card, "pin": pin, "puk": puk, "title": formats.phone(line.number)}
    return render(request, "portal/cards/codes.html", context)


def _holds(request: Any, capability: str, line: Line) -> bool:
    """Whether the capability is held on this line, not somewhere else."""
    return bool(request.actor.may(capability) and check(request.actor, capability, line))


def _prices(line: Line, on: Any) -> list[tuple[str, int]]:
    """The names of plan and options with what they cost a month."""
    return [(offering.name_in(formats.language()), micro) for offering, micro in monthly_prices(line, on)]
