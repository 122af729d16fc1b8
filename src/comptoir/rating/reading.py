"""Reads a tariff from its TOML and its destinations; every fault is one sentence with the key and the line."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeVar, cast

from comptoir.kernel.money import InexactAmount, to_micro
from comptoir.rating.destinations import read_destinations, zone_of_country
from comptoir.rating.document import Table, TariffFault, parse
from comptoir.rating.schema import Direction, Kind
from comptoir.rating.tariff import (
    Bundle,
    Plan,
    PlanKind,
    Rate,
    Rounding,
    Tariff,
    WeeklyTimes,
    Window,
    Zone,
    ZoneKind,
)
from comptoir.rating.units import DEFAULT_UNIT, Megabyte, Units, micro_per_unit

Chosen = TypeVar("Chosen", Kind, Direction)

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")
_KINDS = tuple(kind.name.lower() for kind in Kind)
_DIRECTIONS = tuple(direction.name.lower() for direction in Direction)
_ID = re.compile(r"[a-z0-9][a-z0-9\-]*")


def load_tariff(path: Path) -> Tariff:
    """The tariff at `path`; raises TariffFault."""
    document = _text_of(path)
    named = parse(document).raw("destinations", "destinations.csv")
    return read_tariff(document, _text_of(path.parent / str(named)))


def read_tariff(document: str, destinations: str) -> Tariff:
    """The tariff in a TOML text and a CSV text; raises TariffFault."""
    root = parse(document)
    root.text("destinations", "destinations.csv")
    zones = _zones(root)
    windows = _windows(root)
    reader = _Reader(
        Units(cast(Megabyte, root.choice("megabyte", ("decimal", "binary")))),
        {zone.id: index for index, zone in enumerate(zones)},
        {window.id: index for index, window in enumerate(windows)},
    )
    rounding = root.table("rounding")
    short = root.table("short_codes")
    tariff = Tariff(
        name=root.text("name"),
        valid_from=root.day("valid_from"),
        currency=root.text("currency"),
        megabyte=reader.units.megabyte,
        bundle_month="cycle" if root.choice("bundle_month", ("calendar", "cycle")) == "cycle" else "calendar",
        zones=zones,
        windows=windows,
        plans=_plans(root, reader),
        rates=tuple(reader.rate(table) for table in root.tables("rates")),
        destinations=read_destinations(destinations, zones),
        unknown_numbers=reader.zone(root, "unknown_numbers"),
        short_codes_home=reader.zone(short, "home"),
        short_codes_abroad=reader.zone(short, "abroad"),
        rounding=_rounding(rounding),
        holidays=root.days("holidays"),
    )
    for table in (root, rounding, short):
        table.close()
    return tariff


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise TariffFault(f"There is no file {path}.") from None
    except UnicodeDecodeError:
        raise TariffFault(f"{path} is not UTF-8 text.") from None
    except OSError as error:
        raise TariffFault(f"{path} cannot be read: {error.strerror}.") from None


def _rounding(table: Table) -> Rounding:
    places = table.whole("places", 6)
    if places > 6:
        raise table.fault("places", "amounts are kept to the millionth: 6 decimals at most.")
    mode = table.choice("mode", ("half_up", "up"), "half_up")
    return Rounding(places, "up" if mode == "up" else "half_up")


def _zones(root: Table) -> tuple[Zone, ...]:
    zones: list[Zone] = []
    countries: set[str] = set()
    for table in root.tables("zones"):
        kind = ZoneKind(table.choice("kind", tuple(ZoneKind)))
        listed = table.words("countries") or []
        if kind is ZoneKind.VALUE_ADDED and listed:
            raise table.fault("countries", "a value_added zone is a group of numbers, not of countries.")
        for country in listed:
            if country != "*" and not re.fullmatch(r"[A-Z]{2}", country):
                raise table.fault("countries", f"{country!r} is no country code of two letters.")
            if country in countries:
                raise table.fault("countries", f"{country} stands in a zone already.")
            countries.add(country)
        if not listed and kind in (ZoneKind.HOME, ZoneKind.LIKE_HOME, ZoneKind.WORLD):
            raise table.fault("countries", "is missing; it is a list of country codes.")
        zones.append(Zone(_id(table, zones), kind, table.names(), tuple(listed)))
        table.close()
    if "*" not in zone_of_country(zones):
        raise root.fault("zones", 'one zone must have "*" among its countries, for all others.')
    if sum(zone.kind is ZoneKind.HOME for zone in zones) != 1:
        raise root.fault("zones", 'exactly one zone has kind = "home".')
    return tuple(zones)


def _windows(root: Table) -> tuple[Window, ...]:
    windows: list[Window] = []
    for table in root.tables("windows"):
        times = tuple(_times(item) for item in table.tables("times"))
        windows.append(Window(_id(table, windows), table.names(), times))
        table.close()
    if not windows or windows[-1].times:
        raise root.fault("windows", "the last window has no times: it is all other times.")
    if any(not window.times for window in windows[:-1]):
        raise root.fault("windows", "only the last window may be without times.")
    return tuple(windows)


def _times(table: Table) -> WeeklyTimes:
    words = table.words("days") or list(_DAYS)
    for word in words:
        if word not in _DAYS:
            raise table.fault("days", f"{word!r} is no day; days are {', '.join(_DAYS)}.")
    begins, ends = _minute(table, "from", "00:00"), _minute(table, "to", "24:00")
    if begins >= ends:
        raise table.fault("to", "must be later than from; a night is two entries, before and after midnight.")
    table.close()
    return WeeklyTimes(frozenset(_DAYS.index(word) for word in words), begins, ends)


def _minute(table: Table, key: str, default: str) -> int:
    text = table.text(key, default)
    match = re.fullmatch(r"(\d\d):(\d\d)", text)
    minute = int(match[1]) * 60 + int(match[2]) if match else -1
    if match is None or int(match[2]) > 59 or minute > 1440:
        raise table.fault(key, f"{text!r} is no time of day such as 18:00.")
    return minute


def _plans(root: Table, reader: "_Reader") -> tuple[Plan, ...]:
    plans: list[Plan] = []
    bundles: list[Bundle] = []
    for table in root.tables("plans"):
        base = table.text("base") if "base" in table else None
        if base is not None and base not in {plan.id for plan in plans}:
            raise table.fault("base", f"there is no plan {base!r} above this one.")
        own = []
        for item in table.tables("bundles"):
            own.append(reader.bundle(item, bundles))
            bundles.append(own[-1])
        kind = PlanKind(table.choice("kind", tuple(PlanKind)))
        rates = tuple(reader.rate(item) for item in table.tables("rates"))
        plans.append(Plan(_id(table, plans), table.names(), kind, tuple(own), rates, base))
        table.close()
    if not plans:
        raise root.fault("plans", "a tariff has at least one plan.")
    return tuple(plans)


def _id(table: Table, others: Sequence[Zone | Window | Plan | Bundle]) -> str:
    found = table.text("id")
    if not _ID.fullmatch(found):
        raise table.fault("id", f"{found!r} must be small letters, digits and hyphens.")
    if any(other.id == found for other in others):
        raise table.fault("id", f"{found!r} stands there twice.")
    return found


@dataclass(frozen=True)
class _Reader:
    """Reads bundles and rates, which name zones and windows and measure in the tariff's units."""

    units: Units
    zones: dict[str, int]
    windows: dict[str, int]

    def bundle(self, table: Table, others: Sequence[Bundle]) -> Bundle:
        kinds = _kinds(table, "kinds")
        quantity = self._quantity(table, "quantity", kinds, None)
        found = Bundle(
            id=_id(table, others),
            names=table.names(),
            kinds=kinds,
            quantity=quantity,
            per="pool" if table.choice("per", ("line", "pool"), "line") == "pool" else "line",
            fair_use=table.truth("fair_use"),
            directions=_directions(table),
            origins=self.these_zones(table, "from"),
            destinations=self.these_zones(table, "to"),
        )
        table.close()
        return found

    def rate(self, table: Table) -> Rate:
        kinds = _kinds(table, "kinds")
        price, per = table.amount("price"), table.text("per", DEFAULT_UNIT[min(kinds)])
        try:
            size = self.units.size(min(kinds), per)
        except KeyError:
            words = ", ".join(self.units.words(min(kinds)))
            raise table.fault("per", f"{per!r} is not one of {words}.") from None
        fee = table.amount("connection_fee", "0")
        first = self._quantity(table, "first", kinds, 1)
        found = Rate(
            kinds=kinds,
            price=price,
            per=per,
            micro=micro_per_unit(price, size),
            connection_fee_micro=_micro(table, fee),
            minimum=self._quantity(table, "minimum", kinds, 0),
            first=first,
            next=self._quantity(table, "next", kinds, first),
            directions=_directions(table),
            origins=self.these_zones(table, "from"),
            destinations=self.these_zones(table, "to"),
            windows=self._these(table, "windows", self.windows),
        )
        if found.first < 1 or found.next < 1:
            raise table.fault("first" if found.first < 1 else "next", "an increment is at least 1.")
        table.close()
        return found

    def zone(self, table: Table, key: str) -> int:
        name = table.text(key)
        if name not in self.zones:
            raise table.fault(key, f"there is no zone {name!r}.")
        return self.zones[name]

    def these_zones(self, table: Table, key: str) -> frozenset[int] | None:
        return self._these(table, key, self.zones)

    def _these(self, table: Table, key: str, known: dict[str, int]) -> frozenset[int] | None:
        words = table.words(key)
        for word in words or ():
            if word not in known:
                raise table.fault(key, f"{word!r} is not one of {', '.join(known)}.")
        return None if words is None else frozenset(known[word] for word in words)

    def _quantity(self, table: Table, key: str, kinds: frozenset[Kind], default: int | None) -> int:
        if default is None and key not in table:
            raise table.fault(key, "is missing.")
        try:
            found = self.units.quantity(min(kinds), table.raw(key, default))
        except ValueError as error:
            raise table.fault(key, str(error)) from None
        if found < 0:
            raise table.fault(key, "must be 0 or more.")
        return found


def _kinds(table: Table, key: str) -> frozenset[Kind]:
    found = _chosen(table, key, _KINDS, lambda index: Kind(index + 1))
    if found is None:
        raise table.fault(key, f"is missing; it is a list of {', '.join(_KINDS)}.")
    if len({DEFAULT_UNIT[kind] for kind in found}) > 1:
        raise table.fault(key, "seconds, messages and bytes cannot share one line.")
    return found


def _directions(table: Table) -> frozenset[Direction]:
    found = _chosen(table, "directions", _DIRECTIONS, Direction)
    return frozenset({Direction.OUTGOING}) if found is None else found


def _chosen(table: Table, key: str, known: tuple[str, ...], make: Callable[[int], Chosen]) -> frozenset[Chosen] | None:
    words = table.words(key)
    for word in words or ():
        if word not in known:
            raise table.fault(key, f"{word!r} is not one of {', '.join(known)}.")
    return None if words is None else frozenset(make(known.index(word)) for word in words)


def _micro(table: Table, fee: Decimal) -> int:
    try:
        return to_micro(fee)
    except InexactAmount as error:
        raise table.fault("connection_fee", str(error)) from None
