"""`comptoir demo --check`: builds all, proves all by another path, and proves that the proof can fail."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from comptoir.demo.stages import Stages


def check(home: Path, scale: str, today: date) -> int:
    """Prints exactly one JSON object on standard output; 0 only if all is well."""
    import django

    django.setup()
    from comptoir.demo.building import UnableToBuild, build
    from comptoir.demo.scale import SCALES
    from comptoir.demo.timeline import UnableToPlace
    from comptoir.demo.world import make_world

    stages = Stages()
    try:
        with stages.stage("world"):
            world = make_world(SCALES[scale], today)
        build(world, stages)
    except (UnableToPlace, UnableToBuild) as error:
        print(f"comptoir: {error}", file=sys.stderr)
        return 2
    with stages.stage("reconciling"):
        reconciled = _reconciled(stages)
    with stages.stage("altered copy"):
        stages.say("Altering one record in a copy")
        altered = _altered_copy_reconciled(home)
    stages.finish()
    found = {**_counts(), "scale": scale, "today": today.isoformat()}
    found["seconds"] = {name: round(seconds, 2) for name, seconds in stages.seconds.items()}
    found["reconciled"] = reconciled
    found["altered_copy_reconciled"] = altered
    print(json.dumps(found))
    return 0 if reconciled and not altered and all(found[name] for name in _COUNTED) else 1


_COUNTED = ("customers", "sim_cards", "usage_records", "invoices")


def _counts() -> dict[str, Any]:
    from comptoir.billing.models import Invoice
    from comptoir.inventory.models import SimCard
    from comptoir.manifest.queries import live
    from comptoir.parties.models import Customer

    return {
        "customers": Customer.objects.count(),
        "sim_cards": SimCard.objects.count(),
        "usage_records": sum(entry.rows for entry in live("raw").entries),
        "invoices": Invoice.objects.exclude(number=None).count(),
    }


def _reconciled(stages: Stages) -> bool:
    """Whether every run's records, charges, lines, invoices and PDFs agree."""
    from comptoir.billing.models import BillRun
    from comptoir.billing.reconciliation import reconcile

    good = []
    for run in BillRun.objects.filter(trial=False).order_by("period"):
        stages.say(f"Reconciling {run.period}")
        report = reconcile(run)
        for difference in report.differences:
            print(f"\n  {run.period}: {difference}", file=sys.stderr)
        good.append(report.reconciled)
    return bool(good) and all(good)


def _altered_copy_reconciled(home: Path) -> bool:
    """Copies it all, makes one rated record a millionth dearer, and asks another process whether it agrees."""
    from comptoir.manifest.queries import live

    copy = home.with_name("copy")
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("kernel-cache", "static"))
    entry = max((e for e in live("rated").entries if e.rows), key=lambda e: (e.period, e.path))
    _make_dearer(copy / "lake" / entry.path)
    command = [sys.executable, "-m", "comptoir", "bill", "reconcile", entry.period, "--json"]
    asked = subprocess.run(command, env=_elsewhere(copy), capture_output=True, text=True)
    shutil.rmtree(copy, ignore_errors=True)
    told = next((line for line in _backwards(asked.stdout) if line.startswith("{")), "")
    if not told:
        raise RuntimeError(f"The altered copy could not be reconciled: {asked.stderr[-2000:]}")
    return bool(json.loads(told)["reconciled"])


def _elsewhere(home: Path) -> dict[str, str]:
    import os

    return {**os.environ, "COMPTOIR_HOME": str(home)}


def _backwards(text: str) -> Iterable[str]:
    return reversed(text.splitlines())


def _make_dearer(path: Path) -> None:
    """One record's amount, by one millionth; everything else stays."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    place = table.schema.get_field_index("amount_micro")
    amounts = table.column(place).to_pylist()
    amounts[len(amounts) // 2] += 1
    altered = table.set_column(place, table.schema.field(place), pa.array(amounts, pa.int64()))
    pq.write_table(altered, path)
