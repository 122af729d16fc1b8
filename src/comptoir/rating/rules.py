"""A tariff made ready to price: plain arrays that the kernel reads, and the way back to their names."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from comptoir.rating.bounds import largest_quantity
from comptoir.rating.calendar import Calendar, calendar_of
from comptoir.rating.destinations import prefix_table, zone_of_country
from comptoir.rating.document import TariffFault
from comptoir.rating.schema import HOME
from comptoir.rating.tariff import Rate, Tariff
from comptoir.rating.traffic import bundles_by_traffic, categories, rates_by_traffic

_LARGEST_DENOMINATOR = 2**29
_LARGEST_AMOUNT = 2**61


class Rules(NamedTuple):
    """What the kernel reads. Zones, windows, plans, rates and bundles are indexes.

    `rate_of[plan, kind - 1, direction, origin, zone, window]` and `bundle_of[plan, kind - 1, direction, origin,
    zone]` (-1: none) already say that roaming in a like-home zone is national. A price for one base unit
    is `whole + part / denominator` millionths.
    """

    starts: NDArray[np.int64]
    owner: NDArray[np.int32]
    head: NDArray[np.int32]
    short_starts: NDArray[np.int64]
    short_owner: NDArray[np.int32]
    short_head: NDArray[np.int32]
    prefix_length: NDArray[np.int8]
    prefix_parent: NDArray[np.int32]
    prefix_zone: NDArray[np.int16]
    unknown_numbers: int
    short_codes_home: int
    short_codes_abroad: int
    home: int
    rate_of: NDArray[np.int16]
    bundle_of: NDArray[np.int16]
    category_of: NDArray[np.int8]
    fee: NDArray[np.int64]
    minimum: NDArray[np.int64]
    first: NDArray[np.int64]
    next: NDArray[np.int64]
    whole: NDArray[np.int64]
    part: NDArray[np.int64]
    denominator: int
    unit: int
    rounds_up: bool
    bundle_quantity: NDArray[np.int64]
    bundle_shared: NDArray[np.bool_]
    calendar: Calendar


@dataclass(frozen=True)
class CompiledTariff:
    """A tariff and its rules; made by `compile_tariff`, sent whole to other processes."""

    tariff: Tariff
    rules: Rules
    rates: tuple[Rate, ...]
    cycle_day: int = 1
    is_standard: bool = False

    @cached_property
    def zone_by_country(self) -> dict[str, int]:
        return zone_of_country(self.tariff.zones)

    @cached_property
    def plan_by_id(self) -> dict[str, int]:
        return {plan.id: index for index, plan in enumerate(self.tariff.plans)}

    @cached_property
    def bundle_by_id(self) -> dict[str, int]:
        return {bundle.id: index for index, bundle in enumerate(self.tariff.bundles)}

    def zone_of(self, country: str) -> int:
        """The zone where the card is when it is in `country`."""
        return self.zone_by_country.get(country, self.zone_by_country["*"])


def compile_tariff(tariff: Tariff, *, cycle_day: int = 1) -> CompiledTariff:
    """The tariff made ready to price.

    `cycle_day` (1 to 28) is the day on which a bundle's month begins where the tariff counts by cycle.
    Raises TariffFault when some traffic has no price or an amount could leave 64 bits.
    """
    rates = tariff.all_rates
    denominator = lcm(1, *(rate.micro.denominator for rate in rates))
    _check_size(rates, denominator)
    long, short = (prefix_table(tariff.destinations, short=is_short) for is_short in (False, True))
    rules = Rules(
        long.starts,
        long.owner,
        long.head,
        short.starts,
        short.owner,
        short.head,
        long.length + short.length,
        np.where(long.length > 0, long.parent, short.parent),
        np.array([item.zone for item in tariff.destinations] or [0], np.int16),
        tariff.unknown_numbers,
        tariff.short_codes_home,
        tariff.short_codes_abroad,
        zone_of_country(tariff.zones).get(HOME, -1),
        rates_by_traffic(tariff),
        bundles_by_traffic(tariff),
        categories(tariff.zones),
        np.array([rate.connection_fee_micro for rate in rates], np.int64),
        np.array([rate.minimum for rate in rates], np.int64),
        np.array([rate.first for rate in rates], np.int64),
        np.array([rate.next for rate in rates], np.int64),
        np.array([int(rate.micro) for rate in rates], np.int64),
        np.array([int(rate.micro % 1 * denominator) for rate in rates], np.int64),
        denominator,
        10 ** (6 - tariff.rounding.places),
        tariff.rounding.mode == "up",
        np.array([bundle.quantity for bundle in tariff.bundles] or [0], np.int64),
        np.array([bundle.per == "pool" for bundle in tariff.bundles] or [False], np.bool_),
        calendar_of(tariff, cycle_day),
    )
    return CompiledTariff(tariff, rules, rates, cycle_day)


def standard(tariff: CompiledTariff) -> CompiledTariff:
    """The same tariff without any bundle: the standard price of traffic not yet billed (U-04)."""
    none = np.full_like(tariff.rules.bundle_of, -1)
    return replace(tariff, rules=tariff.rules._replace(bundle_of=none), is_standard=True)


def _check_size(rates: tuple[Rate, ...], denominator: int) -> None:
    if len(rates) > np.iinfo(np.int16).max:
        raise TariffFault(f"A tariff has at most {np.iinfo(np.int16).max} rates.")
    if denominator > _LARGEST_DENOMINATOR:
        raise TariffFault("The prices have too many different decimals to be summed exactly in 64 bits.")
    for rate in rates:
        for kind in rate.kinds:
            largest = largest_quantity(kind) + rate.minimum + rate.first + rate.next
            if (rate.micro + 1) * largest + Fraction(rate.connection_fee_micro) > _LARGEST_AMOUNT:
                raise TariffFault(f"The price {rate.price} per {rate.per} is too high to be computed in 64 bits.")
