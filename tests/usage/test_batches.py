"""A file counts whole or not at all, and once (U-01)."""

from datetime import date
from pathlib import Path

import pytest

from comptoir.kernel.periods import Month
from comptoir.usage.actions.batches import import_file, try_file
from comptoir.usage.actions.periods import close_period
from comptoir.usage.models import BatchState, QuarantinedRecord, UsageBatch
from comptoir.usage.problems import AlreadyImported
from tests.usage.lake import held, periods
from tests.usage.world import AT, BY, World, call, plain, usage_file

pytestmark = pytest.mark.clause("U-01")


def test_a_file_is_read_into_the_lake(world: World, tmp_path: Path) -> None:
    path = usage_file(
        tmp_path,
        call(1),
        call(2, 3, "2025-03-31T22:30:00Z", kind="data", called="", quantity=1500),
        call(3, 2, kind="sms", quantity=1, called="1307"),
        call(4, 2, "2025-03-10T08:00:00Z", direction="incoming"),
    )
    batch = import_file(path, plain(), by=BY, at=AT)
    assert (batch.state, batch.read, batch.accepted, batch.quarantined) == (BatchState.PUBLISHED, 4, 4, 0)
    assert (batch.first_on, batch.last_on) == (date(2025, 3, 10), date(2025, 4, 1))
    assert periods() == {"2025-03": 3, "2025-04": 1} == batch.periods
    rows = held()
    assert [(row["line_id"], row["kind"], row["direction"], row["called"]) for row in rows] == [
        (world.lines[0].pk, 1, 0, 32475123456),
        (world.lines[1].pk, 1, 1, 0),
        (world.lines[1].pk, 2, 0, -1307),
        (world.lines[2].pk, 4, 0, 0),
    ]
    assert rows[0]["customer_id"] == world.customers["alder"].pk
    assert rows[3]["billing_account_id"] == world.accounts["birch"].pk


@pytest.mark.clause("U-01")
def test_the_same_file_counts_once(world: World, tmp_path: Path) -> None:
    path = usage_file(tmp_path, call(1), call(2, 2))
    first = import_file(path, plain(), by=BY, at=AT)
    copy = tmp_path / "another-name.csv"
    copy.write_bytes(path.read_bytes())
    with pytest.raises(AlreadyImported) as refused:
        import_file(copy, plain(), by=BY, at=AT)
    assert refused.value.batch_id == first.pk
    assert refused.value.explanation.values["at"] == AT
    assert len(held()) == 2 and UsageBatch.objects.count() == 1


def test_the_same_record_counts_once(world: World, tmp_path: Path) -> None:
    import_file(usage_file(tmp_path, call(1), call(2, 2), call(1)), plain(), by=BY, at=AT)
    again = import_file(usage_file(tmp_path, call(2, 2), call(5, 2), name="b.csv"), plain(), by=BY, at=AT)
    assert (again.read, again.accepted, again.duplicate) == (2, 1, 1)
    assert len(held()) == 3


@pytest.mark.clause("U-06")
def test_a_late_record_goes_to_the_first_open_month(world: World, tmp_path: Path) -> None:
    import_file(usage_file(tmp_path, call(1)), plain(), by=BY, at=AT)
    close_period(Month.parse("2025-03"), by=BY, at=AT)
    late = import_file(usage_file(tmp_path, call(1), call(2), name="late.csv"), plain(), by=BY, at=AT)
    assert (late.accepted, late.duplicate) == (1, 1)
    assert periods() == {"2025-03": 1, "2025-04": 1}
    again = import_file(usage_file(tmp_path, call(2), call(1), name="later.csv"), plain(), by=BY, at=AT)
    assert (again.accepted, again.duplicate) == (0, 2)


def test_bad_records_are_set_aside_with_their_reason(world: World, tmp_path: Path) -> None:
    rows = {
        call(1): None,
        call(2, kind="fax"): "kind",
        call(3, direction="sideways"): "direction",
        call(4, at="yesterday"): "time",
        call(5, at="2025-04-02T10:00:00Z"): "future",
        call(6, at="1999-12-01T10:00:00Z"): "too_early",
        call(7, country="Atlantis"): "country",
        call(8, called=""): "no_called",
        call(9, called="abc"): "called",
        call(10).replace("+32470000001", "card one"): "card",
        call(11, quantity="a minute"): "quantity",
        call(12, quantity=-5): "negative",
        call(13, quantity=99_999_999): "too_large",
        call(14).replace("+32470000001", "+32479999999"): "unknown_card",
        call(15, at="2023-12-31T10:00:00Z"): "not_active",
        "16,+32470000001": "broken_line",
    }
    batch = import_file(usage_file(tmp_path, *rows), plain(), by=BY, at=AT)
    assert (batch.read, batch.accepted, batch.quarantined) == (16, 1, 15)
    found = QuarantinedRecord.objects.order_by("line_number").values_list("line_number", "reason", "state")
    expected = [(n, f"usage.record.{reason}", "waiting") for n, reason in enumerate(rows.values(), 2) if reason]
    assert list(found) == expected
    country = QuarantinedRecord.objects.get(reason="usage.record.country")
    assert country.values == {"column": "country", "said": "Atlantis"}
    assert country.fields["record_id"] == "7"


def test_a_trial_changes_nothing(world: World, tmp_path: Path) -> None:
    path = usage_file(tmp_path, call(1), call(1), call(2, kind="fax"), call(3, called="112"))
    outcome = try_file(path, plain(), by=BY, at=AT)
    assert (outcome.read, outcome.accepted, outcome.duplicate, outcome.quarantined, outcome.free) == (4, 1, 1, 1, 1)
    assert outcome.reasons == {"usage.record.kind": 1}
    assert not held() and not UsageBatch.objects.exists() and not QuarantinedRecord.objects.exists()
