"""How many records of a CSV file come into the lake in a second: read, checked, deduplicated, sorted, published.

The whole of `import_file` on a database of its own: a hundredth of the records are to free numbers, some are bad,
some stand twice. It runs in a process of its own, whose peak memory is told. Peers in the same run: DuckDB
copying the same file to sorted Parquet with its columns typed and nothing else, and a plain Python loop over a
sample of the lines.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from machine import timed

AT = datetime(2025, 4, 1, 6, tzinfo=UTC)
START = date(2024, 1, 1)
SAMPLE = 200_000
BLOCK = 1_000_000
LINES_PER_ACCOUNT = 250
# Shares of the records, in thousandths.
FREE, BAD, UNKNOWN, TWICE = 10, 1, 1, 5


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--records", type=int, default=5_000_000)
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--memory", type=int, default=0, help="MiB for the engine; default: what imports use")
    parser.add_argument("--no-peers", action="store_true", help="only the import")


def run(options: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        path = folder / "usage.csv"
        expected = make_file(path, options.records, options.lines)
        _in_process(folder, "build", options.lines)
        ours = _in_process(folder, "import", path, options.memory)
        assert {key: ours[key] for key in expected} == expected, (ours, expected)
        figures = {
            "records": ours["read"],
            "records_per_second": round(ours["read"] / ours["seconds"]),
            "peak_mib": ours["peak_mib"],
            "file_mib": round(path.stat().st_size / 2**20),
            **expected,
        }
        peers = {} if options.no_peers else _peers(path, folder, ours["read"])
    ratios = {f"to_{name}": round(figures["records_per_second"] / peer["records_per_second"], 2)
              for name, peer in peers.items()}  # fmt: skip
    return {"name": "intake", "figures": figures, "peers": peers, "ratios": ratios}


def make_file(path: Path, records: int, lines: int, seed: int = 1) -> dict[str, int]:
    """Writes the file, block by block; what an import of it must count."""
    random = np.random.default_rng(seed)
    expected = dict.fromkeys(("read", "accepted", "duplicate", "quarantined", "free"), 0)
    written = None
    for first in range(0, records, BLOCK):
        table = _block(random, first, min(BLOCK, records - first), lines, expected)
        if written is None:
            written = pa_csv.CSVWriter(path, table.schema, write_options=pa_csv.WriteOptions(quoting_style="none"))
        written.write_table(table)
    if written is not None:
        written.close()
    return expected


def _block(random: np.random.Generator, first: int, size: int, lines: int, expected: dict[str, int]) -> pa.Table:
    chance = random.integers(0, 1000, size)
    free = chance < FREE
    bad = (chance >= FREE) & (chance < FREE + BAD)
    unknown = (chance >= FREE + BAD) & (chance < FREE + BAD + UNKNOWN)
    source, twice = _doubles(chance, ~free & ~bad & ~unknown)
    expected["read"] += size
    for name, part in (("free", free), ("quarantined", bad | unknown), ("duplicate", twice)):
        expected[name] += int(part.sum())
    expected["accepted"] += size - int((free | bad | unknown | twice).sum())
    columns = {"record_id": np.arange(first, first + size).astype(str), **_said(random, size, free, bad)}
    number = 32_470_000_000 + random.integers(0, lines, size) + np.where(unknown, 5_000_000, 0)
    columns["number"] = np.char.add("+", number.astype(str))
    order = ("record_id", "number", "started_at", "kind", "direction", "called", "quantity", "country")
    return pa.table({name: pa.array(columns[name][source].tolist(), pa.string()) for name in order})


def _doubles(chance: Any, good: Any) -> tuple[Any, Any]:
    """Which row stands in each place: some are the good one before them once more, in every column."""
    twice = good & (chance >= 1000 - TWICE)
    firsts = np.flatnonzero(good & ~twice)
    before = np.searchsorted(firsts, np.flatnonzero(twice)) - 1
    twice[np.flatnonzero(twice)[before < 0]] = False
    source = np.arange(len(chance))
    source[twice] = firsts[before[before >= 0]]
    return source, twice


def _said(random: np.random.Generator, size: int, free: Any, bad: Any) -> dict[str, Any]:
    kind = random.choice(["voice", "sms", "data"], size, p=[0.45, 0.25, 0.3]).astype(object)
    kind[free] = "voice"
    data = kind == "data"
    quantity = np.where(data, random.integers(1, 50_000_000, size), random.integers(1, 900, size))
    quantity[kind == "sms"] = 1
    prefix = random.choice(["+3247", "003248", "049", "+336", "+4930"], size)
    called = np.char.add(prefix, np.char.zfill(random.integers(0, 10_000_000, size).astype(str), 7)).astype(object)
    called[data], called[free] = "", "080012345"
    direction = random.choice(["outgoing", "incoming"], size, p=[0.85, 0.15]).astype(object)
    direction[data | free] = "outgoing"
    country = random.choice(["BE", "FR", "DE", "US"], size, p=[0.92, 0.04, 0.03, 0.01]).astype(object)
    country[free] = "BE"
    kind[bad] = "unheard-of"
    seconds = random.integers(0, 31 * 86_400 - 7200, size)
    started = np.datetime64("2025-03-01T00:00:00") + seconds.astype("timedelta64[s]")
    return {
        "started_at": started.astype(str),
        "kind": kind,
        "direction": direction,
        "called": called,
        "quantity": quantity.astype(str),
        "country": country,
    }


def _in_process(folder: Path, *words: object) -> dict[str, Any]:
    environment = {
        **os.environ,
        "COMPTOIR_HOME": str(folder / "home"),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "comptoir.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-c", "import intake; intake.in_process()", *map(str, words)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout))


def in_process() -> None:
    """What the process of its own does: `build LINES`, or `import PATH MEMORY`."""
    import django

    django.setup()
    role, *words = sys.argv[1:]
    print(json.dumps(_build(int(words[0])) if role == "build" else _import(Path(words[0]), int(words[1]))))


def _build(lines: int) -> dict[str, Any]:
    from django.core.management import call_command

    from comptoir.access.capabilities import DATA, STAFF
    from comptoir.catalogue.actions.offerings import OfferingSpec, offer
    from comptoir.inventory.actions.activation import activate_lines
    from comptoir.inventory.specs import LineSpec
    from comptoir.parties.actions.accounts import create_payment_agreement, open_account, open_billing_account
    from comptoir.parties.actions.customers import create_customer
    from comptoir.scope.actor import Channel, system

    by = system("benchmark", Channel.COMMAND, staff=STAFF | DATA)
    call_command("migrate", verbosity=0)
    offer(OfferingSpec("m", "plan", 25_000_000, START, plan_kind=""), by=by, at=AT)
    customer = create_customer(code="c", legal_name="Customer", accepted_on=START, by=by, at=AT)
    account = open_account(customer, code="ca", name="c", by=by, at=AT)
    agreement = create_payment_agreement(customer, code="pa", by=by, at=AT)
    for number in range(-(-lines // LINES_PER_ACCOUNT)):
        open_billing_account(
            account, code=f"ba{number}", name="b", payment_agreement=agreement, opened_on=START, by=by, at=AT
        )
    specs = [
        LineSpec(
            code=f"L{n}",
            billing_account=f"ba{n // LINES_PER_ACCOUNT}",
            number=f"+{32_470_000_000 + n}",
            iccid=f"8932{n:015d}",
            imsi=f"20601{n:010d}",
            pin="1234",
            puk="12345678",
            from_on=START,
            plans=(("m", START, None),),
        )
        for n in range(lines)
    ]
    activate_lines(specs, by=by, at=AT)
    return {"lines": lines}


def _import(path: Path, memory: int) -> dict[str, Any]:
    from machine import peak_mib

    from comptoir.access.capabilities import STAFF
    from comptoir.scope.actor import Channel, system
    from comptoir.usage.actions.batches import import_file
    from comptoir.usage.intake.reading import MEMORY_MIB
    from comptoir.usage.mapping_file import load

    by = system("benchmark", Channel.COMMAND, staff=STAFF)
    batch, seconds = timed(lambda: import_file(path, load("plain-csv"), by=by, at=AT, memory_mib=memory or MEMORY_MIB))
    counts = {name: getattr(batch, name) for name in ("read", "accepted", "duplicate", "quarantined", "free")}
    return {**counts, "seconds": seconds, "peak_mib": peak_mib()}


def _peers(path: Path, folder: Path, records: int) -> dict[str, dict[str, Any]]:
    _, copied = timed(lambda: _duckdb_copy(path, folder / "copy.parquet"))
    kept, looped = timed(lambda: _python_loop(path))
    return {
        "duckdb_copy": {"records_per_second": round(records / copied)},
        "python_loop": {"records_per_second": round(SAMPLE / looped), "sample": SAMPLE, "kept": kept},
    }


def _duckdb_copy(path: Path, target: Path) -> None:
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_csv('{path}', header=true, columns={{'record_id': 'BIGINT',"
            " 'number': 'BIGINT', 'started_at': 'TIMESTAMP', 'kind': 'VARCHAR', 'direction': 'VARCHAR',"
            " 'called': 'VARCHAR', 'quantity': 'BIGINT', 'country': 'VARCHAR'})"
            f" ORDER BY number, started_at, record_id) TO '{target}'"
            " (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 65536)"
        )


def _python_loop(path: Path) -> int:
    """What a script would do: one line at a time, the same checks, nothing written."""
    latest = AT.replace(tzinfo=None)
    lines = range(32_470_000_000, 32_475_000_000)
    seen: set[tuple[int, datetime, int]] = set()
    kept = []
    with path.open(newline="", encoding="utf-8") as file:
        for index, row in enumerate(csv.DictReader(file)):
            if index == SAMPLE:
                break
            called = row["called"]
            if called.startswith("00"):
                called = "+" + called[2:]
            elif called.startswith("0"):
                called = "+32" + called[1:]
            if row["country"] == "BE" and called.startswith(("+32800", "+800", "112", "100", "101")):
                continue
            number, started = int(row["number"]), datetime.fromisoformat(row["started_at"])
            if row["kind"] not in ("voice", "sms", "data") or number not in lines or started > latest:
                continue
            key = (number, started, int(row["record_id"]))
            if key in seen:
                continue
            seen.add(key)
            kept.append((key, row["kind"], row["direction"], int(row["quantity"]), int(called or 0), row["country"]))
    kept.sort()
    return len(kept)
