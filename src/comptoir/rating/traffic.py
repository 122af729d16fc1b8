"""Which rate and which bundle hold for which traffic, as tables: the tariff's filters, worked out once.

Axes: plan, kind - 1, direction, zone of the card, zone called. Data and incoming traffic call nobody: their
zone called is the card's own.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from comptoir.rating.document import TariffFault
from comptoir.rating.schema import Category, Direction, Kind
from comptoir.rating.tariff import Bundle, Rate, Tariff, Zone, ZoneKind


def rates_by_traffic(tariff: Tariff) -> NDArray[np.int16]:
    """The index in `tariff.all_rates` for each traffic and window; TariffFault when one has no price."""
    found = np.full((*_shape(tariff), len(tariff.windows)), -1, np.int16)
    rates = tariff.all_rates
    general = range(len(rates) - len(tariff.rates), len(rates))
    starts = _starts(tariff, [len(plan.rates) for plan in tariff.plans])
    for number, own in enumerate(_lists(tariff, starts, [len(plan.rates) for plan in tariff.plans])):
        # The first that fits counts, so the last is written first.
        for index in reversed([*own, *general]):
            rate = rates[index]
            windows = sorted(rate.windows) if rate.windows is not None else list(range(len(tariff.windows)))
            for kind, direction, cells in _fitting(tariff, rate):
                for window in windows:
                    found[number, kind - 1, direction, cells, window] = index
    _national_when_like_home(tariff, found)
    _check_complete(tariff, found)
    return found


def bundles_by_traffic(tariff: Tariff) -> NDArray[np.int16]:
    """The index in `tariff.bundles` for each traffic, -1 for none."""
    found = np.full(_shape(tariff), -1, np.int16)
    bundles = tariff.bundles
    starts = _starts(tariff, [len(plan.bundles) for plan in tariff.plans])
    for number, own in enumerate(_lists(tariff, starts, [len(plan.bundles) for plan in tariff.plans])):
        for index in reversed(list(own)):
            for kind, direction, cells in _fitting(tariff, bundles[index]):
                found[number, kind - 1, direction, cells] = index
    _national_when_like_home(tariff, found)
    return found


def categories(zones: Sequence[Zone]) -> NDArray[np.int8]:
    """The category of each kind (minus 1), zone of the card and zone called."""
    found = np.zeros((len(Kind), len(zones), len(zones)), np.int8)
    for kind in Kind:
        for origin, here in enumerate(zones):
            for called, there in enumerate(zones):
                found[kind - 1, origin, called] = _category(kind, here.kind, there.kind)
    return found


def calls_nobody(kind: Kind, direction: Direction) -> bool:
    """Whether such traffic has no number called whose zone could matter."""
    return kind is Kind.DATA or direction is Direction.INCOMING


def is_national(zones: Sequence[Zone], origin: int, called: int) -> bool:
    """Whether roaming from `origin` to `called` counts as national (M-20; MC 5.6.2)."""
    near = (ZoneKind.HOME, ZoneKind.LIKE_HOME)
    return zones[origin].kind is ZoneKind.LIKE_HOME and zones[called].kind in near


def _category(kind: Kind, here: ZoneKind, there: ZoneKind) -> Category:
    if there is ZoneKind.VALUE_ADDED:
        return Category.VALUE_ADDED
    if ZoneKind.SATELLITE in (here, there):
        return Category.SATELLITE
    if here is ZoneKind.LIKE_HOME:
        return Category(Category.ROAMING_EU_VOICE + kind - 1)
    if here is ZoneKind.WORLD:
        return Category(Category.ROAMING_WORLD_VOICE + kind - 1)
    if here is there or kind is Kind.DATA:
        return Category(Category.NATIONAL_VOICE + kind - 1)
    return Category(Category.INTERNATIONAL_VOICE + kind - 1)


def _shape(tariff: Tariff) -> tuple[int, ...]:
    return (len(tariff.plans), len(Kind), len(Direction), len(tariff.zones), len(tariff.zones))


def _starts(tariff: Tariff, counts: Sequence[int]) -> dict[str, int]:
    """Where each plan's own entries begin among those of all plans."""
    return {plan.id: sum(counts[:index]) for index, plan in enumerate(tariff.plans)}


def _lists(tariff: Tariff, starts: dict[str, int], counts: Sequence[int]) -> Iterable[list[int]]:
    """For each plan the indexes of its entries, its own before those of what it builds on."""
    for plan in tariff.plans:
        yield [
            starts[ancestor.id] + index
            for ancestor in tariff.lineage(plan)
            for index in range(counts[tariff.plan_index(ancestor.id)])
        ]


def _fitting(tariff: Tariff, entry: Rate | Bundle) -> Iterable[tuple[Kind, Direction, NDArray[np.bool_]]]:
    """The traffic that an entry's filters let through: kind, direction, mask over (card's zone, zone called)."""
    origins = _mask(entry.origins, len(tariff.zones))
    called = np.outer(origins, _mask(entry.destinations, len(tariff.zones)))
    for kind in entry.kinds:
        for direction in Direction if kind is Kind.DATA else entry.directions:
            yield kind, direction, np.diag(origins) if calls_nobody(kind, direction) else called


def _mask(chosen: frozenset[int] | None, size: int) -> NDArray[np.bool_]:
    found = np.full(size, chosen is None)
    found[sorted(chosen or ())] = True
    return found


def _national_when_like_home(tariff: Tariff, found: NDArray[np.int16]) -> None:
    home = next(index for index, zone in enumerate(tariff.zones) if zone.kind is ZoneKind.HOME)
    for origin in range(len(tariff.zones)):
        for called in range(len(tariff.zones)):
            if is_national(tariff.zones, origin, called):
                found[:, :, :, origin, called] = found[:, :, :, home, home]


def _check_complete(tariff: Tariff, found: NDArray[np.int16]) -> None:
    used = np.zeros(found.shape[1:-1], bool)
    places = np.array([bool(zone.countries) for zone in tariff.zones])
    for kind in Kind:
        for direction in Direction:
            nobody = calls_nobody(kind, direction)
            used[kind - 1, direction] = np.diag(places) if nobody else places[:, None]
    missing = np.argwhere((found == -1) & used[None, ..., None])
    if len(missing):
        plan, kind, direction, origin, called, window = missing[0].tolist()
        raise TariffFault(
            f"The plan {tariff.plans[plan].id} has no price for {Direction(direction).name.lower()}"
            f" {Kind(kind + 1).name.lower()} from {tariff.zones[origin].id} to {tariff.zones[called].id}"
            f" in the window {tariff.windows[window].id}."
        )
