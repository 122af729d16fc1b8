"""Documents: asked for, known by their content, given to the desk only, reviewed (P-02; GC 2.1.2)."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comptoir.audit.models import AuditEvent
from comptoir.kernel.clock import FixedClock
from comptoir.registration.actions.answering import UnableToAnswer, accept
from comptoir.registration.actions.documents import UnableToAskDocument, ask_document, hand_over
from comptoir.registration.actions.tidying import tidy
from comptoir.registration.files import LARGEST, MOST_FILES, UnableToTakeFile, media_type_of, shown_name
from comptoir.registration.models import Document, DocumentWish, Registration, State
from tests.console.cast import Cast, text
from tests.portal.world import NOW, ROOT
from tests.registration.forms import JPEG, PDF, PNG, begin, come_in, link_in, outbox, registered

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("P-02")]


def asked(client: Client, kind: str = "statutes", email: str = "noor@zinneke.example") -> DocumentWish:
    return ask_document(registered(client, email), kind=kind, note="", by=ROOT, at=NOW)


def put(client: Client, wish: DocumentWish, content: bytes, name: str = "statuten.pdf") -> Any:
    return client.post(f"/register/documents/{wish.pk}", {"file": SimpleUploadedFile(name, content)})


def test_from_the_question_to_the_accepted_document(cast: Cast) -> None:
    client = Client()
    registration = registered(client)
    page = f"/console/registrations/{registration.pk}/"
    cast.anna.post(page + "ask", {"kind": "statutes", "note": "Those of 2024, please."})
    letter = outbox()[-1]
    assert letter.to == ["noor@zinneke.example"] and "Those of 2024" in str(letter.body)
    there = Client()
    there.get(link_in(letter))
    assert "Those of 2024" in text(there.get("/register/state"))
    wish = DocumentWish.objects.get()
    assert registration.state(NOW) == State.DOCUMENTS
    assert put(there, wish, PDF).status_code == 302
    assert registration.state(NOW) == State.SUBMITTED, "it is the desk's turn"
    with pytest.raises(UnableToAnswer, match="waits_for_documents"):
        accept(registration, code="zinneke", by=ROOT, at=NOW)
    document = Document.objects.get()
    review = f"/console/registrations/documents/{document.pk}/review"
    assert "Give a reason" in text(cast.anna.post(review, {"do": "refuse", "reason": ""}))
    cast.anna.post(review, {"do": "refuse", "reason": "The last page is missing."})
    assert "The last page is missing." in str(outbox()[-1].body)
    assert "The last page is missing." in text(there.get("/register/state"))
    assert registration.state(NOW) == State.DOCUMENTS
    with pytest.raises(UnableToAnswer, match="waits_for_documents"):
        accept(registration, code="zinneke", by=ROOT, at=NOW)
    put(there, wish, PDF + b"\n%%EOF")
    second = Document.objects.latest("pk")
    cast.anna.post(f"/console/registrations/documents/{second.pk}/review", {"do": "accept"})
    assert registration.state(NOW) == State.SUBMITTED
    assert cast.anna.post(f"/console/registrations/documents/{second.pk}/review", {"do": "accept"}).status_code == 422
    accept(registration, code="zinneke", by=ROOT, at=NOW)


@pytest.mark.parametrize("kind", ["legal_person", "association"])
def test_whoever_acts_for_a_company_or_an_association_owes_each_document(kind: str, cast: Cast) -> None:
    """GC 2.1.2: statutes and their changes; proof of identity and power of attorney of who acts for it."""
    registration = registered(kind=kind)
    page = f"/console/registrations/{registration.pk}/"
    for document in ("statutes", "statute_changes", "identity", "power_of_attorney"):
        assert cast.anna.post(page + "ask", {"kind": document}).status_code == 302
    assert {wish.kind for wish in DocumentWish.objects.all()} == {
        "statutes", "statute_changes", "identity", "power_of_attorney"
    }  # fmt: skip


def test_a_natural_person_owes_no_document(cast: Cast) -> None:
    """GC 2.1.2 names legal persons, de facto associations and their agents only."""
    registration = registered(kind="natural_person", legal_form="", enterprise_number="", vat_number="")
    page = f"/console/registrations/{registration.pk}/"
    shown = text(cast.anna.get(page))
    assert "asks a natural person for no document" in shown and "Ask for a document" not in shown
    assert "There is no enterprise number" in shown and "No customer has this number" not in shown
    assert cast.anna.post(page + "ask", {"kind": "statutes"}).status_code == 422
    with pytest.raises(UnableToAskDocument, match="not_of_this_customer"):
        ask_document(registration, kind="identity", note="", by=ROOT, at=NOW)
    accept(registration, code="solo", by=ROOT, at=NOW)


def test_a_file_goes_to_the_desk_only_and_no_browser_runs_it(cast: Cast) -> None:
    client = Client()
    wish = asked(client)
    put(client, wish, PDF, 'x"; filename=evil.html\r\nX: y')
    document = Document.objects.get()
    path = f"/console/registrations/documents/{document.pk}"
    response = cast.anna.get(path)
    assert response.content == PDF
    assert response["Content-Disposition"].startswith("attachment;") and response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].count('"') == 2 and "sandbox" in response["Content-Security-Policy"]
    for other in (cast.bram, cast.carla):
        assert other.get(path).status_code == 404
    assert client.get(path).status_code == 302, "the registrant does not get it back by the console's address"
    kept = next((Path(settings.DOCUMENTS_ROOT) / "registrations").iterdir())
    assert kept.name == document.stored_as and "pdf" not in kept.name
    assert kept.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script></html>", "statutes.pdf"),
        (b"%PDF-1.7 but never ends", "statutes.pdf"),
        (b"GIF89a" + b"\x00" * 100, "scan.png"),
        (b"MZ\x90\x00", "scan.jpg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "scan.png"),
        (b"PK\x03\x04" + b"\x00" * 100, "statutes.pdf"),
        (b"\xff\xd8\xff", "half.jpg"),
        (b"\x00%PDF-1.7\n%%EOF", "late.pdf"),
        (b"", "empty.pdf"),
    ],
)
def test_a_file_is_known_by_its_content_not_by_its_name(content: bytes, name: str) -> None:
    client = Client()
    wish = asked(client)
    assert put(client, wish, content, name).status_code == 422
    assert not Document.objects.exists()
    folder = Path(settings.DOCUMENTS_ROOT) / "registrations"
    assert not folder.exists() or not list(folder.iterdir())


def test_the_three_kinds_are_taken_whatever_they_are_called() -> None:
    assert [media_type_of(content) for content in (PDF, PNG, JPEG)] == ["application/pdf", "image/png", "image/jpeg"]
    assert shown_name("../../etc/passwd", "application/pdf") == "passwd.pdf"
    assert shown_name("C:\\x\\Statuten Zürich.html", "image/png") == "Statuten Zürich.png"
    assert shown_name("\r\n<b>", "image/jpeg") == "b.jpg" and shown_name("...", "image/jpeg") == "document.jpg"
    assert len(shown_name("x" * 500 + ".pdf", "application/pdf")) <= 100


def test_too_large_too_many_and_not_asked() -> None:
    client = Client()
    wish = asked(client)
    large = put(client, wish, PDF[:-6] + b" " * LARGEST + b"%%EOF\n")
    assert large.status_code == 422 and "larger than" in text(large)
    assert "Choose a file" in text(client.post(f"/register/documents/{wish.pk}"))
    for number in range(MOST_FILES):
        assert put(client, wish, PDF + b"%d\n%%%%EOF" % number).status_code == 302
    assert "At most 20 files" in text(put(client, wish, PDF))
    wish.met_at = NOW
    wish.save()
    assert "not asked for any more" in text(put(client, wish, PDF + b"z\n%%EOF"))
    assert len(list((Path(settings.DOCUMENTS_ROOT) / "registrations").iterdir())) == MOST_FILES


def test_the_same_file_twice_is_one_document() -> None:
    client = Client()
    wish = asked(client)
    put(client, wish, PDF)
    put(client, wish, PDF, "again.pdf")
    assert Document.objects.count() == 1
    assert AuditEvent.objects.filter(verb="registration.document_handed_over").count() == 1
    assert len(list((Path(settings.DOCUMENTS_ROOT) / "registrations").iterdir())) == 1


def test_nobody_hands_over_to_somebody_elses_registration() -> None:
    mine, other = Client(), Client()
    wish = asked(mine)
    registered(other, "other@x.example")
    assert put(other, wish, PDF).status_code == 404
    assert Client().post(f"/register/documents/{wish.pk}")["Location"] == "/register/"
    assert not Document.objects.exists()


def test_a_form_without_its_token_is_refused_before_its_file(cast: Cast) -> None:
    client = Client()
    wish = asked(client)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert put(strict, wish, PDF).status_code == 403
    assert not Document.objects.exists()


def test_dropped_it_is_waited_for_no_longer(cast: Cast) -> None:
    client = Client()
    wish = asked(client, "identity")
    assert ask_document(wish.registration, kind="identity", note="", by=ROOT, at=NOW) == wish, "asked once"
    cast.anna.post(f"/console/registrations/wishes/{wish.pk}/drop")
    assert wish.registration.state(NOW) == State.SUBMITTED
    with pytest.raises(UnableToTakeFile, match="not_asked"):
        hand_over(wish, name="x.pdf", content=PDF, at=NOW)


def test_what_belongs_to_nothing_is_forgotten(clock: FixedClock) -> None:
    """Drafts a week after they expired; files without a document after a day; what was submitted stays."""
    client = Client()
    put(client, asked(client), PDF)
    come_in(Client(), "late@x.example")
    begin(Client(), "never@x.example")
    folder = Path(settings.DOCUMENTS_ROOT) / "registrations"
    orphan = folder / ("0" * 40)
    orphan.write_bytes(b"left by a process that died")
    long_ago = (NOW - timedelta(days=3)).timestamp()
    for path in folder.iterdir():
        os.utime(path, (long_ago, long_ago))
    assert tidy(at=NOW) == {"drafts": 0, "files": 1}
    assert not orphan.exists() and len(list(folder.iterdir())) == 1
    assert tidy(at=NOW + timedelta(days=38)) == {"drafts": 2, "files": 0}
    assert [one.email for one in Registration.objects.all()] == ["noor@zinneke.example"]
