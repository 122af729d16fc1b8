"""Why a record costs what it costs (U-07): the loop that priced it, run once more with a trace.

Values in steps bear names that say how to write them: `seconds_...`, `bytes_...`, `phone_...`, `country_...`.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comptoir.kernel.explanation import Explanation, Step, Value
from comptoir.kernel.money import Money, divide_half_up
from comptoir.rating.kernel import (
    AT,
    BLOCKS,
    BUNDLE,
    CALLED,
    FEE,
    ROUNDED,
    TRACE_COLUMNS,
    TRACE_ROWS,
    Priced,
    price_records,
    slot_of,
)
from comptoir.rating.pricing import columns_of, empty_priced
from comptoir.rating.rules import CompiledTariff
from comptoir.rating.schema import HOME, RATING_INPUT, Kind
from comptoir.rating.state import empty_use
from comptoir.rating.tariff import Names
from comptoir.rating.traffic import is_national

_UNIT = {Kind.VOICE: "seconds", Kind.SMS: "messages", Kind.MMS: "messages", Kind.DATA: "bytes"}
# Bytes are told in full, but a bundle's size in the largest unit that fits.
_EXACT = {"bytes": "octets"}
_PER = {
    **dict.fromkeys(("s", "second", "seconds"), "second"),
    **dict.fromkeys(("min", "minute", "minutes"), "minute"),
    **dict.fromkeys(("h", "hour", "hours"), "hour"),
    **dict.fromkeys(("message", "messages"), "message"),
    **dict.fromkeys(("B", "byte", "bytes"), "byte"),
    **dict.fromkeys(("kB", "KB"), "kilobyte"),
    "MB": "megabyte",
    "GB": "gigabyte",
    "TB": "terabyte",
}


def explain(
    record: Mapping[str, object], tariff: CompiledTariff, bundle_before: int = 0, *, language: str = "en"
) -> Explanation:
    """Every step from the record to its amount.

    `record` has the columns of RATING_INPUT (others are ignored); `bundle_before` is what its bundle had used
    before it, as RATED keeps it. Zones, windows, plans and bundles are named in `language`.
    """
    trace, priced = _run(record, tariff, bundle_before)
    return _Story(record, tariff, trace, priced, language).told()


def _run(record: Mapping[str, object], tariff: CompiledTariff, bundle_before: int) -> tuple[NDArray[np.int64], Priced]:
    """The trace and the result of pricing one record with the uncompiled loop."""
    row = {name: record[name] for name in RATING_INPUT.names}
    columns = columns_of(pa.Table.from_pylist([row], RATING_INPUT), tariff)
    use, priced = empty_use(1), empty_priced(1)
    trace = np.zeros((TRACE_ROWS, TRACE_COLUMNS), np.int64)
    first = np.zeros(1, np.int64)
    price_records(columns, tariff.rules, first, 0, use, priced, trace)
    if priced.bundle[0] >= 0 and bundle_before:
        # Which bundle it is was known only now: set its use and price once more.
        taken = int(np.flatnonzero(use.month)[0])
        entry = [int(column[taken]) for column in use[:4]]
        use, trace[:] = empty_use(1), 0
        use.used[slot_of(use, *entry)] = bundle_before
        price_records(columns, tariff.rules, first, 0, use, priced, trace)
    return trace[1 : trace[0, 0] + 1], priced


class _Story:
    """Turns the rows of a trace into steps."""

    def __init__(
        self,
        record: Mapping[str, object],
        tariff: CompiledTariff,
        trace: NDArray[np.int64],
        priced: Priced,
        language: str,
    ) -> None:
        self._record, self._compiled, self._tariff = record, tariff, tariff.tariff
        self._trace, self._priced, self._language = trace.tolist(), priced, language
        self._kind = Kind(int(str(record["kind"])))
        self._unit = _UNIT[self._kind]
        self._exact = _EXACT.get(self._unit, self._unit)
        self._origin = next(row[1] for row in self._trace if row[0] == AT)

    def told(self) -> Explanation:
        steps = [self._place(), *self._called(), self._plan(), *self._blocks()]
        bundle = self._only(BUNDLE)
        if bundle is not None:
            steps.append(self._bundle(bundle))
        if not self._record["quantity"]:
            steps.append(Step("rating.nothing_used"))
        steps += [*self._prices(), *self._fee(), *self._rounding()]
        amount = self._money(int(self._priced.amount[0]))
        message = "rating.standard" if self._compiled.is_standard else "rating.amount"
        return Explanation(message, {"amount": amount}, tuple(steps))

    def _place(self) -> Step:
        values = {"country_visited": str(self._record["visited"]), "zone": self._zone(self._origin)}
        return Step("rating.place", values)

    def _called(self) -> Iterator[Step]:
        """The number and its zone, and whether roaming counts as national."""
        row = self._only(CALLED)
        zone = self._origin if row is None else row[2]
        if row is not None:
            yield self._destination(row[1], zone)
        if is_national(self._tariff.zones, self._origin, zone):
            yield Step("rating.national", {"zone": self._zone(self._origin)}, "MC 5.6.2")

    def _destination(self, prefix: int, zone: int) -> Step:
        number = int(str(self._record["called"]))
        values: dict[str, Value] = {"zone": self._zone(zone)}
        if number < 0:
            values["number"] = str(-number)
            abroad = self._record["visited"] != HOME
            return Step(f"rating.short_code{'.abroad' if abroad else ''}", values, "MC 5.6.3" if abroad else None)
        values["phone_called"] = str(number)
        if prefix < 0:
            return Step("rating.destination.unknown", values)
        destination = self._tariff.destinations[prefix]
        values["prefix"] = destination.prefix
        if destination.country:
            values["country_called"] = destination.country
            return Step("rating.destination", values)
        return Step("rating.destination.network", values)

    def _plan(self) -> Step:
        started = self._record["started_at"]
        assert isinstance(started, datetime)
        plan = self._tariff.plans[int(str(self._record["plan"]))]
        segment = next(row[3] for row in self._trace if row[0] == AT)
        values: dict[str, Value] = {
            "plan": self._name(plan.names),
            "started": started.replace(tzinfo=started.tzinfo or UTC),
            "window": self._window(segment),
        }
        return Step("rating.plan", values)

    def _blocks(self) -> Iterator[Step]:
        """From what was used to what is charged."""
        rows = self._rows(BLOCKS)
        if not rows:
            return
        opening, later = self._compiled.rates[rows[0][1]], self._compiled.rates[rows[-1][1]]
        used, charged = int(str(self._record["quantity"])), int(self._priced.charged[0])
        if opening.minimum > used:
            yield Step(f"rating.minimum.{self._unit}", {f"{self._exact}_minimum": opening.minimum})
        values: dict[str, Value] = {
            f"{self._exact}_used": used,
            f"{self._exact}_first": opening.first,
            f"{self._exact}_next": later.next,
            f"{self._exact}_charged": charged,
        }
        yield Step(f"rating.increments.{self._unit}", values)

    def _bundle(self, row: list[int]) -> Step:
        bundle = self._tariff.bundles[row[1]]
        values: dict[str, Value] = {
            "bundle": self._name(bundle.names),
            f"{self._unit}_included": bundle.quantity,
            f"{self._unit}_before": row[2],
            f"{self._exact}_inside": row[3],
        }
        shared = ".shared" if bundle.per == "pool" else ""
        return Step(f"rating.bundle{shared}.{self._unit}", values)

    def _prices(self) -> Iterator[Step]:
        """What is charged outside the bundle, window by window."""
        beyond: dict[tuple[int, str], int] = {}
        for _, rate, segment, charged, inside, *_ in self._rows(BLOCKS):
            if charged > inside:
                key = rate, self._window(segment)
                beyond[key] = beyond.get(key, 0) + charged - inside
        for (rate, window), quantity in beyond.items():
            price = self._compiled.rates[rate]
            exact = price.micro * quantity
            values: dict[str, Value] = {
                f"{self._exact}_priced": quantity,
                "window": window,
                "price": Money(price.price, self._tariff.currency),
                "amount": self._money(divide_half_up(exact.numerator, exact.denominator)),
            }
            yield Step(f"rating.price.{_PER[price.per]}", values)

    def _fee(self) -> Iterator[Step]:
        row, blocks = self._only(FEE), self._rows(BLOCKS)
        if row is not None:
            yield Step("rating.fee", {"fee": self._money(row[1])})
        elif blocks and self._compiled.rates[blocks[0][1]].connection_fee_micro:
            yield Step("rating.fee.none")

    def _rounding(self) -> Iterator[Step]:
        row = self._only(ROUNDED)
        if row is None:
            return
        exact = row[1] + Fraction(row[2], self._compiled.rules.denominator)
        amount = self._money(row[3])
        if exact == row[3]:
            yield Step("rating.rounding.none", {"amount": amount})
            return
        values: dict[str, Value] = {
            "millionths": _cut(exact),
            "places": self._tariff.rounding.places,
            "amount": amount,
        }
        yield Step(f"rating.rounding.{self._tariff.rounding.mode}", values)

    def _rows(self, what: int) -> list[list[int]]:
        return [row for row in self._trace if row[0] == what]

    def _only(self, what: int) -> list[int] | None:
        return next(iter(self._rows(what)), None)

    def _zone(self, index: int) -> str:
        return self._name(self._tariff.zones[index].names)

    def _window(self, segment: int) -> str:
        window = int(self._compiled.rules.calendar.window[segment])
        return self._name(self._tariff.windows[window].names)

    def _name(self, names: Names) -> str:
        return names.get(self._language) or names["en"]

    def _money(self, micro: int) -> Money:
        return Money.from_micro(micro, self._tariff.currency)


def _cut(exact: Fraction) -> Decimal:
    """An exact number to six decimals, cut, since it may have no last one."""
    return Decimal(exact.numerator * 10**6 // exact.denominator).scaleb(-6)
