"""Whatever is done to the lake in whatever order: what was published and not deleted is there, once."""

import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test.utils import override_settings
from hypothesis import given
from hypothesis import strategies as st

from comptoir.lake.condition import among
from comptoir.lake.files import write
from comptoir.lake.reader import Lake
from comptoir.lake.verify import faults
from comptoir.manifest.actions.deletions import expire, forget
from comptoir.manifest.actions.publications import publish
from comptoir.manifest.actions.upkeep import compact, sweep
from comptoir.manifest.models import LakeFile, Publication
from comptoir.manifest.queries import at_publication, live
from comptoir.rating.schema import RECORDS
from tests.lake.usage import SORT, usage

PERIODS = ("2025-01", "2025-02", "2025-03")
START = datetime(2025, 4, 1, tzinfo=UTC)
GRACE = timedelta(minutes=3)

Row = tuple[int, str, int]
ingests = st.tuples(st.just("ingest"), st.sampled_from(PERIODS), st.integers(1, 30))
again = st.tuples(st.just("again"), st.integers(0, 9), st.integers(1, 30))
compactions = st.tuples(st.just("compact"), st.integers(2, 60))
deletions = st.tuples(st.just("forget"), st.integers(100, 302))
expiries = st.tuples(st.just("expire"), st.sampled_from(PERIODS))
sweeps = st.tuples(st.just("sweep"), st.booleans())
leftovers = st.tuples(st.just("orphan"), st.integers(1, 5))
steps = st.lists(st.one_of(ingests, ingests, again, compactions, deletions, expiries, sweeps, leftovers), max_size=14)


@dataclass
class World:
    """The lake beside a plain list of what it must hold."""

    root: Path
    rows: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    history: dict[int, set[int]] = field(default_factory=lambda: {0: set()})
    turn: int = 0

    @property
    def now(self) -> datetime:
        return START + timedelta(minutes=self.turn)

    def do(self, step: tuple[object, ...]) -> None:
        self.turn += 1
        getattr(self, str(step[0]))(*step[1:])
        self.history[live("raw").publication] = set(self.rows)

    def ingest(self, period: str, rows: int) -> None:
        table = usage(rows, seed=self.turn, accounts=3, first_id=self.turn * 1_000)
        entry = write(self.root, "raw", period, 0, table, RECORDS, SORT)
        publish(key=f"batch-{self.turn}", add=[entry], at=self.now, reason="intake")
        for row in table.to_pylist():
            self.rows[row["record_id"]] = (period, row["line_id"], row["quantity"])

    def again(self, which: int, rows: int) -> None:
        keys = list(Publication.objects.order_by("number").values_list("key", flat=True))
        if keys:
            entry = write(self.root, "raw", PERIODS[0], 0, usage(rows), RECORDS, SORT)
            publish(key=keys[which % len(keys)], add=[entry], at=self.now, reason="intake")

    def compact(self, small_rows: int) -> None:
        compact("raw", at=self.now, small_rows=small_rows)

    def forget(self, line: int) -> None:
        forget(among("line_id", [line]), "raw", key=f"f{self.turn}", reason="deletion", at=self.now, lines=[line])
        self.rows = {key: row for key, row in self.rows.items() if row[1] != line}

    def expire(self, before: str) -> None:
        expire("raw", before=before, key=f"e{self.turn}", reason="expiry", at=self.now)
        self.rows = {key: row for key, row in self.rows.items() if row[0] >= before}

    def sweep(self, orphans: bool) -> None:
        sweep(self.now, GRACE, timedelta(0) if orphans else timedelta(days=1))

    def orphan(self, rows: int) -> None:
        write(self.root, "raw", PERIODS[0], 1, usage(rows), RECORDS, SORT)

    def check(self, lake: Lake) -> None:
        snapshot = live("raw")
        assert snapshot.totals.rows == len(self.rows)
        assert snapshot.totals.sums.get("record_id", 0) == sum(self.rows)
        assert snapshot.totals.sums.get("quantity", 0) == sum(row[2] for row in self.rows.values())
        assert not [fault for entry in snapshot.entries for fault in faults(self.root, entry)]
        for number in range(max(0, snapshot.publication - 1), snapshot.publication + 1):
            files = LakeFile.objects.filter(added_in__lte=number, swept_at__isnull=False)
            if number in self.history and not files.filter(retired_in__gt=number).exists():
                entries = at_publication(number, "raw").entries
                ids = lake.query("SELECT record_id FROM raw", {"raw": entries})["record_id"].to_pylist()
                assert sorted(ids) == sorted(self.history[number])


@pytest.mark.django_db
@given(steps)
def test_any_sequence_of_changes_keeps_every_row_that_was_not_deleted(plan: list[tuple[object, ...]]) -> None:
    LakeFile.objects.all().delete()
    Publication.objects.all().delete()
    with tempfile.TemporaryDirectory() as folder, override_settings(LAKE_ROOT=folder):
        world, lake = World(Path(folder)), Lake(Path(folder), {"raw": RECORDS})
        for step in plan:
            world.do(step)
            world.check(lake)
        lake.close()
        sweep(world.now, timedelta(0), timedelta(0))
        left = {path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file()}
        assert left == {entry.path for entry in live("raw").entries}
        numbers = list(Publication.objects.values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
