"""Scoped reads of the inventory. The first argument is who asks."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from comptoir.access.capabilities import LINES_VIEW
from comptoir.inventory.models import Line, SimCard
from comptoir.kernel.sorting import sort_key
from comptoir.scope.actor import Actor


def lines(actor: Actor, capability: str = LINES_VIEW) -> "QuerySet[Any]":
    """The lines that `actor` may see, with what a table of them shows; one query."""
    return (
        Line.objects.visible_to(actor, capability)
        .select_related("plan", "cost_centre", "billing_account", "end_user", "customer")
        .order_by("number", "pk")
    )


def line(actor: Actor, pk: int) -> Line:
    """One line; raises Line.DoesNotExist when there is none that `actor` may see."""
    found: Line = lines(actor).get(pk=pk)
    return found


def cards(actor: Actor) -> "QuerySet[Any]":
    """The SIM cards that `actor` may see, without their codes."""
    return SimCard.objects.visible_to(actor, LINES_VIEW).select_related("line").defer("pin", "puk")


def active_lines(actor: Actor, on: date) -> "QuerySet[Any]":
    return lines(actor).filter(Q(to_on=None) | Q(to_on__gt=on), from_on__lte=on)


def search(actor: Actor, text: str, limit: int = 8) -> list[Line]:
    """Lines whose number, label, code or card contains `text`."""
    digits = "".join(char for char in text if char.isdigit()).removeprefix("0")
    wanted = Q(sort_label__contains=sort_key(text)) | Q(code__iexact=text.strip())
    if len(digits) >= 3:
        wanted |= Q(number__contains=digits) | Q(cards__iccid__startswith=digits)
    return list(lines(actor).filter(wanted).distinct()[:limit])
