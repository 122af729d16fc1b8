"""A tariff as data: zones, windows, plans with bundles and rates, destinations.

The written form is a TOML file with a CSV of destinations beside it; `docs/rating.md` documents every key
and `reference/tariff.toml` is a whole one. `Tariff.load` reads it, `compile_tariff` makes it ready to price.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Literal

from comptoir.rating.schema import Direction, Kind
from comptoir.rating.units import Megabyte, Units

Names = Mapping[str, str]
"""A name by language; "en" is always there."""


class ZoneKind(StrEnum):
    """What a zone is for: where the card may be, or a group of numbers with a price of their own."""

    HOME = "home"
    LIKE_HOME = "like_home"  # the national plan applies to roaming (M-20; MC 5.6.2)
    WORLD = "world"
    SATELLITE = "satellite"  # ships and planes, outside the EU zone (MC 5.6.5)
    VALUE_ADDED = "value_added"  # numbers and short codes, charged as such from anywhere (MC 5.6.3)


class PlanKind(StrEnum):
    METERED = "metered"
    BUNDLED = "bundled"
    SHARED = "shared"
    UNLIMITED = "unlimited"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Zone:
    """A group of countries, or of numbers; `countries` has ISO codes, "*" stands for all others."""

    id: str
    kind: ZoneKind
    names: Names
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeeklyTimes:
    """Local minutes [begins, ends) of the day on some days: 0 Monday to 6 Sunday, 7 a holiday."""

    days: frozenset[int]
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Window:
    """A time of day with prices of its own; without times it stands for all other times."""

    id: str
    names: Names
    times: tuple[WeeklyTimes, ...] = ()


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a plan includes each month: `quantity` base units of `kinds`, between the zones it covers.

    `per` says whose it is: one line's, or the pool's that several lines share. None for zones means all.
    """

    id: str
    names: Names
    kinds: frozenset[Kind]
    quantity: int
    per: Literal["line", "pool"] = "line"
    fair_use: bool = False
    directions: frozenset[Direction] = frozenset({Direction.OUTGOING})
    origins: frozenset[int] | None = None
    destinations: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """A price for some traffic. The zones, windows and directions are filters; None means all.

    Quantities are base units. `price` is what the tariff says, per `per` (such as "minute"); `micro` is
    the same in millionths for one base unit, exactly.
    """

    kinds: frozenset[Kind]
    price: Decimal
    per: str
    micro: Fraction
    connection_fee_micro: int = 0
    minimum: int = 0
    first: int = 1
    next: int = 1
    directions: frozenset[Direction] = frozenset({Direction.OUTGOING})
    origins: frozenset[int] | None = None
    destinations: frozenset[int] | None = None
    windows: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a line is on: bundles first, then rates in order, the first that fits counts.

    With a `base`, that plan's bundles and rates follow its own: an option is a plan with a base.
    """

    id: str
    names: Names
    kind: PlanKind
    bundles: tuple[Bundle, ...] = ()
    rates: tuple[Rate, ...] = ()
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """A number range: E.164 digits, or "-" and the digits of a short code used at home."""

    prefix: str
    country: str
    zone: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a record's exact price becomes its amount: once, to so many decimals (6 at most)."""

    places: int = 6
    mode: Literal["half_up", "up"] = "half_up"


@dataclass(frozen=True)
class Tariff:
    """Everything that prices usage from `valid_from` on, until a later tariff takes over."""

    name: str
    valid_from: date
    currency: str
    megabyte: Megabyte
    bundle_month: Literal["calendar", "cycle"]
    zones: tuple[Zone, ...]
    windows: tuple[Window, ...]
    plans: tuple[Plan, ...]
    rates: tuple[Rate, ...]
    destinations: tuple[Destination, ...]
    unknown_numbers: int
    short_codes_home: int
    short_codes_abroad: int
    rounding: Rounding = field(default_factory=Rounding)
    holidays: frozenset[date] = frozenset()

    @classmethod
    def load(cls, path: Path) -> "Tariff":
        """The tariff in the TOML file at `path`, with the destinations file that it names.

        Raises TariffFault: one sentence that says where and what.
        """
        from comptoir.rating.reading import load_tariff

        return load_tariff(path)

    @classmethod
    def read(cls, document: str, destinations: str) -> "Tariff":
        """The tariff in a TOML text and a CSV text; raises TariffFault."""
        from comptoir.rating.reading import read_tariff

        return read_tariff(document, destinations)

    @property
    def units(self) -> Units:
        return Units(self.megabyte)

    def plan_index(self, plan_id: str) -> int:
        """The index of a plan in `plans`; KeyError when there is none of that id."""
        for index, plan in enumerate(self.plans):
            if plan.id == plan_id:
                return index
        raise KeyError(plan_id)

    def lineage(self, plan: Plan) -> tuple[Plan, ...]:
        """The plan and what it builds on, nearest first."""
        found = [plan]
        while found[-1].base is not None:
            found.append(self.plans[self.plan_index(found[-1].base)])
        return tuple(found)

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """All bundles of all plans, in order; a record's `bundle` is an index here."""
        return tuple(bundle for plan in self.plans for bundle in plan.bundles)

    @property
    def all_rates(self) -> tuple[Rate, ...]:
        """The rates of all plans, in order, then those that hold for every plan."""
        return tuple(rate for plan in self.plans for rate in plan.rates) + self.rates

    @property
    def prefixes(self) -> tuple[Destination, ...]:
        """All destinations in order; a record's `prefix` is an index here."""
        return self.destinations
