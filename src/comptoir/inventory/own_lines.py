"""What someone sees of a line as its user and by no other right: the days on which it was theirs (A-05; GC 8.5)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from comptoir.access.capabilities import SERVICE_USER
from comptoir.access.models import Grant
from comptoir.inventory.models import EndUserAssignment, Line
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.periods import DatePeriod
from comptoir.scope.actor import Actor


def beyond_own(actor: Actor, capability: str) -> Actor:
    """The actor without what they hold as the user of a line: what is left is seen on all its days."""
    kept = actor.nodes(capability) - actor.own_nodes(capability)
    return replace(actor, grants=MappingProxyType({**actor.grants, capability: kept}))


def only_own(actor: Actor, capability: str) -> Actor:
    """The actor with nothing but what they hold as the user of a line."""
    return replace(actor, grants=MappingProxyType({**actor.grants, capability: actor.own_nodes(capability)}))


def own_days(actor: Actor, lines: Iterable[int]) -> dict[int, list[DatePeriod]]:
    """When each line was the actor's own; three queries at most.

    As it is noted of the line; who is never noted there has it as long as their right to it runs, but for the days
    that are noted as another's.
    """
    found: dict[int, list[DatePeriod]] = {}
    others: dict[int, list[DatePeriod]] = {}
    wanted = list(lines)
    if actor.own_id is None or actor.customer_id is None or not wanted:
        return found
    used = EndUserAssignment.objects.filter(line__in=wanted).order_by("from_on")
    for line, user, start, end in used.values_list("line_id", "user_id", "from_on", "to_on"):
        whose = found if user == actor.own_id else others
        whose.setdefault(line, []).append(DatePeriod(start, end))
    places = dict(Line.objects.filter(pk__in=set(wanted) - found.keys()).values_list("scope_id", "pk"))
    given = Grant.objects.filter(
        holder_id=actor.own_id, customer_id=actor.customer_id, profile=SERVICE_USER, scope__in=places
    )
    for place, from_at, to_at in given.values_list("scope_id", "from_at", "to_at"):
        if period := _days(from_at, to_at):
            line = places[place]
            found.setdefault(line, []).extend(_without(period, others.get(line, ())))
    return found


def _without(period: DatePeriod, taken: Iterable[DatePeriod]) -> Iterator[DatePeriod]:
    """What is left of a period; `taken` are in the order of time."""
    start = period.start
    for one in taken:
        if shared := period.intersection(one):
            if shared.start > start:
                yield DatePeriod(start, shared.start)
            if shared.end is None:
                return
            start = shared.end
    if period.end is None or start < period.end:
        yield DatePeriod(start, period.end)


def _days(from_at: datetime, to_at: datetime | None) -> DatePeriod | None:
    """The days of a right; one that was over within its first day has none."""
    start, end = brussels_date(from_at), brussels_date(to_at) if to_at else None
    return DatePeriod(start, end) if end is None or end > start else None
