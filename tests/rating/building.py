"""Small tariffs and records for tests."""

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from comptoir.rating.pricing import Rated, rate
from comptoir.rating.rules import CompiledTariff, compile_tariff
from comptoir.rating.schema import RATING_INPUT, Direction, Kind
from comptoir.rating.state import BundleState
from comptoir.rating.tariff import Tariff

BRUSSELS = ZoneInfo("Europe/Brussels")
CACHE = Path(os.environ["COMPTOIR_HOME"]) / "kernel-cache"
"""Compiled code, kept between runs of the tests."""

HEAD = """
name = "Test"
valid_from = 2020-01-01
currency = "EUR"
megabyte = "decimal"
bundle_month = "calendar"
unknown_numbers = "world"
holidays = [2026-05-01]
{head}
[short_codes]
home = "belgium"
abroad = "special"
[[zones]]
id = "belgium"
kind = "home"
name = "Belgium"
countries = ["BE"]
[[zones]]
id = "eu"
kind = "like_home"
name = "EU zone"
countries = ["FR", "NL"]
[[zones]]
id = "world"
kind = "world"
name = "World"
countries = ["*"]
[[zones]]
id = "sea"
kind = "satellite"
name = "Ships and planes"
countries = ["XS", "XA"]
[[zones]]
id = "special"
kind = "value_added"
name = "Value-added"
{windows}
"""
WINDOWS = '[[windows]]\nid = "day"\nname = "Day"\ntimes = [{from = "00:00", to = "18:00"}]\n' + (
    '[[windows]]\nid = "evening"\nname = "Evening"'
)
ONE_WINDOW = '[[windows]]\nid = "always"\nname = "Always"'
REST = """
[[rates]]
kinds = ["voice"]
directions = ["outgoing", "incoming"]
price = 1
[[rates]]
kinds = ["sms", "mms"]
directions = ["outgoing", "incoming"]
price = 1
[[rates]]
kinds = ["data"]
price = 1
"""
DESTINATIONS = "prefix,country,zone,name\n32,BE,,\n324,BE,,mobile\n32900,BE,special,\n33,FR,,\n1,US,,\n"
BELGIAN = 32470123456


def tariff(plans: str, *, head: str = "", windows: str = ONE_WINDOW, cycle_day: int = 1) -> CompiledTariff:
    """A tariff with these plans; what they do not price costs 1."""
    text = HEAD.format(head=head, windows=windows) + plans + REST
    return compile_tariff(Tariff.read(text, DESTINATIONS), cycle_day=cycle_day)


def metered(rate_lines: str, **options: str) -> CompiledTariff:
    """A tariff with one plan and one rate for voice."""
    plan = '[[plans]]\nid = "p"\nname = "P"\nkind = "metered"\n[[plans.rates]]\nkinds = ["voice"]\n'
    return tariff(plan + rate_lines, **options)


def at(text: str) -> datetime:
    """Naive UTC of a time in Brussels such as "2026-03-02 17:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS).astimezone(UTC).replace(tzinfo=None)


def record(quantity: int, started: str = "2026-03-02 12:00", **other: object) -> dict[str, object]:
    """One record: an outgoing call at home from line 1, unless said otherwise."""
    values: dict[str, object] = {
        "record_id": 1,
        "customer_id": 1,
        "billing_account_id": 1,
        "line_id": 1,
        "started_at": at(started),
        "kind": int(Kind.VOICE),
        "direction": int(Direction.OUTGOING),
        "quantity": quantity,
        "called": BELGIAN,
        "visited": "BE",
        "batch_id": 1,
        "plan": 0,
    }
    values |= other
    return {"pool_id": values["line_id"], **values}


def table(*records: dict[str, object]) -> pa.Table:
    """The records as rating input; ids count up unless given."""
    rows = [row if row["record_id"] != 1 else {**row, "record_id": i} for i, row in enumerate(records, start=1)]
    return pa.Table.from_pylist([{name: row[name] for name in RATING_INPUT.names} for row in rows], RATING_INPUT)


def price(compiled: CompiledTariff, *records: dict[str, object], state: BundleState | None = None) -> Rated:
    return rate(table(*records), compiled, state, cache_root=CACHE)


def amounts(compiled: CompiledTariff, *records: dict[str, object]) -> list[int]:
    """The amounts in millionths, in the order of the records given."""
    rated = price(compiled, *records).records
    by_id = dict(zip(rated["record_id"].to_pylist(), rated["amount_micro"].to_pylist(), strict=True))
    ids = [row["record_id"] if row["record_id"] != 1 else i for i, row in enumerate(records, start=1)]
    return [by_id[record_id] for record_id in ids]
