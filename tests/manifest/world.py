"""The roles of the torture test, each a process of its own: `python -m tests.manifest.world ROLE NAME`.

Batch k is the same whenever it is made, so that anybody can tell what the lake must answer from the list of
publications alone: every batch published so far, less the lines forgotten so far.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import django
import pyarrow as pa

GRACE = timedelta(seconds=4)
# Longer than it takes from a file's first byte to its publication, or the sweep takes it for a leftover.
ORPHAN_GRACE = timedelta(seconds=20)
PERIODS = ("2025-02", "2025-03")
ROWS = 400
LINES = 3

Sums = dict[int, tuple[int, int, int]]


def batch(number: int) -> dict[str, pa.Table]:
    """The records of one batch, by period. Each batch has its own lines: `number * 10` and up."""
    import numpy as np

    from tests.lake.usage import usage

    tables: dict[str, pa.Table] = {}
    for index, period in enumerate(PERIODS):
        first = (number * 10 + index) * 10_000
        table = usage(ROWS, seed=first, batch=number, first_id=first)
        lines = number * 10 + np.random.default_rng(first).integers(0, LINES, ROWS)
        tables[period] = table.set_column(table.column_names.index("line_id"), "line_id", pa.array(lines))
    return tables


@cache
def sums_of(number: int) -> dict[int, tuple[int, int, int]]:
    """Rows, sum of record ids and sum of quantities of a batch, by line."""
    table = pa.concat_tables(batch(number).values())
    grouped = table.group_by("line_id").aggregate([("record_id", "count"), ("record_id", "sum"), ("quantity", "sum")])
    return {
        row["line_id"]: (row["record_id_count"], row["record_id_sum"], row["quantity_sum"])
        for row in grouped.to_pylist()
    }


def expected(publication: int) -> Sums:
    """What the lake must hold after a publication, by batch, from the keys of the publications alone."""
    from comptoir.manifest.models import Publication

    keys = list(Publication.objects.filter(number__lte=publication).values_list("key", flat=True))
    forgotten = {int(key.split("-")[1]) for key in keys if key.startswith("forget-")}
    sums: Sums = {}
    for key in keys:
        if key.startswith("batch-"):
            number = int(key.split("-")[1])
            kept = [values for line, values in sums_of(number).items() if line not in forgotten]
            if kept:
                sums[number] = (sum(v[0] for v in kept), sum(v[1] for v in kept), sum(v[2] for v in kept))
    return sums


def answer(snapshot: object) -> Sums:
    """What the lake does hold, by batch, out of its files."""
    from comptoir.manifest.reading import lake
    from comptoir.manifest.snapshot import Snapshot

    assert isinstance(snapshot, Snapshot)
    table = lake().query(
        "SELECT batch_id, count(*) AS n, sum(record_id) AS ids, sum(quantity) AS quantity FROM raw GROUP BY batch_id",
        {"raw": snapshot.of("raw")},
    )
    return {row["batch_id"]: (row["n"], row["ids"], row["quantity"]) for row in table.to_pylist()}


def ingest(turn: int) -> dict[str, int]:
    """Publishes batch after batch, from the first that is not published yet; killed at any moment."""
    from comptoir.lake.schemas import USAGE_SORT
    from comptoir.lake.writer import SpreadWriter
    from comptoir.manifest.actions.publications import MissingFile, publish
    from comptoir.manifest.queries import is_published
    from comptoir.rating.schema import RECORDS

    number = 1
    while is_published(f"batch-{number}"):
        number += 1
    with SpreadWriter(root(), "raw", RECORDS, USAGE_SORT, buckets=2, rows_in_memory=300) as writer:
        for period, table in batch(number).items():
            writer.add(period, table)
        files = writer.close()
    try:
        publish(key=f"batch-{number}", add=files, at=now(), reason="intake")
    except MissingFile:
        return {"too slow": 1}
    return {"batches": 1}


def compact(turn: int) -> dict[str, int]:
    """Merges what is small, all the time."""
    from comptoir.manifest.actions.upkeep import compact

    return {"compactions": len(compact("raw", at=now(), small_rows=20_000))}


def delete(turn: int) -> dict[str, int]:
    """Forgets one line of a published batch after the other, and sweeps."""
    from comptoir.lake.condition import among
    from comptoir.manifest.actions.deletions import forget
    from comptoir.manifest.actions.upkeep import sweep
    from comptoir.manifest.queries import is_published

    number = 1
    while is_published(f"forget-{number * 10}"):
        number += 1
    forgotten = 0
    if is_published(f"batch-{number}"):
        line = number * 10
        key = f"forget-{line}"
        forgotten = int(
            forget(among("line_id", [line]), "raw", key=key, reason="deletion", at=now(), lines=[line]) is not None
        )
    swept = sweep(now(), GRACE, ORPHAN_GRACE)
    time.sleep(0.1)
    return {"forgotten": forgotten, "swept": len(swept.paths)}


def read(turn: int) -> dict[str, int]:
    """Asks for the present state or a recent one and compares it with the publications it reflects."""
    from comptoir.lake.entry import StaleSnapshot
    from comptoir.manifest.queries import at_publication, live

    snapshot = live("raw")
    if turn % 3 == 2:
        number = max(0, snapshot.publication - random.randint(1, 5))
        try:
            snapshot = at_publication(number, "raw")
        except StaleSnapshot:
            return {"stale": 1}
    try:
        found = answer(snapshot)
    except StaleSnapshot:
        return {"stale": 1}
    wanted = expected(snapshot.publication)
    assert found == wanted, f"publication {snapshot.publication}: {found} instead of {wanted}"
    rows = sum(values[0] for values in wanted.values())
    assert snapshot.totals.rows == rows, f"publication {snapshot.publication}: the manifest's own sum is wrong"
    return {"answers": 1}


def prepare(turn: int) -> dict[str, int]:
    """Lays the manifest's tables."""
    from django.core.management import call_command

    call_command("migrate", "manifest", verbosity=0)
    return {}


def state(turn: int) -> dict[str, int]:
    """Batches and rows that count."""
    from comptoir.manifest.models import Publication
    from comptoir.manifest.queries import live

    return {"batches": Publication.objects.count(), "rows": live("raw").totals.rows}


def finish(turn: int) -> dict[str, int]:
    """With everybody gone: nothing lost, nothing twice, and after a sweep nothing left over."""
    from comptoir.lake.verify import faults
    from comptoir.manifest.actions.upkeep import sweep
    from comptoir.manifest.models import LakeFile, Publication
    from comptoir.manifest.queries import live

    snapshot = live("raw")
    batches = Publication.objects.filter(key__startswith="batch-").count()
    keys = set(Publication.objects.values_list("key", flat=True))
    assert {f"batch-{number}" for number in range(1, batches + 1)} <= keys, "a batch was skipped"
    numbers = list(Publication.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1)), "the numbers have gaps"
    left = len([path for path in root().rglob("*") if path.is_file()])
    sweep(now(), timedelta(0), timedelta(0))
    remaining = {path.relative_to(root()).as_posix() for path in root().rglob("*") if path.is_file()}
    assert remaining == {entry.path for entry in snapshot.entries}, "files lost or left over"
    assert not LakeFile.objects.filter(retired_at__isnull=False, swept_at=None).exists()
    assert answer(live("raw")) == expected(snapshot.publication), "the last state is not what was published"
    assert not [fault for entry in snapshot.entries for fault in faults(root(), entry)]
    compactions = Publication.objects.filter(reason="compaction").count()
    return {"batches": batches, "compactions": compactions, "files": len(remaining), "files before": left}


ROLES: dict[str, Callable[[int], dict[str, int]]] = {
    "ingest": ingest,
    "compact": compact,
    "delete": delete,
    "read": read,
}
ONCE = {"prepare": prepare, "state": state, "finish": finish}


def now() -> datetime:
    return datetime.now(UTC)


def root() -> Path:
    from django.conf import settings

    return Path(settings.LAKE_ROOT)


def main(role: str, name: str) -> None:
    """Run the role until the file `stop` appears beside the lake; then say what was done, as JSON."""
    home = Path(os.environ["COMPTOIR_HOME"])
    django.setup()
    if role in ONCE:
        sys.stdout.write(json.dumps(ONCE[role](0)))
        return
    done: dict[str, int] = {}
    for turn in _turns(home / "stop"):
        for what, count in ROLES[role](turn).items():
            done[what] = done.get(what, 0) + count
        if turn == 0:
            (home / f"{name}.ready").touch()
    (home / f"{name}.json").write_text(json.dumps(done))


def _turns(stop: Path) -> Iterator[int]:
    turn = 0
    while not stop.exists():
        yield turn
        turn += 1


if __name__ == "__main__":
    main(*sys.argv[1:3])
