"""The rules once more, as plainly as they can be said: block by block, in fractions, off the wall clock.

It shares no code with the loop: it reads the tariff's data only. Slow and obvious.
"""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import ceil, floor
from zoneinfo import ZoneInfo

from comptoir.rating.schema import Kind
from comptoir.rating.tariff import Bundle, Rate, Tariff, ZoneKind

BRUSSELS = ZoneInfo("Europe/Brussels")
Row = dict[str, object]


class Oracle:
    def __init__(self, tariff: Tariff) -> None:
        self.tariff = tariff
        self.used: dict[tuple[object, ...], int] = {}

    def price_all(self, rows: list[Row]) -> dict[int, tuple[int, int, int]]:
        """record_id -> (charged, inside the bundle, millionths)."""
        ordered = sorted(rows, key=lambda r: (r["billing_account_id"], r["started_at"], r["record_id"]))
        return {int(row["record_id"]): self.price(row) for row in ordered}

    def price(self, row: Row) -> tuple[int, int, int]:
        kind, quantity = Kind(row["kind"]), int(row["quantity"])
        origin = self.zone_of_country(str(row["visited"]))
        calls = kind is not Kind.DATA and row["direction"] == 0
        called = self.zone_called(int(row["called"]), origin) if calls else origin
        near = (ZoneKind.HOME, ZoneKind.LIKE_HOME)
        kinds = [self.tariff.zones[origin].kind, self.tariff.zones[called].kind]
        if kinds[0] is ZoneKind.LIKE_HOME and kinds[1] in near:
            origin = called = next(i for i, z in enumerate(self.tariff.zones) if z.kind is ZoneKind.HOME)
        where = (kind, int(row["direction"]), origin, called)
        bundle = self.bundle(int(row["plan"]), where)
        left = self.left(bundle, row)
        charged = inside = 0
        exact = Fraction(0)
        if quantity > 0:
            opening = self.rate(int(row["plan"]), where, self.window(row, 0))
            wanted = max(quantity, opening.minimum)
            while charged < wanted:
                rate = self.rate(int(row["plan"]), where, self.window(row, charged))
                block = opening.first if charged == 0 else rate.next
                free = min(block, left - inside)
                exact += (block - free) * rate.micro
                charged, inside = charged + block, inside + free
            if inside < charged:
                exact += opening.connection_fee_micro
        if bundle is not None:
            self.used[self.key(bundle, row)] = self.used.get(self.key(bundle, row), 0) + inside
        return charged, inside, self.rounded(exact)

    def rounded(self, exact: Fraction) -> int:
        unit = 10 ** (6 - self.tariff.rounding.places)
        if self.tariff.rounding.mode == "up":
            return ceil(exact / unit) * unit
        return floor(exact / unit + Fraction(1, 2)) * unit

    def rate(self, plan: int, where: tuple[Kind, int, int, int], window: int) -> Rate:
        listed = [*(rate for p in self.tariff.lineage(self.tariff.plans[plan]) for rate in p.rates), *self.tariff.rates]
        return next(r for r in listed if fits(r, where) and (r.windows is None or window in r.windows))

    def bundle(self, plan: int, where: tuple[Kind, int, int, int]) -> Bundle | None:
        listed = [b for p in self.tariff.lineage(self.tariff.plans[plan]) for b in p.bundles]
        return next((b for b in listed if fits(b, where)), None)

    def left(self, bundle: Bundle | None, row: Row) -> int:
        return 0 if bundle is None else max(bundle.quantity - self.used.get(self.key(bundle, row), 0), 0)

    def key(self, bundle: Bundle, row: Row) -> tuple[object, ...]:
        owner = row["pool_id"] if bundle.per == "pool" else row["line_id"]
        return row["billing_account_id"], owner, bundle.id, f"{self.local(row, 0):%Y-%m}"

    def local(self, row: Row, elapsed: int) -> datetime:
        started = row["started_at"]
        assert isinstance(started, datetime)
        return (started.replace(tzinfo=UTC) + timedelta(seconds=elapsed)).astimezone(BRUSSELS)

    def window(self, row: Row, elapsed: int) -> int:
        moment = self.local(row, elapsed if row["kind"] == Kind.VOICE else 0)
        day = 7 if moment.date() in self.tariff.holidays else moment.weekday()
        minute = moment.hour * 60 + moment.minute
        for index, window in enumerate(self.tariff.windows):
            if not window.times or any(day in t.days and t.begins <= minute < t.ends for t in window.times):
                return index
        raise AssertionError("no window")

    def zone_of_country(self, country: str) -> int:
        by = {c: i for i, zone in enumerate(self.tariff.zones) for c in zone.countries}
        return by.get(country, by["*"])

    def zone_called(self, called: int, origin: int) -> int:
        at_home = self.tariff.zones[origin].kind is ZoneKind.HOME
        if called < 0 and not at_home:
            return self.tariff.short_codes_abroad
        written = f"-{-called}" if called < 0 else str(called)
        fitting = [d for d in self.tariff.destinations if called and written.startswith(d.prefix)]
        if fitting:
            return max(fitting, key=lambda d: len(d.prefix)).zone
        return self.tariff.short_codes_home if called < 0 else self.tariff.unknown_numbers


def fits(entry: Rate | Bundle, where: tuple[Kind, int, int, int]) -> bool:
    kind, direction, origin, called = where
    nobody = kind is Kind.DATA or direction == 1
    return (
        kind in entry.kinds
        and (kind is Kind.DATA or direction in entry.directions)
        and (entry.origins is None or origin in entry.origins)
        and (nobody or entry.destinations is None or called in entry.destinations)
    )
