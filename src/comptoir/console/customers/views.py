"""Customers: the list, and one with its accounts, people, cards and last invoices."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import CUSTOMER_VIEW, INVOICES_VIEW, LINES_VIEW, OPERATE_CUSTOMERS
from comptoir.access.desk import HeldProfile, held_at
from comptoir.billing import queries as bills
from comptoir.console.customers.lists import CustomerList
from comptoir.inventory.models import Line, LineState
from comptoir.parties import queries
from comptoir.parties.actions.looks import record_look
from comptoir.parties.control import ground_of
from comptoir.parties.models import BillingAccount, Bond, Customer, Language
from comptoir.web import formats
from comptoir.web.listing import list_page
from comptoir.web.request import PageRequest
from comptoir.web.rights import PROFILES
from comptoir.web.views import console_view
from comptoir.web.words import sentence

LAST = 6
PLACES = {
    "group": _("the whole group"),
    "customer": _("everything"),
    "customer_account": _("customer account %(name)s"),
    "billing_account": _("billing account %(name)s"),
    "cost_centre": _("cost centre %(name)s"),
    "site": _("site %(name)s"),
    "line": _("card %(name)s"),
}
LINE_STATES = {
    LineState.ACTIVE: ("good", _("Active")),
    LineState.SUSPENDED: ("attention", _("Suspended")),
    LineState.ENDED: ("neutral", _("Ended")),
}


@console_view(OPERATE_CUSTOMERS)
def index(request: PageRequest) -> HttpResponseBase:
    """All customers."""
    actor = request.actor
    found = queries.customers(actor, CUSTOMER_VIEW).annotate(
        account_count=_count(BillingAccount.objects.visible_to(actor, CUSTOMER_VIEW)),
        card_count=_count(Line.objects.visible_to(actor, LINES_VIEW).exclude(state=LineState.ENDED)),
    )
    return list_page(request, CustomerList(found), "console/customers/index.html")


@console_view(OPERATE_CUSTOMERS)
def show(request: PageRequest, pk: int) -> HttpResponse:
    """One customer. Its own log says that one of the operator's people looked (X-04)."""
    actor = request.actor
    customer: Customer = queries.customers(actor, CUSTOMER_VIEW).get(pk=pk)
    record_look(customer.pk, page="customer", by=actor, at=request.now)
    lines = Line.objects.visible_to(actor, LINES_VIEW).filter(customer=customer)
    ties = [(tie, _ground(tie)) for tie in queries.ties_of(actor, CUSTOMER_VIEW, customer)]
    context = {
        "shown_customer": customer,
        "language": Language(customer.language).label,
        "accounts": _accounts(actor, customer),
        "people": [
            (held, _profile(held), _place(held.place_kind, held.place))
            for held in held_at(actor, customer, request.now)
        ],
        "ties": ties,
        "is_affiliate": any(tie.affiliate_id == customer.pk for tie, _words in ties),
        "cards": _cards(lines),
        "card_total": lines.exclude(state=LineState.ENDED).count(),
        "invoices": list(bills.invoices(actor).filter(customer=customer)[:LAST]) if actor.may(INVOICES_VIEW) else [],
    }
    return render(request, "console/customers/show.html", context)


def _count(rows: Any) -> Any:
    """How many of `rows` each customer has, as one sub-select."""
    counted = rows.filter(customer=OuterRef("pk")).order_by().values("customer").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _accounts(actor: Any, customer: Customer) -> Sequence[tuple[str, str, list[Any]]]:
    """(code, name, billing accounts) of each customer account; one query."""
    found: dict[str, tuple[str, str, list[Any]]] = {}
    for account in queries.billing_accounts(actor, CUSTOMER_VIEW).filter(customer=customer):
        parent = account.account
        found.setdefault(parent.code, (parent.code, parent.name, []))[2].append(account)
    return list(found.values())


def _cards(lines: Any) -> list[tuple[str, Any, int]]:
    """(tone, words, number) of the cards by state, those that exist."""
    counts = dict(lines.order_by().values_list("state").annotate(n=Count("pk")))
    return [(*LINE_STATES[state], counts[state]) for state in LineState if counts.get(state)]


def _ground(tie: Bond) -> str:
    return sentence(ground_of(tie.ground, tie.since_on))


def _profile(held: HeldProfile) -> str:
    return held.own_name or str(PROFILES[held.profile][0])


def _place(kind: str, name: str) -> str:
    words = str(PLACES.get(kind, "%(name)s"))
    return words % {"name": formats.phone(name) if kind == "line" else name}
