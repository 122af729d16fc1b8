"""Finding a customer, an invoice or a card from anywhere."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import CUSTOMER_VIEW, INVOICES_VIEW, LINES_VIEW, OPERATE_CUSTOMERS
from comptoir.billing import queries as bills
from comptoir.console.words import month_of
from comptoir.inventory import queries as inventory
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.sorting import sort_key
from comptoir.parties import queries as parties
from comptoir.parties.actions.looks import record_looks
from comptoir.web import formats
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view

MOST = 8
SHORTEST = 2
Found = list[tuple[str, str, str]]


@console_view()
def show(request: PageRequest) -> HttpResponse:
    """What the words name, of the kinds that this person may see."""
    asked = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:100]
    groups: list[tuple[str | Promise, Found]] = []
    if len(asked) >= SHORTEST:
        found = [
            (_("Customers"), _customers(request, asked)),
            (_("Invoices"), _invoices(request, asked)),
            (_("Cards"), _cards(request, asked)),
        ]
        groups = [(words, rows) for words, rows in found if rows]
    return render(request, "console/search.html", {"searched": asked, "groups": groups})


def _customers(request: PageRequest, asked: str) -> Found:
    """(words, more, address) of customers by name or code."""
    if not request.actor.may(OPERATE_CUSTOMERS):
        return []
    rows = parties.customers(request.actor, CUSTOMER_VIEW)
    by_name, by_code = rows.filter(sort_name__contains=sort_key(asked)), rows.filter(code__icontains=asked)
    return [
        (row.legal_name, row.code, reverse("console:customers:show", args=[row.pk]))
        for row in (by_name | by_code)[:MOST]
    ]


def _invoices(request: PageRequest, asked: str) -> Found:
    """Invoices by number, communication, account or customer; whose they are, their logs say who saw them."""
    if not request.actor.may(INVOICES_VIEW):
        return []
    rows = bills.search(request.actor, asked, brussels_date(request.now), MOST)
    _note(request, (row.customer_id for row in rows))
    return [
        (
            str(row.number),
            f"{row.customer.legal_name} · {month_of(row.period)} · {formats.micro(row.total_micro)}",
            reverse("console:billing:invoice", args=[row.number]),
        )
        for row in rows
    ]


def _cards(request: PageRequest, asked: str) -> Found:
    """Cards by number, code or card number; each leads to its customer."""
    if not (request.actor.may(OPERATE_CUSTOMERS) and request.actor.may(LINES_VIEW)):
        return []
    rows = list(inventory.search(request.actor, asked, MOST))
    _note(request, (line.customer_id for line in rows))
    return [
        (
            formats.phone(line.number),
            line.customer.legal_name,
            reverse("console:customers:show", args=[line.customer_id]),
        )
        for line in rows
    ]


def _note(request: PageRequest, customers: Iterable[int]) -> None:
    record_looks(customers, page="search", by=request.actor, at=request.now)
