"""Usage files in the console: handed over, read by a job, bad ones refused in a sentence, records corrected."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comptoir.audit.models import AuditEvent
from comptoir.inventory.actions.activation import activate_lines
from comptoir.jobs.models import Job
from comptoir.usage.models import BatchState, QuarantinedRecord, RecordState, UsageBatch
from tests.console.cast import Cast, text, work
from tests.portal.world import NOW, ROOT, START, World, _spec

HEAD = "record_id,number,started_at,kind,direction,called,quantity,country"
EMERGENCY = ("112", "101", "080012345")


def rows(world: World, count: int = 5, **changes: str) -> list[str]:
    """Good records of Lumen's first card, with some columns changed."""
    number = world.lumen.lines[0].number
    found = []
    for n in range(count):
        cells = {
            "record_id": f"c{n}",
            "number": number,
            "started_at": f"2026-11-10T08:00:{n:02d}Z",
            "kind": "voice",
            "direction": "outgoing",
            "called": "+3225123456",
            "quantity": str(60 + n),
            "country": "BE",
        } | changes
        found.append(",".join(cells[name] for name in HEAD.split(",")))
    return found


def file_of(lines: Sequence[str], name: str = "calls.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([HEAD, *lines]).encode(), "text/csv")


def hand_over(client: Client, file: Any, mapping: str = "plain-csv") -> Any:
    return client.post("/console/usage/upload", {"file": file, "mapping": mapping})


def read(cast: Cast, lines: Sequence[str], name: str = "calls.csv") -> UsageBatch:
    """Hands a file over and lets the worker read it."""
    hand_over(cast.bram, file_of(lines, name))
    work()
    return UsageBatch.objects.latest("pk")


@pytest.mark.clause("U-01")
def test_a_file_handed_over_counts_and_tells_how(cast: Cast, world: World) -> None:
    sent = hand_over(cast.bram, file_of(rows(world)))
    waiting = text(cast.bram.get(sent.headers["Location"]))
    assert "Import of calls.csv" in waiting and "Queued" in waiting
    work()
    batch = UsageBatch.objects.get()
    assert (batch.read, batch.accepted, batch.state) == (5, 5, BatchState.PUBLISHED)
    done = cast.bram.get(sent.headers["Location"])
    assert "See the result" in text(done) and f"/console/usage/{batch.pk}/" in done.content.decode()
    page = text(cast.bram.get(f"/console/usage/{batch.pk}/"))
    assert "Records read 5" in page and "Taken in 5" in page and "November 2026 5" in page
    assert "calls.csv" in text(cast.bram.get("/console/usage/"))


def test_the_file_itself_is_not_kept(cast: Cast, world: World, settings: Any) -> None:
    """U-02: neither when it counts nor when it is refused."""
    read(cast, rows(world))
    hand_over(cast.bram, SimpleUploadedFile("bad.csv", b"a;b\n1;2\n"))
    work()
    left = [path for folder in ("incoming", "receiving") for path in (settings.HOME / folder).glob("*")]
    assert left == []


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", "The file is empty."),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "This is a PNG file"),
        ("sheet.xlsx", b"PK\x03\x04" + b"x" * 50, "This is a ZIP or Excel file"),
        ("letter.pdf", b"%PDF-1.7 ...", "This is a PDF file"),
        ("program.csv", b"abc\x00\x01\x02", "This is no text file"),
    ],
)
def test_what_is_no_usage_file_is_refused_at_once(cast: Cast, name: str, content: bytes, sentence: str) -> None:
    refused = hand_over(cast.bram, SimpleUploadedFile(name, content))
    assert refused.status_code == 422 and sentence in text(refused)
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a;b;c\n1;2;3\n", "The file does not fit the mapping: these columns are missing"),
        (f"{HEAD}\nx,+3247\xe9,,,,,,\n".encode("latin-1"), "encoding"),
        (f"{HEAD}\n".encode(), "The file has a header and no records."),
        (f'{HEAD}\nx,"+3247,,,,,,\n'.encode(), "quot"),
    ],
    ids=["other columns", "other encoding", "header only", "open quote"],
)
def test_a_file_that_cannot_be_read_says_why_in_one_sentence(cast: Cast, content: bytes, sentence: str) -> None:
    """On its job, on its batch and in the list; nothing of it is taken in."""
    sent = hand_over(cast.bram, SimpleUploadedFile("odd.csv", content))
    work()
    assert sentence in text(cast.bram.get(sent.headers["Location"]))
    batch = UsageBatch.objects.get()
    assert batch.state == BatchState.FAILED and batch.accepted == 0
    page = text(cast.bram.get(f"/console/usage/{batch.pk}/"))
    assert "Nothing of it was taken in." in page and sentence in page
    assert "Refused" in text(cast.bram.get("/console/usage/")) and "Failed" in text(cast.bram.get("/console/jobs/"))


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "found on the way"])
def test_a_file_that_is_too_large_is_not_kept(cast: Cast, world: World, settings: Any, announced: bool) -> None:
    settings.UPLOAD_LIMIT = 1_000 if announced else 200_000
    refused = hand_over(cast.bram, SimpleUploadedFile("large.csv", b"x" * 250_000))
    assert refused.status_code == 422
    assert "The file is larger than" in text(refused) and "Choose a file" not in text(refused)
    assert not Job.objects.filter(kind="usage.import").exists()
    assert list((settings.HOME / "receiving").iterdir()) == []


def test_nothing_chosen_and_an_unknown_mapping(cast: Cast) -> None:
    assert "Choose a file." in text(cast.bram.post("/console/usage/upload", {"mapping": "plain-csv"}))
    refused = hand_over(cast.bram, SimpleUploadedFile("a.csv", b"x"), mapping="../../etc/passwd")
    assert refused.status_code == 422 and not Job.objects.exists()


def test_a_form_without_its_token_is_refused(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.people["bram"])
    assert hand_over(strict, SimpleUploadedFile("a.csv", b"x")).status_code == 403


def test_the_same_file_twice_counts_once_and_leads_to_the_first(cast: Cast, world: World) -> None:
    read(cast, rows(world), "first.csv")
    again = hand_over(cast.bram, file_of(rows(world), "second.csv"))
    work()
    page = cast.bram.get(again.headers["Location"])
    assert "This file counts already: it was taken in on 21/11/2026 07:30:00 as first.csv" in text(page)
    assert f"/console/usage/{UsageBatch.objects.get().pk}/" in page.content.decode()


@pytest.mark.clause("U-02")
def test_numbers_of_free_and_emergency_calls_appear_nowhere(cast: Cast, world: World) -> None:
    """Not in lists, records, jobs, logs: only how many there were."""
    lines = [row for called in EMERGENCY for row in rows(world, 2, called=called, record_id=f"e{called}")]
    batch = read(cast, [*lines, *rows(world, 2, number="+32479999999")])
    assert batch.free == 6
    pages = ["/console/", "/console/usage/", f"/console/usage/{batch.pk}/", "/console/usage/quarantine/",
             "/console/jobs/", "/console/audit/"]  # fmt: skip
    pages += [f"/console/usage/quarantine/{record.pk}/" for record in QuarantinedRecord.objects.all()]
    for path in pages:
        said = cast.anna.get(path).content.decode()
        assert not any(f">{number}<" in said or "080012345" in said for number in EMERGENCY), path
    assert "Free and emergency calls 6" in text(cast.bram.get(f"/console/usage/{batch.pk}/"))


class TestQuarantine:
    """Records that could not be taken in."""

    def waiting(self, cast: Cast, world: World, count: int = 3) -> list[QuarantinedRecord]:
        lines = [rows(world, 1, number="+32479999999", record_id=f"q{n}")[0] for n in range(count)]
        read(cast, [*rows(world, 2), *lines])
        return list(QuarantinedRecord.objects.filter(state=RecordState.WAITING))

    def test_a_record_says_why_and_counts_once_corrected(self, cast: Cast, world: World) -> None:
        record = self.waiting(cast, world)[0]
        page = cast.bram.get(f"/console/usage/quarantine/{record.pk}/")
        assert "No card has the number or IMSI +32479999999." in text(page)
        columns = list(record.fields)
        fields = {f"column_{place}": record.fields[name] for place, name in enumerate(columns)}
        fields[f"column_{columns.index('number')}"] = world.lumen.lines[0].number
        done = cast.bram.post(f"/console/usage/quarantine/{record.pk}/correct", fields, follow=True)
        assert "The record counts now." in text(done)
        record.refresh_from_db()
        assert record.state == RecordState.REPLAYED
        assert "It counts since" in text(cast.bram.get(f"/console/usage/quarantine/{record.pk}/"))
        batches = UsageBatch.objects.count()
        cast.bram.post(f"/console/usage/quarantine/{record.pk}/correct", fields)
        assert UsageBatch.objects.count() == batches, "a second click counts nothing twice"

    def test_a_correction_that_does_not_help_says_what_is_next(self, cast: Cast, world: World) -> None:
        record = self.waiting(cast, world)[0]
        columns = list(record.fields)
        fields = {f"column_{place}": record.fields[name] for place, name in enumerate(columns)}
        fields[f"column_{columns.index('quantity')}"] = "-4"
        said = text(cast.bram.post(f"/console/usage/quarantine/{record.pk}/correct", fields, follow=True))
        assert "below zero: -4" in said
        record.refresh_from_db()
        assert record.state == RecordState.WAITING

    def test_one_is_discarded_and_a_second_click_changes_nothing(self, cast: Cast, world: World) -> None:
        record = self.waiting(cast, world)[0]
        first, second = (
            text(cast.bram.post(f"/console/usage/quarantine/{record.pk}/discard", follow=True)) for _ in range(2)
        )
        assert "1 record is discarded." in first
        assert "No record was chosen that still waits." in second
        assert AuditEvent.objects.filter(verb="usage.records_discarded").count() == 1

    def test_ticked_ones_are_discarded_and_all_that_match_too(self, cast: Cast, world: World) -> None:
        records = self.waiting(cast, world, 5)
        ticked = {"selected": [str(records[0].pk), str(records[1].pk), "x", "999999"]}
        assert "2 records are discarded." in text(
            cast.bram.post("/console/usage/quarantine/discard-selected", ticked, follow=True)
        )
        narrowed = {"all": "1", "query": "reason=usage.record.kind"}
        assert "No record was chosen" in text(
            cast.bram.post("/console/usage/quarantine/discard-selected", narrowed, follow=True)
        )
        everything = {"all": "1", "query": ""}
        assert "3 records are discarded." in text(
            cast.bram.post("/console/usage/quarantine/discard-selected", everything, follow=True)
        )
        assert "Nothing waits" in text(cast.bram.get("/console/usage/quarantine/"))

    def test_replaying_takes_in_what_can_be_read_by_now(self, cast: Cast, world: World) -> None:
        """A card that was unknown when the file came, and is known now."""
        records = self.waiting(cast, world)
        page = text(cast.bram.post("/console/usage/quarantine/replay-selected", {"all": "1", "query": ""}, follow=True))
        assert "None of them can be taken in yet" in page
        spec = _spec(world.lumen, 77, START)
        activate_lines([replace(spec, number="+32479999999")], by=ROOT, at=NOW)
        ticked = {"selected": [str(record.pk) for record in records[:2]]}
        assert "2 of 2 records count now." in text(
            cast.bram.post("/console/usage/quarantine/replay-selected", ticked, follow=True)
        )
        asked = cast.bram.post("/console/usage/quarantine/replay")
        twice = cast.bram.post("/console/usage/quarantine/replay")
        assert asked.headers["Location"] == twice.headers["Location"]
        work()
        assert not QuarantinedRecord.objects.filter(state=RecordState.WAITING).exists()

    def test_filters_by_reason_and_by_file(self, cast: Cast, world: World) -> None:
        read(cast, rows(world, 1, kind="fax"), "fax.csv")
        read(cast, rows(world, 1, number="+32479999999"), "card.csv")
        both = text(cast.bram.get("/console/usage/quarantine/"))
        assert "Unknown kind 1" in both and "Unknown card 1" in both
        fax = UsageBatch.objects.get(file_name="fax.csv")
        by_file = text(cast.bram.get("/console/usage/quarantine/", {"file": fax.pk}))
        by_reason = text(cast.bram.get("/console/usage/quarantine/", {"reason": "usage.record.kind"}))
        for page in (by_file, by_reason):
            assert "The kind fax" in page and "+32479999999" not in page
