"""Text that people type stays text: in pages, sheets, letters and headers, whatever programs make of it."""

import csv
import io
import re
import zipfile
from email import message_from_bytes

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from comptoir.access.models import User
from comptoir.inventory.models import Line
from comptoir.jobs.dispatch import dispatch_waiting
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock
from tests.portal.world import NOW, World

pytestmark = pytest.mark.django_db(transaction=True)
MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><svg/onload=alert(1)>",
    "{{ request.user.password }}{% debug %}",
    "{% load static %}{{ settings.SECRET_KEY }}",
    "%(address)s %s %d {0} {name.__class__}",
    "$" + "{7*7} #{7*7} <%= 7*7 %>",
]
LIVE = re.compile(r"<script>alert|<img src=x|<svg/onload|\sonmouseover='alert|>49<|\b49 49\b")
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0"]
FORMULAS.append('=HYPERLINK("http://evil.example")')


def rename(user: User, name: str) -> None:
    User.objects.filter(pk=user.pk).update(name=name)


@pytest.mark.parametrize("name", MARKUP)
def test_a_name_is_shown_as_it_was_typed(world: World, name: str) -> None:
    """On every page where it stands, for whoever reads it; the twin: it does stand there."""
    user, line = world.lumen.people["user"], world.lumen.lines[0]
    client = world.client("user")
    sent = {"name": name, "phone": "", "language": "en"}
    assert client.post(reverse("portal:settings:index"), sent).status_code == 302
    Line.objects.filter(pk=line.pk).update(label=name)
    owner, shown = world.client("owner"), 0
    pages = [reverse("portal:people:index"), reverse("portal:people:person", args=[user.pk]), "/cards/"]
    pages += [f"/cards/{line.pk}/", "/usage/2026-10/", "/log/", "/search?q=person"]
    for address in pages:
        page = owner.get(address).content.decode()
        assert not LIVE.search(page), (address, LIVE.search(page))
        assert "pbkdf2" not in page and "scrypt" not in page
        shown += name.replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#x27;").replace('"', "&quot;") in page
    assert shown >= 3, "it is shown, as text"


@pytest.mark.parametrize("words", MARKUP)
def test_words_of_an_address_are_shown_as_text(world: World, words: str) -> None:
    owner = world.client("owner")
    for address in ("/search", "/cards/", "/invoices/", "/people/"):
        page = owner.get(address, {"q": words, "sort": words, "page": words, "state": words}).content.decode()
        assert not LIVE.search(page), address
    missing = owner.get("/cards/" + words.replace("/", "").replace("?", "").replace("#", "") + "/")
    assert missing.status_code == 404 and not LIVE.search(missing.content.decode())


@pytest.mark.parametrize("label", FORMULAS)
def test_a_label_is_no_formula_in_a_sheet(world: World, label: str) -> None:
    """In CSV it begins with a quotation mark, in a workbook it is text and no link."""
    Line.objects.filter(pk=world.lumen.lines[0].pk).update(label=label)
    owner = world.client("owner")
    sheet = b"".join(owner.get("/cards/?export=csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    delimiter = ";" if sheet.splitlines()[0].count(";") else ","
    cells = [cell for row in csv.reader(io.StringIO(sheet, newline=""), delimiter=delimiter) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and cell != "-"]
    assert any(label.strip() in cell for cell in cells), "the twin: what was typed can be read"
    book = b"".join(owner.get("/cards/?export=xlsx").streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    assert not any("<f>" in part or "<hyperlink" in part.lower() for name, part in parts.items() if "sheet" in name)
    assert not any("evil.example" in part for name, part in parts.items() if name.endswith(".rels"))


HEADERS = ["Eve\r\nBcc: evil@evil.example", "Eve\nSubject: won", "Eve\r\n\r\n<html>", "Eve\0"]
HEADERS.append("Eve\u2028Bcc: evil@evil.example")


@pytest.mark.parametrize("name", HEADERS)
def test_a_name_with_a_line_break_makes_no_header_of_a_letter(world: World, name: str) -> None:
    """Invited under that name, and reporting under it: every letter goes out, to whom it is meant for alone."""
    mail.outbox.clear()  # type: ignore[attr-defined]
    manager = world.client("manager")
    manager.post(reverse("portal:people:invite"), {"name": name, "email": "eve@lumen.example", "language": "en"})
    rename(world.lumen.people["fleet"], name.replace("\0", ""))
    theirs = world.client("fleet")
    theirs.post(reverse("portal:security:report"), {"kind": "lost", "what": "lost", "note": "x", "details": "x"})
    dispatch_waiting()
    Worker(FixedClock(NOW)).drain()
    for sent in mail.outbox:  # type: ignore[attr-defined]
        headers = message_from_bytes(sent.message().as_bytes())
        assert "evil@evil.example" not in str(headers.items())
        assert headers["Bcc"] is None and headers["Subject"] != "won"
        assert sent.recipients() == sent.to and "evil@evil.example" not in sent.to


def test_a_person_with_an_ordinary_name_is_written_to(world: World) -> None:
    """The twin."""
    mail.outbox.clear()  # type: ignore[attr-defined]
    sent = {"name": "Zoë O'Brien-Łuk", "email": "zoe@lumen.example", "language": "en"}
    world.client("manager").post(reverse("portal:people:invite"), sent)
    dispatch_waiting()
    Worker(FixedClock(NOW)).drain()
    letters = [one for one in mail.outbox if one.to == ["zoe@lumen.example"]]  # type: ignore[attr-defined]
    assert len(letters) == 1 and "Zoë O'Brien-Łuk" in letters[0].body


@pytest.mark.parametrize(
    "query", ["q=%0d%0aSet-Cookie:%20x=1", "export=csv&q=%0d%0aX-Evil:%201", "sort=%0d%0aX-Evil:%201"]
)
def test_an_address_makes_no_header_of_an_answer(world: World, query: str) -> None:
    for address in ("/cards/", "/invoices/", "/search"):
        answer = world.client("owner").get(f"{address}?{query}")
        assert answer.status_code in (200, 302, 404)
        assert "X-Evil" not in answer.headers and "x" not in answer.cookies
        assert not any("\r" in value or "\n" in value for value in answer.headers.values())


def test_a_file_is_named_by_us(world: World) -> None:
    """Whatever a page is asked for, the name of the file is made of our own words."""
    for form in ("csv", "xlsx"):
        answer = world.client("owner").get("/cards/", {"export": form, "q": 'x"; filename="evil.exe', "title": "evil"})
        named = answer.headers["Content-Disposition"]
        assert re.fullmatch(rf'attachment; filename="[a-z0-9-]+\.{form}"', named)


def test_a_redirect_to_signing_in_carries_no_header(db: None) -> None:
    answer = Client().get("/invoices/?x=%0d%0aSet-Cookie:%20y=1")
    assert answer.status_code == 302 and "\n" not in answer.headers["Location"] and "y" not in answer.cookies


def test_a_name_puts_no_words_of_its_own_into_our_letter(world: World) -> None:
    """Whoever manages people invites any address: the letter it gets says what we say, whatever a name holds."""
    name = "Eva\r\n\r\nYour account is blocked: http://evil.example\u2028Sign in there.\x0b"
    sent = {"name": name, "email": "eva@elsewhere.example", "language": "en"}
    assert world.client("owner").post(reverse("portal:people:invite"), sent).status_code == 302
    dispatch_waiting()
    Worker(FixedClock(NOW)).drain()
    body = next(letter.body for letter in mail.outbox if letter.to == ["eva@elsewhere.example"])
    first, *rest = body.splitlines()
    assert first == "Hello Eva Your account is blocked: http://evil.example Sign in there.,", "one line, as any name is"
    assert "evil.example" not in "\n".join(rest)
