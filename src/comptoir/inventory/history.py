"""What was true of a line when, as one list: plans, options, cost centres, numbers, users."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from comptoir.access.capabilities import LINES_VIEW
from comptoir.inventory.models import (
    CostCentreAssignment,
    EndUserAssignment,
    Holding,
    Line,
    NumberAssignment,
    Subscription,
)
from comptoir.inventory.own_lines import beyond_own
from comptoir.scope.actor import Actor


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something was so from a day up to and without another; `thing` is an offering, a cost centre, a user, a text."""

    kind: str  # plan, option, cost_centre, number, end_user
    thing: Any
    from_on: date
    to_on: date | None


def history_of(actor: Actor, line: Line) -> list[Stretch]:
    """The history of a line that `actor` may see, the latest first; of the customer that has it now, no other's.

    A user of the line does not learn who used it before.
    """
    held = Holding.objects.visible_to(actor, LINES_VIEW).filter(line=line, customer_id=line.customer_id)
    since = min(held.values_list("from_on", flat=True), default=line.from_on)
    rows = [
        Stretch(kind, thing, max(start, since), end)
        for kind, thing, start, end in _all(actor, line)
        if end is None or end > since
    ]
    return sorted(rows, key=lambda row: (row.from_on, row.kind), reverse=True)


def _all(actor: Actor, line: Line) -> Iterable[tuple[str, Any, date, date | None]]:
    for number in NumberAssignment.objects.visible_to(actor, LINES_VIEW).filter(line=line):
        yield "number", number.number, number.from_on, number.to_on
    for had in Subscription.objects.visible_to(actor, LINES_VIEW).filter(line=line).select_related("offering"):
        yield "plan" if had.is_plan else "option", had.offering, had.from_on, had.to_on
    centres = CostCentreAssignment.objects.visible_to(actor, LINES_VIEW).filter(line=line)
    for assigned in centres.select_related("cost_centre"):
        yield "cost_centre", assigned.cost_centre, assigned.from_on, assigned.to_on
    users = EndUserAssignment.objects.visible_to(actor, LINES_VIEW).filter(line=line).select_related("user")
    wide = Line.objects.visible_to(beyond_own(actor, LINES_VIEW), LINES_VIEW)
    if actor.own_nodes(LINES_VIEW) and not wide.filter(pk=line.pk).exists():
        users = users.filter(user_id=actor.own_id)
    for used in users:
        yield "end_user", used.user, used.from_on, used.to_on
