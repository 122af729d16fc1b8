"""Scoped reads of the inventory. The first argument is who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from comptoir.access.capabilities import LINES_VIEW
from comptoir.catalogue.models import Offering, OfferingPrice
from comptoir.inventory.models import CostCentreAssignment, Line, NumberAssignment, SimCard
from comptoir.kernel.periods import DatePeriod
from comptoir.kernel.sorting import sort_key
from comptoir.scope.actor import Actor


@dataclass(frozen=True, slots=True)
class CardName:
    """How a line is named for one viewer in one period: its number and cost centre then.

    `label` and `billing_account_id` are today's, for a viewer who may see the line today (`is_seen`).
    """

    number: str
    cost_centre: str = ""
    is_seen: bool = False
    label: str = ""
    billing_account_id: int | None = None


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
    return list(lines(actor).filter(named(text))[:limit])


def named(text: str) -> Q:
    """The condition on lines that `text` names: number as people dial it, label, code, or the card's number."""
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    wanted = Q(sort_label__contains=sort_key(text)) | Q(code__iexact=text.strip())
    if len(digits) >= 3:
        wanted |= Q(number__contains=digits.removeprefix("0"))
    if len(digits) >= 8:
        wanted |= Q(pk__in=SimCard.objects.filter(iccid__startswith=digits).values("line_id"))
    return wanted


def sim_cards(actor: Actor, line: Line) -> "QuerySet[Any]":
    """The SIM cards of a line, the present one first, without their codes."""
    found: QuerySet[Any] = cards(actor)
    return found.filter(line=line).order_by("state", "-pk")


def plans_in_use(actor: Actor) -> list[Offering]:
    """The plans of the lines that `actor` may see, by code."""
    used = Line.objects.visible_to(actor, LINES_VIEW).order_by().values("plan_id")
    return list(Offering.objects.filter(pk__in=used).order_by("code"))


def monthly_prices(line: Line, on: date) -> list[tuple[Offering, int]]:
    """What a line's plan and options cost a month on a day, without VAT, in millionths: (offering, amount)."""
    running = Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))
    held = line.subscriptions.filter(running).order_by("-is_plan", "offering__code").values("offering_id")
    prices = OfferingPrice.objects.filter(running, offering_id__in=held).select_related("offering")
    return [(price.offering, price.amount_micro) for price in prices.order_by("offering__kind", "offering__code")]


def card_names(actor: Actor, ids: Sequence[int], period: DatePeriod, customer_id: int) -> dict[int, CardName]:
    """Names for lines that stand in something `actor` was already shown; three queries whatever their number.

    A line that has moved to another customer since keeps its number of then, and nothing of now.
    """
    if not ids:
        return {}
    within = Q(from_on__lt=period.end) & (Q(to_on=None) | Q(to_on__gt=period.start))
    # Not through visible_to: these were true of the line then, and today's place does not decide about then.
    numbers = NumberAssignment.objects.filter(within, line_id__in=ids).order_by("from_on")
    centres = CostCentreAssignment.objects.filter(
        within, line_id__in=ids, cost_centre__customer_id=customer_id
    ).order_by("from_on")
    number = dict(numbers.values_list("line_id", "number"))
    assigned = centres.values_list("line_id", "cost_centre__code", "cost_centre__name")
    centre = {line: f"{code} {name}" for line, code, name in assigned}
    seen = Line.objects.visible_to(actor, LINES_VIEW).filter(pk__in=ids)
    today = {pk: rest for pk, *rest in seen.values_list("pk", "number", "label", "billing_account_id")}
    return {
        pk: CardName(number.get(pk, today[pk][0]), centre.get(pk, ""), True, *today[pk][1:])
        if pk in today
        else CardName(number.get(pk, ""), centre.get(pk, ""))
        for pk in ids
    }
