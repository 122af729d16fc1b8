"""A month of made-up usage in the lake's own form, the same for the same size and seed."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comptoir.kernel.clock import BRUSSELS
from comptoir.lake.files import write
from comptoir.lake.schemas import USAGE_SORT
from comptoir.rating.assigning import ASSIGNMENTS
from comptoir.rating.schema import RECORDS, Kind
from comptoir.rating.tariff import Tariff

PERIOD = "2026-03"
RECORDS_PER_LINE = 100
LINES_PER_ACCOUNT = 20
SECOND = 1_000_000
# Share of lines on each plan of the reference tariff; it makes a fifth of the records draw on a bundle.
PLANS = {"flex": 50, "machine": 18, "s": 6, "m": 6, "l": 5, "fleet": 6, "unlimited": 5, "data-20": 2, "m-world": 2}
COUNTRIES = {"BE": 88, "FR": 4, "NL": 3, "DE": 2, "GB": 1, "US": 1, "MA": 1}
CROSSING = 0.008  # of the records are calls that begin shortly before a window ends

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Month:
    """Where the files of each bucket are, and who was on which plan."""

    root: Path
    paths: tuple[tuple[Path, ...], ...]
    assignments: pa.Table
    rows: int


def make_month(root: Path, tariff: Tariff, rows: int, buckets: int, batches: int = 4, seed: int = 1) -> Month:
    """Writes `rows` records as `batches` sorted files for each bucket, as intake would."""
    random = np.random.default_rng(seed)
    lines = max(rows // RECORDS_PER_LINE, buckets * LINES_PER_ACCOUNT)
    plan = random.choice(len(PLANS), lines, p=np.array(list(PLANS.values())) / sum(PLANS.values()))
    numbers = _numbers(tariff, random)
    paths = []
    for bucket in range(buckets):
        entries = []
        for batch in range(batches):
            size = rows * (bucket * batches + batch + 1) // (buckets * batches)
            size -= rows * (bucket * batches + batch) // (buckets * batches)
            table = _records(random, size, lines, bucket, buckets, plan, numbers)
            entries.append(write(root, "raw", PERIOD, bucket, table, RECORDS, USAGE_SORT))
        paths.append(tuple(root / entry.path for entry in entries))
    return Month(root, tuple(paths), _assignments(plan), rows)


def _records(
    random: np.random.Generator,
    size: int,
    lines: int,
    bucket: int,
    buckets: int,
    plan: Integers,
    numbers: Integers,
) -> pa.Table:
    accounts = random.integers(0, max(lines // LINES_PER_ACCOUNT // buckets, 1), size) * buckets + bucket
    line = accounts * LINES_PER_ACCOUNT + random.integers(0, LINES_PER_ACCOUNT, size)
    line = np.minimum(line, lines - 1)
    kind = random.choice([Kind.VOICE, Kind.SMS, Kind.MMS, Kind.DATA], size, p=[0.35, 0.2, 0.02, 0.43])
    machine = plan[line] == list(PLANS).index("machine")
    kind = np.where(machine & (kind != Kind.SMS), Kind.DATA, kind)
    seconds, crossing = _starts(random, size, kind)
    quantity = np.ones(size, np.int64)
    voice, data = kind == Kind.VOICE, kind == Kind.DATA
    quantity[voice] = random.exponential(110, int(voice.sum())).astype(np.int64) + 1
    quantity[crossing] += 240
    quantity[data] = random.exponential(4e6, int(data.sum())).astype(np.int64) + 500
    countries = random.choice(list(COUNTRIES), size, p=np.array(list(COUNTRIES.values())) / 100)
    return pa.table(
        {
            "record_id": random.integers(-(2**62), 2**62, size),
            "customer_id": accounts // 4,
            "billing_account_id": accounts,
            "line_id": line,
            "started_at": pa.array(seconds * SECOND).cast(pa.timestamp("us")),
            "kind": kind.astype(np.int8),
            "direction": (~data & (random.random(size) < 0.25) & ~crossing).astype(np.int8),
            "quantity": quantity,
            "called": np.where(data, 0, numbers[random.integers(0, len(numbers), size)]),
            "visited": pa.array(countries),
            "batch_id": random.integers(1, 31, size),
        },
        schema=RECORDS,
    )


def _starts(random: np.random.Generator, size: int, kind: NDArray[np.int64]) -> tuple[Integers, NDArray[np.bool_]]:
    """Starts over the month, mostly by day, and which calls are made to cross the end of the day window."""
    midnight = int(datetime(2026, 3, 1, tzinfo=BRUSSELS).timestamp())
    days = random.integers(0, 31, size)
    # An hour less than a day: the last days of March are an hour ahead, and all belong to March.
    of_day = np.clip(random.normal(14 * 3600, 4 * 3600, size), 0, 82_799).astype(np.int64)
    crossing = (kind == Kind.VOICE) & (random.random(size) < CROSSING * 5)
    weekdays = np.array([day for day in range(28) if day % 7 not in (0, 6)])  # 1 March 2026 was a Sunday
    days[crossing] = weekdays[random.integers(0, len(weekdays), int(crossing.sum()))]
    of_day[crossing] = 19 * 3600 - random.integers(1, 200, int(crossing.sum()))
    return midnight + days * 86_400 + of_day, crossing


def _numbers(tariff: Tariff, random: np.random.Generator) -> Integers:
    """Numbers to call: five of six Belgian, the others under any of the tariff's prefixes."""
    prefixes = [item.prefix for item in tariff.destinations if not item.prefix.startswith("-")]
    belgian = [prefix for prefix in prefixes if prefix.startswith("324")]
    found = []
    for chosen, count in ((belgian, 50_000), (prefixes, 10_000)):
        for prefix, rest in zip(random.choice(chosen, count), random.integers(10**6, 10**7, count), strict=True):
            found.append(int(f"{prefix}{rest}"[:12]))
    return np.array(found, np.int64)


def _assignments(plan: Integers) -> pa.Table:
    ids = list(PLANS)
    line = np.arange(len(plan), dtype=np.int64)
    shared = plan == ids.index("fleet")
    return pa.table(
        {
            "line_id": line,
            "from_at": pa.array([0] * len(plan), pa.timestamp("us")),
            "to_at": pa.array([2**53] * len(plan), pa.timestamp("us")),
            "plan": pa.array(ids).take(pa.array(plan)),
            "pool_id": np.where(shared, -(line // LINES_PER_ACCOUNT) - 1, line),
        },
        schema=ASSIGNMENTS,
    )
