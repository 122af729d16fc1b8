from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings

from comptoir.lake.condition import among
from comptoir.lake.entry import Entry, StaleSnapshot
from comptoir.lake.files import write
from comptoir.manifest.actions.deletions import expire, forget
from comptoir.manifest.actions.publications import COMPACTION, ChangesTotals, Conflict, MissingFile, publish
from comptoir.manifest.actions.upkeep import compact, sweep
from comptoir.manifest.models import LakeFile, Publication
from comptoir.manifest.queries import at_publication, is_published, last_number, live
from comptoir.manifest.reading import lake, reading
from comptoir.manifest.snapshot import Snapshot
from comptoir.rating.schema import RECORDS
from tests.lake.usage import SORT, usage

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 4, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def root(tmp_path: Path) -> Iterator[Path]:
    with override_settings(LAKE_ROOT=tmp_path):
        yield tmp_path


def raw(root: Path, seed: int, period: str = "2025-03", rows: int = 50, accounts: int = 5) -> Entry:
    return write(root, "raw", period, 0, usage(rows, seed, accounts), RECORDS, SORT)


def publication(key: str, *add: Entry, retire: tuple[Entry, ...] = (), reason: str = "intake") -> Publication:
    return publish(key=key, add=add, retire=retire, at=NOW, reason=reason)


def files_in(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_what_is_published_is_what_readers_see(root: Path) -> None:
    first, second = raw(root, 1), raw(root, 2, "2025-02")
    assert live("raw").entries == ()
    done = publication("a", first, second)
    assert (done.number, done.datasets, done.files_added, done.by_label) == (1, "raw", 2, "lake")
    snapshot = live("raw")
    assert snapshot == Snapshot(1, (second, first)), "every field of an entry survives the database"
    assert live("raw", periods=["2025-03"]).entries == (first,)
    assert live("rated") == Snapshot(1, ())
    assert snapshot.totals.rows == 100


def test_the_present_state_is_one_query(root: Path) -> None:
    publication("a", raw(root, 1))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(live("raw", "rated", periods=["2025-03"], accounts=[1]).entries) == 1
    assert len(queries) == 1


def test_datasets_change_together(root: Path) -> None:
    one = raw(root, 1)
    other = write(root, "rated", "2025-03", 0, usage(5), RECORDS, SORT)
    assert publication("run", one, other).datasets == "rated raw"
    snapshot = live("raw", "rated")
    assert (snapshot.of("raw"), snapshot.of("rated")) == ((one,), (other,))


def test_the_same_key_twice_counts_once(root: Path) -> None:
    first = publication("batch", raw(root, 1))
    assert is_published("batch")
    assert publication("batch", raw(root, 1)) == first
    assert live("raw").totals.rows == 50
    assert Publication.objects.count() == 1


def test_only_one_of_two_may_replace_a_file(root: Path) -> None:
    old, one, other = raw(root, 1), raw(root, 2), raw(root, 3)
    publication("a", old)
    publication("b", one, retire=(old,))
    with pytest.raises(Conflict):
        publication("c", other, retire=(old,))
    with pytest.raises(Conflict):
        publication("d", other, one)
    with pytest.raises(Conflict):
        publication("e", retire=(other,))
    assert live("raw") == Snapshot(2, (one,))
    assert last_number() == 2


def test_a_file_that_is_not_there_is_not_published(root: Path) -> None:
    entry, longer = raw(root, 1), raw(root, 2)
    (root / entry.path).unlink()
    for broken in (entry, replace(longer, bytes=longer.bytes + 1)):
        with pytest.raises(MissingFile):
            publication("a", longer, broken)
    assert live("raw") == Snapshot(0, ())


def test_a_compaction_may_not_change_what_there_is(root: Path) -> None:
    old, new = (raw(root, 1), raw(root, 2)), raw(root, 3, rows=100)
    publication("a", *old)
    with pytest.raises(ChangesTotals):
        publication("b", new, retire=old, reason=COMPACTION)
    assert live("raw").publication == 1


def test_the_state_of_a_moment_ago_can_be_read_until_it_is_swept(root: Path) -> None:
    old, new = raw(root, 1), raw(root, 2)
    publication("a", old)
    publication("b", new, retire=(old,))
    assert at_publication(0, "raw").entries == ()
    assert at_publication(1, "raw").entries == (old,)
    assert at_publication(2, "raw") == live("raw") == Snapshot(2, (new,))
    sweep(NOW + HOUR, HOUR)
    with pytest.raises(StaleSnapshot):
        at_publication(1, "raw")
    assert at_publication(2, "raw").entries == (new,)


def test_a_sweep_waits_for_the_grace_and_spares_what_counts(root: Path) -> None:
    old, new, orphan = raw(root, 1), raw(root, 2), raw(root, 3)
    publication("a", old)
    publication("b", new, retire=(old,))
    assert sweep(NOW + HOUR - timedelta(microseconds=1), HOUR).paths == ()
    swept = sweep(NOW + HOUR, HOUR)
    assert (swept.paths, swept.bytes) == ((old.path,), old.bytes)
    assert files_in(root) == {new.path, orphan.path}
    assert sweep(NOW, HOUR, timedelta(0)).paths == (orphan.path,)
    assert files_in(root) == {new.path}
    assert sweep(NOW + 9 * HOUR, timedelta(0), timedelta(0)).paths == ()


def test_a_file_swept_as_a_leftover_cannot_be_published_afterwards(root: Path) -> None:
    slow = raw(root, 1)
    sweep(NOW, HOUR, timedelta(0))
    with pytest.raises(MissingFile):
        publication("a", slow)


def test_a_sweep_killed_between_the_bytes_and_the_note_is_finished_by_the_next(root: Path) -> None:
    old = raw(root, 1)
    publication("a", old)
    publication("b", retire=(old,))
    (root / old.path).unlink()
    assert sweep(NOW + HOUR, HOUR).paths == (old.path,)
    assert LakeFile.objects.get().swept_at == NOW + HOUR


def test_compaction_merges_and_readers_see_the_same(root: Path) -> None:
    for seed in range(4):
        publication(f"batch-{seed}", raw(root, seed), raw(root, seed, "2025-02"))
    before = live("raw")
    assert [done.files_retired for done in compact("raw", at=NOW)] == [4, 4]
    after = live("raw")
    assert after.totals == before.totals
    assert len(after.entries) == 2
    assert compact("raw", at=NOW) == []


def test_forgetting_takes_rows_out_of_every_file_once(root: Path) -> None:
    publication("a", raw(root, 1), raw(root, 2), raw(root, 3, accounts=1))
    doomed = among("billing_account_id", [2])
    done = forget(doomed, "raw", key="gone", reason="deletion", at=NOW, accounts=[2])
    assert done is not None and (done.files_added, done.files_retired) == (2, 2)
    count = "SELECT count(*) AS n FROM raw WHERE billing_account_id = 2"
    assert lake().query(count, {"raw": live("raw").entries}).to_pylist() == [{"n": 0}]
    assert forget(doomed, "raw", key="gone", reason="deletion", at=NOW) == done
    assert forget(doomed, "raw", key="again", reason="deletion", at=NOW) is None
    sweep(NOW + HOUR, HOUR, timedelta(0))
    assert files_in(root) == {entry.path for entry in live("raw").entries}


def test_forgetting_everything_leaves_no_file(root: Path) -> None:
    publication("a", raw(root, 1))
    done = forget(among("batch_id", [1]), "raw", key="gone", reason="deletion", at=NOW)
    assert done is not None and done.files_added == 0
    assert live("raw") == Snapshot(2, ())


def test_old_periods_expire(root: Path) -> None:
    publication("a", raw(root, 1, "2025-01"), raw(root, 2, "2025-02"), raw(root, 3, "2025-03"))
    assert expire("raw", before="2025-03", key="e", reason="expiry", at=NOW) is not None
    assert [entry.period for entry in live("raw").entries] == ["2025-03"]
    assert expire("raw", before="2025-03", key="f", reason="expiry", at=NOW) is None


def test_a_reader_whose_files_were_swept_asks_again(root: Path) -> None:
    old, new = raw(root, 1), raw(root, 2, rows=7)
    publication("a", old)
    seen: list[int] = []

    def ask(snapshot: Snapshot) -> int:
        seen.append(snapshot.publication)
        if len(seen) == 1:
            publication("b", new, retire=(old,))
            sweep(NOW, timedelta(0))
        table = lake().query("SELECT count(*) AS n FROM raw", {"raw": snapshot.entries})
        return int(table["n"][0].as_py())

    assert reading(ask, "raw") == 7
    assert seen == [1, 2]


def test_a_reader_does_not_ask_for_ever(root: Path) -> None:
    def ask(snapshot: Snapshot) -> None:
        raise StaleSnapshot

    with pytest.raises(StaleSnapshot):
        reading(ask, "raw")


def test_the_readers_know_the_columns_of_datasets_without_files() -> None:
    for dataset in ("raw", "rated", "standard", "rollup", "charges"):
        table = lake().query(f"SELECT * FROM {dataset}", {dataset: ()})
        assert "billing_account_id" in table.column_names


@pytest.mark.parametrize(
    "change",
    [
        {"rows": 0},
        {"bytes": 0},
        {"retired_at": NOW},
        {"swept_at": NOW},
        {"first_account": 9, "last_account": 8},
        {"first_line": 9, "last_line": 8},
        {"path": "same"},
        {"retired_in_id": 1, "retired_at": NOW},
    ],
)
def test_the_database_refuses_what_cannot_be(root: Path, change: dict[str, object]) -> None:
    publication("a", raw(root, 1), raw(root, 2))
    one, other = LakeFile.objects.order_by("pk")
    if change.get("path") == "same":
        change = {"path": other.path}
    with pytest.raises(IntegrityError), transaction.atomic():
        LakeFile.objects.filter(pk=one.pk).update(**change)


def test_a_publication_needs_a_key_and_a_reason(root: Path) -> None:
    for key, reason in (("", "intake"), ("a", "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            publish(key=key, at=NOW, reason=reason)
