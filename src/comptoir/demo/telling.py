"""What happens in a month, in order of time, through the actions that people and systems use."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeAlias

from comptoir.billing.actions.one_offs import ChargeSpec, add_charges
from comptoir.catalogue.actions.offerings import change_price
from comptoir.catalogue.models import Offering
from comptoir.demo.timeline import instant
from comptoir.demo.world import LineStory, World
from comptoir.inventory.actions.activation import activate_lines
from comptoir.inventory.actions.changes import assign_cost_centre, change_plan, end_line, move_line
from comptoir.inventory.models import Line
from comptoir.inventory.specs import LineSpec
from comptoir.kernel.periods import Month
from comptoir.parties.models import BillingAccount, CostCentre
from comptoir.scope.actor import Actor

#: What is done to a line on a day, by whom, at which instant.
Change: TypeAlias = Callable[[Line, date, Actor, datetime], None]
ACTIVATION_FEE = 10_000_000
ORDER_DAY = 3  # orders of a month are taken on this day, after the bills of the month before
DEARER_PLAN, DEARER_MICRO = "m", 17_250_000


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at an instant."""

    at: datetime
    happen: Callable[[datetime], object]


def events_of(world: World, month: Month, by: Actor) -> list[Event]:
    """The events of a month that lie before the world's now, in order of time."""
    told = (*_orders(world, month, by), *_changes(world, month, by), *_gestures(world, month, by))
    return sorted((event for event in told if event.at <= world.timeline.now), key=lambda event: event.at)


def _orders(world: World, month: Month, by: Actor) -> Iterator[Event]:
    """New cards, and what activating them costs."""
    new = [line for line in world.lines if line.start >= world.timeline.start and Month.of(line.start) == month]
    if not new:
        return

    def take(at: datetime) -> None:
        lines = activate_lines([_spec(line) for line in new], by=by, at=at)
        fees = [_fee(line) for line in lines]
        add_charges(fees, by=by, at=at)

    yield Event(instant(month.first_day + timedelta(days=ORDER_DAY - 1), 8), take)


def _spec(line: LineStory) -> LineSpec:
    centre = ((line.centres[0][0], line.start, None),) if line.centres else ()
    return LineSpec(
        code=line.code,
        billing_account=line.billing.code,
        number=line.number,
        iccid=line.iccid,
        imsi=line.imsi,
        pin=line.pin,
        puk=line.puk,
        from_on=line.start,
        label=line.label,
        is_esim=line.is_esim,
        plans=((line.plans[0][0], line.start, None),),
        cost_centres=centre,
    )


def _fee(line: Line) -> ChargeSpec:
    return ChargeSpec(
        billing_account=line.billing_account,
        kind="one_off",
        code="activation",
        from_on=line.from_on,
        amount_micro=ACTIVATION_FEE,
        line=line,
    )


def _changes(world: World, month: Month, by: Actor) -> Iterator[Event]:
    """Other plans, other cost centres, other holders, ends; and the price of a plan."""
    stories = [line for line in world.lines if _changes_in(line, month)]
    lines: dict[str, Line] = Line.objects.select_related("scope").in_bulk(
        [story.code for story in stories], field_name="code"
    )
    for story in stories:
        yield from _changes_of(story, lines, month, by)
    if month == world.timeline.closed[-3]:
        yield Event(instant(month.first_day, 7), partial(_raise_price, month.first_day, by))


def _changes_in(line: LineStory, month: Month) -> bool:
    days = [day for _, day in (*line.plans[1:], *line.centres[1:])]
    days += [line.end] if line.end else []
    days += [line.moves[1]] if line.moves else []
    return any(Month.of(day) == month for day in days)


def _changes_of(story: LineStory, lines: dict[str, Line], month: Month, by: Actor) -> Iterator[Event]:
    for day, hour, change in _told(story):
        if Month.of(day) == month:
            yield Event(instant(day, hour), partial(_change, change, story.code, lines, day, by))


def _told(story: LineStory) -> Iterator[tuple[date, int, Change]]:
    """Day, hour and change: of plan, of cost centre, of holder; the end."""
    for code, day in story.plans[1:]:
        yield day, 9, partial(_replan, code)
    for code, day in story.centres[1:]:
        yield day, 10, partial(_reassign, code)
    if story.moves:
        yield story.moves[1], 11, partial(_move, story.moves[0])
    if story.end:
        yield story.end, 17, _finish


def _change(change: Change, code: str, lines: dict[str, Line], day: date, by: Actor, at: datetime) -> None:
    line = lines.get(code) or Line.objects.get(code=code)
    line.refresh_from_db()
    change(line, day, by, at)


def _replan(code: str, line: Line, day: date, by: Actor, at: datetime) -> None:
    change_plan(line, offering=Offering.objects.get(code=code), from_on=day, by=by, at=at)


def _reassign(code: str, line: Line, day: date, by: Actor, at: datetime) -> None:
    centre = CostCentre.objects.get(customer_id=line.customer_id, code=code)
    assign_cost_centre(line, centre=centre, from_on=day, by=by, at=at)


def _move(code: str, line: Line, day: date, by: Actor, at: datetime) -> None:
    move_line(line, account=BillingAccount.objects.get(code=code), from_on=day, by=by, at=at)


def _finish(line: Line, day: date, by: Actor, at: datetime) -> None:
    end_line(line, on=day, by=by, at=at)


def _raise_price(day: date, by: Actor, at: datetime) -> None:
    plan = Offering.objects.get(code=DEARER_PLAN)
    change_price(plan, amount_micro=DEARER_MICRO, from_on=day, by=by, at=at)


_GOODWILL = {
    "fr": "Geste commercial : couverture en chirurgie",
    "nl": "Commerciële geste: dekking in chirurgie",
    "en": "Goodwill: coverage in surgery",
    "de": "Kulanz: Versorgung in der Chirurgie",
}
_TRAINING = {
    "fr": "Formation Insights, une demi-journée",
    "nl": "Opleiding Insights, een halve dag",
    "en": "Insights training, half a day",
    "de": "Schulung Insights, ein halber Tag",
}


def _gestures(world: World, month: Month, by: Actor) -> Iterator[Event]:
    """What the desk adds by hand: a credit, a training, cards replaced."""
    closed: Sequence[Month] = world.timeline.closed
    day = month.first_day + timedelta(days=11)
    if month == closed[-2]:
        yield _by_hand("ROCH-SOINS", "credit", "goodwill", -120_000_000, _GOODWILL, day, by)
    if month == closed[-4]:
        yield _by_hand("VER-SIEGE", "one_off", "training", 450_000_000, _TRAINING, day, by)
    if month in closed[1::2]:
        yield _by_hand("VDE-ROAD", "one_off", "replacement-card", 8_260_000, {}, day, by)


def _by_hand(account: str, kind: str, code: str, micro: int, names: dict[str, str], day: date, by: Actor) -> Event:
    def act(at: datetime) -> None:
        found = BillingAccount.objects.get(code=account)
        spec = ChargeSpec(billing_account=found, kind=kind, code=code, from_on=day, amount_micro=micro, names=names)
        add_charges([spec], by=by, at=at)

    return Event(instant(day, 14), act)


def happen(events: Iterable[Event]) -> int:
    """Lets events happen; how many."""
    count = 0
    for event in events:
        event.happen(event.at)
        count += 1
    return count
