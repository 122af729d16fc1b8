"""Records set aside are corrected, replayed and counted once; or discarded (U-01)."""

from pathlib import Path

import pytest

from comptoir.scope.actor import Channel, system
from comptoir.scope.authorize import NotAuthorized
from comptoir.usage.actions.batches import import_file
from comptoir.usage.actions.quarantine import READY, correct_record, discard, replay
from comptoir.usage.models import BatchKind, QuarantinedRecord, RecordState, UsageBatch
from comptoir.usage.problems import UnableToCorrect
from comptoir.usage.queries import quarantine, quarantine_reasons
from tests.usage.lake import held
from tests.usage.world import AT, BY, START, World, _spec, call, plain, usage_file

pytestmark = pytest.mark.clause("U-01")


def waiting() -> list[QuarantinedRecord]:
    return list(QuarantinedRecord.objects.filter(state=RecordState.WAITING))


def brought(tmp_path: Path, *rows: str, name: str = "usage.csv") -> UsageBatch:
    return import_file(usage_file(tmp_path, *rows, name=name), plain(), by=BY, at=AT)


def test_corrected_and_replayed(world: World, tmp_path: Path) -> None:
    brought(tmp_path, call(1, kind="fax"), call(2, country="Atlantis"), call(3))
    fax = QuarantinedRecord.objects.get(reason="usage.record.kind")
    assert correct_record(fax, {"kind": "voice"}, by=BY, at=AT).reason == READY
    (batch,) = replay(by=BY, at=AT)
    assert (batch.kind, batch.read, batch.accepted, batch.quarantined) == (BatchKind.REPLAY, 2, 1, 1)
    fax.refresh_from_db()
    assert (fax.state, fax.replayed_in, fax.fields, fax.corrected) == (RecordState.REPLAYED, batch, {}, {})
    assert [record.reason for record in waiting()] == ["usage.record.country"]
    assert len(held()) == 2
    assert replay(by=BY, at=AT, records=[fax.pk]) == []


def test_what_is_still_wrong_is_said_at_once(world: World, tmp_path: Path) -> None:
    brought(tmp_path, call(1, kind="fax", country="Atlantis"))
    (record,) = waiting()
    corrected = correct_record(record, {"kind": "voice"}, by=BY, at=AT)
    assert (corrected.reason, corrected.values["said"]) == ("usage.record.country", "Atlantis")
    assert correct_record(record, {"country": "FR"}, by=BY, at=AT).reason == READY


def test_a_card_that_came_later(world: World, tmp_path: Path) -> None:
    from comptoir.inventory.actions.activation import activate_lines

    brought(tmp_path, call(1, 5), call(2, 5), call(3, 6))
    assert quarantine_reasons(BY) == {"usage.record.unknown_card": 3}
    activate_lines([_spec(5, world.accounts["alder"].code, START)], by=BY, at=AT)
    (batch,) = replay(by=BY, at=AT)
    assert (batch.read, batch.accepted, batch.quarantined) == (3, 2, 1)


def test_a_replayed_record_that_was_sent_right_meanwhile_counts_once(world: World, tmp_path: Path) -> None:
    brought(tmp_path, call(1, kind="fax"))
    brought(tmp_path, call(1), name="right.csv")
    correct_record(waiting()[0], {"kind": "voice"}, by=BY, at=AT)
    (batch,) = replay(by=BY, at=AT)
    assert (batch.accepted, batch.duplicate) == (0, 1)
    assert len(held()) == 1 and not waiting()


def test_the_same_bad_record_waits_once(world: World, tmp_path: Path) -> None:
    first = brought(tmp_path, call(1, kind="fax"), call(1, kind="fax"))
    assert (first.quarantined, first.duplicate) == (1, 1)
    second = brought(tmp_path, call(1, kind="fax"), call(2), name="b.csv")
    assert (second.quarantined, second.duplicate, second.accepted) == (0, 1, 1)
    assert len(waiting()) == 1


@pytest.mark.clause("U-02")
def test_a_record_that_turns_out_to_be_free_is_forgotten(world: World, tmp_path: Path) -> None:
    brought(tmp_path, call(1, called="not a number"), call(2, kind="fax"))
    unread, fax = waiting()
    correct_record(unread, {"called": "0800731955"}, by=BY, at=AT)
    unread.refresh_from_db()
    assert (unread.state, unread.fields, unread.corrected) == (RecordState.DISCARDED, {}, {})
    assert fax.state == RecordState.WAITING


def test_a_broken_line_can_be_told_anew(world: World, tmp_path: Path) -> None:
    brought(tmp_path, "1,2,3")
    (record,) = waiting()
    assert record.fields == {}
    said = dict(zip(["record_id", "number", "started_at", "kind", "direction", "called", "quantity", "country"],
                    call(1).split(","), strict=True))  # fmt: skip
    correct_record(record, said, by=BY, at=AT)
    replay(by=BY, at=AT)
    assert len(held()) == 1


def test_discarded_records_never_come_back(world: World, tmp_path: Path) -> None:
    brought(tmp_path, call(1, kind="fax"), call(2, kind="fax"))
    first, second = waiting()
    assert discard([first.pk], by=BY, at=AT) == 1
    assert discard([first.pk], by=BY, at=AT) == 0
    with pytest.raises(UnableToCorrect):
        correct_record(first, {"kind": "voice"}, by=BY, at=AT)
    assert waiting() == [second]


def test_only_columns_that_the_mapping_reads(world: World, tmp_path: Path) -> None:
    brought(tmp_path, call(1, kind="fax"))
    with pytest.raises(UnableToCorrect, match="content"):
        correct_record(waiting()[0], {"content": "hello"}, by=BY, at=AT)


def test_of_one_batch_only(world: World, tmp_path: Path) -> None:
    brought(tmp_path, call(1, 5))
    second = brought(tmp_path, call(2, 5), name="b.csv")
    assert [batch.read for batch in replay(by=BY, at=AT, batch=second)] == [1]
    assert quarantine(BY, batch=second).count() == 1


def test_many_are_replayed_in_their_order(world: World, tmp_path: Path) -> None:
    rows = [call(n, kind="fax" if n % 3 else "voice", called="" if n % 5 == 0 else "+32475123456") for n in range(3000)]
    brought(tmp_path, *rows)
    QuarantinedRecord.objects.filter(reason="usage.record.kind").update(corrected={"kind": "voice"})
    (batch,) = replay(by=BY, at=AT)
    assert (batch.accepted, batch.quarantined) == (1600, 600)
    assert set(QuarantinedRecord.objects.filter(state="waiting").values_list("reason", flat=True)) == {
        "usage.record.no_called"
    }
    assert len(held()) == 2400


def test_staff_with_the_capability_only(world: World, tmp_path: Path) -> None:
    brought(tmp_path, call(1, kind="fax"))
    nobody = system("nobody", Channel.SESSION)
    for attempt in (
        lambda: list(quarantine(nobody)),
        lambda: replay(by=nobody, at=AT),
        lambda: discard([1], by=nobody, at=AT),
        lambda: correct_record(waiting()[0], {}, by=nobody, at=AT),
        lambda: brought_by(nobody, tmp_path),
    ):
        with pytest.raises(NotAuthorized):
            attempt()


def brought_by(actor: object, tmp_path: Path) -> None:
    import_file(usage_file(tmp_path, call(9), name="n.csv"), plain(), by=actor, at=AT)  # type: ignore[arg-type]


def test_other_parties_of_incoming_traffic_are_not_kept(world: World, tmp_path: Path) -> None:
    """U-08: numbers called and SMS recipients only."""
    brought(tmp_path, call(1, direction="incoming", quantity="?"), call(2, kind="data", called="web", quantity="?"))
    assert [record.fields.get("called") for record in waiting()] == [None, None]
