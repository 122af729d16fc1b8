"""The plain Python loop that one would write first: dictionaries, one record after the other, no arrays."""

from typing import Any

import pyarrow as pa

from comptoir.rating.rules import CompiledTariff
from comptoir.rating.schema import Kind


def amounts(rated: pa.Table, compiled: CompiledTariff) -> list[int]:
    """Prices records (their plan, pool and order are given) by the window in which they begin."""
    rows = rated.select(
        ["started_at", "kind", "direction", "quantity", "called", "visited", "plan", "bundle_before"]
    ).to_pylist()
    loop = _Loop(compiled)
    return [loop.price(row) for row in rows]


class _Loop:
    def __init__(self, compiled: CompiledTariff) -> None:
        self.compiled, self.rules = compiled, compiled.rules
        self.prefixes = {item.prefix: item.zone for item in compiled.tariff.destinations}
        self.longest = max(map(len, self.prefixes))
        self.rate_of = compiled.rules.rate_of.tolist()
        self.bundle_of = compiled.rules.bundle_of.tolist()
        self.hours = _windows_by_hour(compiled)

    def price(self, row: dict[str, Any]) -> int:
        kind, direction, plan = row["kind"], row["direction"], row["plan"]
        origin = self.compiled.zone_of(row["visited"])
        zone = self._zone(row["called"]) if kind != Kind.DATA and direction == 0 else origin
        window = self.hours[int(row["started_at"].timestamp()) // 3600]
        rate = self.compiled.rates[self.rate_of[plan][kind - 1][direction][origin][zone][window]]
        charged = rate.first
        missing = max(row["quantity"], rate.minimum) - charged
        if missing > 0:
            charged += -(-missing // rate.next) * rate.next
        bundle = self.bundle_of[plan][kind - 1][direction][origin][zone]
        inside = 0
        if bundle >= 0:
            left = self.compiled.tariff.bundles[bundle].quantity - row["bundle_before"]
            inside = min(charged, max(left, 0))
        fee = rate.connection_fee_micro if inside < charged else 0
        exact = (charged - inside) * rate.micro.numerator + fee * rate.micro.denominator
        return int((2 * exact + rate.micro.denominator) // (2 * rate.micro.denominator))

    def _zone(self, called: int) -> int:
        digits = str(called)
        for length in range(min(len(digits), self.longest), 0, -1):
            zone = self.prefixes.get(digits[:length])
            if zone is not None:
                return zone
        return self.compiled.tariff.unknown_numbers


def _windows_by_hour(compiled: CompiledTariff) -> dict[int, int]:
    """UTC hour -> window, over the month of the benchmark; the reference tariff's windows begin on the hour."""
    import numpy as np
    from rating_peers import HOURS

    calendar = compiled.rules.calendar
    places = np.searchsorted(calendar.starts, HOURS * 3600, side="right") - 1
    return dict(zip(HOURS.tolist(), calendar.window[places].tolist(), strict=True))
