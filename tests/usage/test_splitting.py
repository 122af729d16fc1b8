"""However a file is ordered and cut into batches, whatever comes twice: the lake ends up the same (U-01)."""

import shutil
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comptoir.usage.actions.batches import import_file
from comptoir.usage.models import QuarantinedRecord, UsageBatch
from tests.usage.lake import held, periods
from tests.usage.world import AT, BY, World, call, plain, usage_file

RECORDS = [
    call(
        n, 1 + n % 5, f"2025-0{2 + n % 2}-{1 + n % 27:02}T{n % 24:02}:30:00Z", kind=kind, called=called, country=country
    )
    for n, (kind, called, country) in enumerate(
        [
            ("voice", "+32475123456", "BE"),
            ("sms", "8850", "BE"),
            ("data", "", "FR"),
            ("voice", "112", "BE"),
            ("fax", "+32475123456", "BE"),
            ("voice", "0800123456", "FR"),
            ("voice", "0800123456", "BE"),
            ("voice", "+33612345678", "Atlantis"),
        ]
        * 4
    )
]


class _Back(Exception):
    """Everything was looked at: take it back."""


def outcome(files: list[list[str]], home: Path) -> dict[str, Any]:
    """What is there after these files were imported one after the other; then nothing of it is left."""
    found: dict[str, Any] = {}
    try:
        with transaction.atomic():
            for index, rows in enumerate(files):
                if rows:
                    import_file(usage_file(home, *rows, name=f"{index}.csv"), plain(), by=BY, at=AT)
            found["lake"], found["periods"] = held(), periods()
            found["waiting"] = sorted(
                (row.fields["record_id"], row.reason) for row in QuarantinedRecord.objects.filter(state="waiting")
            )
            for batch in UsageBatch.objects.all():
                parts = (batch.accepted, batch.duplicate, batch.quarantined, batch.free, batch.ignored)
                assert batch.read == sum(parts) and min(parts) >= 0
            raise _Back
    except _Back:
        return found


@pytest.mark.clause("U-01")
@settings(
    max_examples=settings().max_examples // 6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_order_and_any_cut(world: World, tmp_path: Path, data: st.DataObject) -> None:
    expected = outcome([RECORDS], tmp_path)
    assert expected["lake"] and expected["waiting"]
    order = data.draw(st.permutations(RECORDS))
    twice = data.draw(st.lists(st.sampled_from(RECORDS), max_size=10))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(order)), max_size=3)))
    bounds = [0, *cuts, len(order)]
    files = [order[start:end] for start, end in pairwise(bounds)]
    files[-1] = [*files[-1], *twice]
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    assert outcome(files, folder) == expected
    shutil.rmtree(folder)
