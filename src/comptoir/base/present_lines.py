"""How lines stand that a base names again: the values its columns are compared with."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from comptoir.inventory.models import CostCentreAssignment, Line, LineState, SimCard, Subscription


@dataclass(slots=True)
class Stands:
    """One line: its cells by column, its plan and cost centre as of today, its history as (code, from)."""

    cells: dict[str, Any]
    plan: str
    cost_centre: str
    plans: set[tuple[str, date]] = field(default_factory=set)
    options: set[tuple[str, date]] = field(default_factory=set)
    centres: set[tuple[str, date]] = field(default_factory=set)


def stands_of(codes: Sequence[str]) -> dict[str, Stands]:
    """Line code -> how it stands, of those that exist; five queries whatever their number."""
    lines = Line.objects.filter(code__in=codes).select_related("billing_account", "plan", "cost_centre", "end_user")
    found = {line.pk: line for line in lines}
    cards = _cards(list(found))
    plans = _history(Subscription.objects.filter(is_plan=True), list(found), "offering__code")
    options = _history(Subscription.objects.filter(is_plan=False), list(found), "offering__code")
    centres = _history(CostCentreAssignment.objects.all(), list(found), "cost_centre__code")
    return {
        line.code: Stands(
            _cells(line) | cards.get(pk, {}),
            line.plan.code,
            line.cost_centre.code if line.cost_centre else "",
            plans[pk],
            options[pk],
            centres[pk],
        )
        for pk, line in found.items()
    }


def _cells(line: Line) -> dict[str, Any]:
    return {
        "billing_account": line.billing_account.code,
        "number": line.number,
        "from": line.from_on,
        "to": line.to_on,
        "label": line.label,
        "end_user": line.end_user.email if line.end_user else "",
        "suspended": line.state == LineState.SUSPENDED,
    }


def _cards(lines: list[int]) -> dict[int, dict[str, Any]]:
    """Line -> the cells of its latest card."""
    rows = SimCard.objects.filter(line_id__in=lines).order_by("pk")
    return {
        row["line_id"]: {
            "iccid": row["iccid"],
            "imsi": row["imsi"],
            "pin": row["pin"],
            "puk": row["puk"],
            "esim": row["is_esim"],
        }
        for row in rows.values("line_id", "iccid", "imsi", "pin", "puk", "is_esim")
    }


def _history(rows: Any, lines: list[int], code: str) -> defaultdict[int, set[tuple[str, date]]]:
    found: defaultdict[int, set[tuple[str, date]]] = defaultdict(set)
    for line, name, start in rows.filter(line_id__in=lines).values_list("line_id", code, "from_on"):
        found[line].add((name, start))
    return found
