"""Lines that someone sees as their user and in no other way: of these, only what was while they were theirs (A-05)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from comptoir.inventory.models import EndUserAssignment, Line
from comptoir.kernel.periods import DatePeriod, Month
from comptoir.scope.actor import Actor


def seen_as_user(actor: Actor, capability: str) -> frozenset[int]:
    """The lines, by id; one query, and none for who is the user of no line."""
    places = actor.as_user.get(capability, frozenset())
    if not places:
        return frozenset()
    beside = replace(actor, grants={capability: actor.nodes(capability) - places})
    own = Line.objects.filter(scope_id__in=places).exclude(
        pk__in=Line.objects.visible_to(beside, capability).values("pk")
    )
    return frozenset(own.values_list("pk", flat=True))


def own_periods(actor: Actor, lines: frozenset[int]) -> dict[int, list[DatePeriod]]:
    """When each of these was the actor's own; one query."""
    found: dict[int, list[DatePeriod]] = {line: [] for line in lines}
    if actor.own_id is not None and lines:
        rows = EndUserAssignment.objects.filter(user_id=actor.own_id, line_id__in=lines)
        for line, from_on, to_on in rows.values_list("line_id", "from_on", "to_on"):
            found[line].append(DatePeriod(from_on, to_on))
    return found


def own_months(actor: Actor, capability: str, line: int, months: Sequence[Month]) -> list[Month]:
    """Those of which sums may be shown: all, and of a line seen as its user those that were nobody else's."""
    if line not in seen_as_user(actor, capability):
        return list(months)
    periods = own_periods(actor, frozenset({line}))[line]
    began = Line.objects.values_list("from_on", flat=True).get(pk=line)
    return [month for month in months if any(_holds(period, month, began) for period in periods)]


def _holds(own: DatePeriod, month: Month, began: date) -> bool:
    """Whether all of a month, as far as the line was in service, lies within one's own days."""
    first, last = max(month.first_day, began), month.next().first_day
    return own.start <= first < last and (own.end is None or own.end >= last)
