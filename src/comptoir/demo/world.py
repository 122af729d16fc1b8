"""The demo world before it is told to anybody: who has which card, and what becomes of it when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from comptoir.demo import numbering
from comptoir.demo.cast import Billing, Cast, Firm, cast, names
from comptoir.demo.draws import Draws, quantiles
from comptoir.demo.scale import Scale
from comptoir.demo.timeline import Timeline

SEED = "northwind"
_HEAVINESS = quantiles([(0, 150), (200, 450), (500, 800), (750, 1200), (900, 1900), (980, 3600), (1000, 6500)])
_UPGRADES = {"flex": "s", "s": "m", "m": "l", "data-20": "m"}
_MACHINE_LABELS = {"fr": "Caisse", "nl": "Boordcomputer", "de": "Kasse", "en": "Device"}
MOVER = "ATL-OFFICE"  # a card of this account moves to the next one
MOVED_TO = "VDE-KANTOOR"
EXPLODING = ("ATL-SITES", "P-047")  # the crew whose costs explode


@dataclass(slots=True)
class LineStory:
    """One card from its first day to its last. Dated codes are in order of time; each ends where the next begins."""

    serial: int
    firm: Firm
    billing: Billing
    label: str
    habit: str
    heaviness: int  # thousandths
    pin: str
    puk: str
    is_esim: bool
    start: date
    end: date | None = None
    plans: list[tuple[str, date]] = field(default_factory=list)
    centres: list[tuple[str, date]] = field(default_factory=list)
    end_user: str = ""
    moves: tuple[str, date] | None = None  # to another billing account

    @property
    def code(self) -> str:
        return f"L{self.serial:06d}"

    @property
    def number(self) -> str:
        return numbering.mobile(self.serial)

    @property
    def iccid(self) -> str:
        return numbering.card(self.serial)

    @property
    def imsi(self) -> str:
        return numbering.subscriber(self.serial)

    def plan_on(self, day: date) -> str:
        return [code for code, since in self.plans if since <= day or since == self.start][-1]


@dataclass(frozen=True)
class World:
    """Everything that is the same for a scale, wherever it is placed, and its place in time."""

    scale: Scale
    timeline: Timeline
    cast: Cast
    lines: tuple[LineStory, ...]

    @cached_property
    def by_firm(self) -> Mapping[str, list[LineStory]]:
        found: dict[str, list[LineStory]] = {firm.code: [] for firm in self.cast.firms}
        for line in self.lines:
            found[line.firm.code].append(line)
        return found


def make_world(scale: Scale, today: date) -> World:
    """The world of a scale, placed before `today`. Raises UnableToPlace."""
    timeline = Timeline.until(today, scale.months)
    found = cast(scale)
    lines = tuple(_lines(found, timeline))
    _move_one(lines, timeline)
    return World(scale, timeline, found, lines)


def _lines(found: Cast, timeline: Timeline) -> Iterator[LineStory]:
    serial = 0
    for firm in found.firms:
        service_users = [person for person in firm.people if person.profile == "service_user"]
        for billing in firm.billing:
            for place in range(billing.cards):
                serial += 1
                line = _line(serial, place, firm, billing, timeline)
                if service_users and line.habit not in ("machine", "tablet") and line.start < timeline.start:
                    person = service_users.pop()
                    line.label, line.end_user, line.end = person.name, person.email, None
                yield line


def _line(serial: int, place: int, firm: Firm, billing: Billing, timeline: Timeline) -> LineStory:
    draws = Draws(SEED, "line", serial)
    habit = _by_share(billing.habits, place, billing.cards)
    start = _start(draws, firm, timeline)
    line = LineStory(
        serial=serial,
        firm=firm,
        billing=billing,
        label=_label(draws, firm, habit, place),
        habit=habit,
        heaviness=int(draws.many_from(_HEAVINESS, 1)[0]),
        pin=draws.digits(4),
        puk=draws.digits(8),
        is_esim=draws.chance(220),
        start=start,
        end=_end(draws, start, timeline),
    )
    line.plans = _plans(draws, line, billing, timeline)
    line.centres = _centres(draws, line, billing, place, timeline)
    return line


def _by_share(weights: Mapping[str, int], place: int, count: int) -> str:
    """Spread by place, so that a small account has all its kinds in proportion."""
    mark = (place * 61 % count) * sum(weights.values()) // count
    for name, weight in weights.items():
        mark -= weight
        if mark < 0:
            return name
    return next(iter(weights))


def _label(draws: Draws, firm: Firm, habit: str, place: int) -> str:
    if habit == "machine":
        return f"{_MACHINE_LABELS[firm.language]} {place + 1}"
    if habit == "tablet":
        return f"Tablet {firm.place} {place + 1}"
    # In Brussels and around it, people of either language work anywhere.
    language = firm.language if draws.chance(800) else draws.one_of(("fr", "nl"))
    first, last = names(language)
    return f"{draws.one_of(first)} {draws.one_of(last)}"


def _start(draws: Draws, firm: Firm, timeline: Timeline) -> date:
    added = 260 if firm.grows else 110
    if draws.chance(added) and len(timeline.closed) > 1:
        month = draws.one_of(timeline.closed[1:])
        return month.first_day + timedelta(days=draws.below(26))
    return timeline.start - timedelta(days=draws.between(20, 600))


def _end(draws: Draws, start: date, timeline: Timeline) -> date | None:
    later = [month for month in timeline.closed[1:] if month.first_day > start + timedelta(days=40)]
    if not later or not draws.chance(60):
        return None
    return draws.one_of(later).first_day + timedelta(days=draws.below(27))


def _plans(draws: Draws, line: LineStory, billing: Billing, timeline: Timeline) -> list[tuple[str, date]]:
    plan = _by_share(billing.plans, draws.below(billing.cards), billing.cards)
    if line.habit == "machine":
        plan = "machine"
    elif line.habit == "tablet" and "data-20" in billing.plans:
        plan = "data-20"
    elif plan in ("machine", "data-20"):
        plan = "s" if "s" in billing.plans else next(iter(billing.plans))
    plans = [(plan, line.start)]
    changed = _some_day(draws, line, timeline)
    if plan in _UPGRADES and line.habit != "tablet" and draws.chance(90) and changed:
        plans.append((_UPGRADES[plan], changed))
    return plans


def _centres(draws: Draws, line: LineStory, billing: Billing, place: int, timeline: Timeline) -> list[tuple[str, date]]:
    if not billing.centres:
        return []
    centre = billing.centres[place % len(billing.centres)]
    centres = [(centre, line.start)]
    others = [code for code in billing.centres if code != centre]
    moved = _some_day(draws, line, timeline)
    if others and draws.chance(40) and moved:
        centres.append((draws.one_of(others), moved))
    return centres


def _some_day(draws: Draws, line: LineStory, timeline: Timeline) -> date | None:
    """A day in the world's closed months at which the line is there, well within its life."""
    first = max(line.start, timeline.start) + timedelta(days=20)
    last = (line.end or timeline.running.first_day) - timedelta(days=5)
    return first + timedelta(days=draws.below((last - first).days)) if last > first else None


def _move_one(lines: tuple[LineStory, ...], timeline: Timeline) -> None:
    """One card goes from one customer to another in the third month from the end."""
    day = timeline.closed[-3].first_day + timedelta(days=14)
    for line in lines:
        steady = len(line.plans) == 1 and line.end is None and not line.end_user
        if line.billing.code == MOVER and steady and line.start < timeline.start:
            line.plans = [("m", line.start)]
            line.centres = line.centres[:1]
            line.moves = (MOVED_TO, day)
            return
