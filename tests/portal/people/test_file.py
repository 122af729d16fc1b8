"""People from a file, on its pages: every line said in words first, then all of it or nothing; hostile files."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from comptoir.access import jobs
from comptoir.access.models import Grant, StaffRole, User
from comptoir.jobs.context import JobContext
from comptoir.jobs.models import Job
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock
from comptoir.portal.people import bulk
from comptoir.portal.people.reading import MOST_LINES
from comptoir.portal.people.words import KINDS, PROFILES
from tests.portal.world import NOW, World

HEAD = "Name;E-mail address;Language;What;Where;Last day;Tie with your company\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[None]:
    before, settings.HOME = settings.HOME, tmp_path
    yield
    settings.HOME = before


def hand_over(client: Client, content: str | bytes, name: str = "people.csv") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(reverse("portal:people:file"), {"file": SimpleUploadedFile(name, data)})


def looked_at(client: Client, content: str) -> str:
    answer = hand_over(client, content)
    assert answer.status_code == 302, answer.content.decode()
    return str(client.get(reverse("portal:people:file_check")).content.decode())


def apply(client: Client, page: str) -> Any:
    digest = page.partition('name="digest" value="')[2].partition('"')[0]
    return client.post(reverse("portal:people:file_check"), {"digest": digest}, follow=True)


@pytest.mark.clause("A-02", "A-10")
def test_a_file_is_tried_then_applied_and_the_same_again_changes_nothing(world: World) -> None:
    client, line = world.client("owner"), world.lumen.lines[1].number
    local = f"0{line.removeprefix('+32')}"
    text = (
        f"{HEAD}Eva Test;eva@lumen.example;nl;Buyer;LUMEN shop 100;31/12/2026;Employee\n"
        f"Eva Test;eva@lumen.example;nl;User of a line;{local};;\n"
        "Finance LUMEN;finance@lumen.example;;Finance administrator;The whole company;;employee\n"
        "Max;max@lumen.example;German;;;;\n"
    )
    page = looked_at(client, text)
    assert page.count("Is invited") == 3, "the count and two people"
    assert "Buyer: LUMEN shop 100 (100)" in page
    assert "Do this now" in page
    assert not User.objects.filter(email="eva@lumen.example").exists()
    assert "2 people are invited." in apply(client, page).content.decode()
    eva = User.objects.get(email="eva@lumen.example")
    assert (eva.language, [g.profile for g in eva.grants.order_by("pk")]) == ("nl", ["buyer", "service_user"])
    assert User.objects.get(email="max@lumen.example").language == "de"
    again = looked_at(client, text)
    assert "Nothing would change" in again and "Do this now" not in again


@pytest.mark.clause("A-03")
def test_a_manager_writes_places_as_the_opaque_tree_calls_them(world: World) -> None:
    client = world.client("manager")
    rows = "Eva;eva@lumen.example;;buyer;Cost centre 2;;\nMax;max@lumen.example;;service_user;Line 2;;\n"
    page = looked_at(client, HEAD + rows)
    assert "Buyer: Cost centre 2" in page and "LUMEN shop" not in page
    apply(client, page)
    assert Grant.objects.get(holder__email="max@lumen.example").scope_id == world.lumen.lines[1].scope_id
    for where in (world.lumen.lines[0].number, "LUMEN shop 100", "100"):
        refused = looked_at(client, f"{HEAD}Kim;kim@lumen.example;;buyer;{where};;\n")
        assert "There is no place" in refused, "a name or a number that they may not see is none"


@pytest.mark.clause("P-20")
def test_a_file_may_be_written_in_any_of_our_languages(world: World) -> None:
    with translation.override("fr"):
        what, where = str(PROFILES["fleet_administrator"][0]), str(KINDS["customer"]).replace("’", "'")
    page = looked_at(world.client("owner"), f"name,E-Mail,what,where\nEva,eva@lumen.example,{what},{where}\n")
    assert "Is invited" in page and "Fleet administrator: The whole company" in page


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("=1+1;a@lumen.example;;;;;", "=1+1 begins like a formula"),
        ("@SUM(A1);a@lumen.example;;;;;", "begins like a formula"),
        ("A;no address;;;;;", "is no e-mail address"),
        (";a@lumen.example;;;;;", "The cell is empty and must not be."),
        ("A;a@lumen.example;Klingon;;;;", "Klingon is no language"),
        ("A;a@lumen.example;;Emperor;The whole company;;", "Emperor is no profile"),
        ("A;a@lumen.example;;Access Owner;The whole company;;", "Access Owner is no profile"),
        ("A;a@lumen.example;;Buyer;Mars;;", "There is no place Mars"),
        ("A;a@lumen.example;;Buyer;BOREALIS-BA;;", "There is no place BOREALIS-BA"),
        ("A;a@lumen.example;;Buyer;;;", "Say where the right counts."),
        ("A;a@lumen.example;;;The whole company;;", "Say what the person may do"),
        ("A;a@lumen.example;;Buyer;The whole company;01/01/2020;", "has passed"),
        ("A;a@lumen.example;;Buyer;The whole company;soon;", "soon is no date"),
        ("A;a@lumen.example;;Buyer;The whole company;;friend", "friend is no tie"),
        ("A;a@lumen.example;;User of a line;The whole company;;", "one line"),
        ("A;finance@lumen.example;;Access Manager;The whole company;;", "never sees customer data"),
        ("A;a@lumen.example;;;;", "The row has 6 fields"),
        ("A;a@lumen.example;;;;;\nA;a@lumen.example;;;;;", "The same stands on line 2 already."),
        (
            "<script>alert(1)</script>;a@lumen.example;;<b>;The whole company;;",
            "&lt;b&gt; is no profile",
        ),
    ],
)
def test_a_line_that_cannot_be_taken_says_why_and_nothing_happens(world: World, row: str, sentence: str) -> None:
    client = world.client("owner")
    before = User.objects.count(), Grant.objects.count()
    page = looked_at(client, f"{HEAD}{row}\nGood;good@lumen.example;;;;;\n")
    assert sentence in page
    assert "<script>alert" not in page
    assert "Do this now" not in page
    assert "1 line is refused" in apply(client, page).content.decode()
    assert before == (User.objects.count(), Grant.objects.count())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (HEAD.encode() + "Zoé;zoe@lumen.example;;;;;\n".encode("latin-1"), "line 2 holds other bytes"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\xff" * 50, "not UTF-8 text"),
        (b"PK\x03\x04" + b"\x00\xff" * 50, "not UTF-8 text"),
        (b"", "The file is empty."),
        (b"   \n", "The file is empty"),
        (HEAD.encode(), "The file names nobody"),
        (b"Name;Salary\nA;1\n", "There is no column salary"),
        (b"Name\nA\n", "The column E-mail address is missing."),
        (b"Name;Name;E-mail address\nA;B;a@b.example\n", "stands there twice"),
        (HEAD.encode() + b'"A;a@lumen.example;;;;;\n', "cannot be cut into fields"),
        (HEAD.encode() + b"A;a@lumen.example;;;;;\n" * 10_000, "The file has 10,000 lines; at most 2,000"),
        (b"x" * (bulk.MOST_BYTES + 1), "The file is larger than 1"),
    ],
)
def test_a_hostile_file_gets_one_sentence(world: World, content: bytes, sentence: str) -> None:
    answer = hand_over(world.client("owner"), content)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (422, True), page[page.find("errors") : page.find("errors") + 800]


def test_a_long_file_is_looked_at_by_a_job(world: World) -> None:
    client = world.client("manager")
    rows = "".join(f"P {n};p{n}@lumen.example;;buyer;Cost centre 1;;\n" for n in range(bulk.AT_ONCE + 1))
    page = looked_at(client, HEAD + rows)
    assert "The file is being looked at" in page and "Do this now" not in page
    Worker(FixedClock(NOW)).drain()
    check = reverse("portal:people:file_check")
    assert client.get(check, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    page = client.get(check).content.decode()
    assert "Do this now" in page
    assert not User.objects.filter(email="p7@lumen.example").exists()
    applied = apply(client, page)
    assert "The people are being invited" in applied.content.decode()
    Worker(FixedClock(NOW)).drain()
    where = applied.redirect_chain[-1][0]
    assert f"{bulk.AT_ONCE + 1} people are invited." in client.get(where, follow=True).content.decode()
    assert Grant.objects.filter(profile="buyer").count() == bulk.AT_ONCE + 1
    assert MOST_LINES > bulk.AT_ONCE


def long_file(world: World, *more: str) -> str:
    """More lines than one waits for, the last ones of people who stand at the top too."""
    rows = [f"P {n};p{n}@lumen.example;;buyer;Cost centre 1;;" for n in range(bulk.AT_ONCE)]
    again = [f"P {n};p{n}@lumen.example;;incident administrator;Cost centre 2;;" for n in (0, 1)]
    return HEAD + "\n".join([*rows, *again, *more]) + "\n"


def worked(client: Client, content: str) -> str:
    """The page of a long file that has been tried."""
    looked_at(client, content)
    Worker(FixedClock(NOW)).drain()
    return str(client.get(reverse("portal:people:file_check")).content.decode())


def worked_off(client: Client, page: str) -> str:
    """The page to which applying a long file leads in the end."""
    applied = apply(client, page)
    Worker(FixedClock(NOW)).drain()
    where = applied.redirect_chain[-1][0] if applied.redirect_chain else reverse("portal:people:file_check")
    return str(client.get(where, follow=True).content.decode())


@pytest.mark.clause("A-02")
def test_a_long_file_comes_in_portions_that_leave_others_their_turn(world: World) -> None:
    """A portion is a transaction of its own, in which a person is whole; between two, progress is seen."""
    client, seen = world.client("manager"), []
    page = worked(client, long_file(world))
    assert f"Is invited</span> {bulk.AT_ONCE}" in re.sub(r"\s+", " ", page), (
        "the second line of a person invites nobody"
    )

    def noting(context: JobContext, done: int, total: int | None = None, stage: str = "") -> None:
        seen.append((done, total, User.objects.filter(email__startswith="p").count()))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JobContext, "progress", noting)
        worked_off(client, page)
    assert [done for done, _total, _people in seen] == sorted({done for done, *_rest in seen})
    assert len(seen) > 2 and seen[0][0] == 0 and seen[-1][0] == bulk.AT_ONCE + 2
    assert 0 < seen[1][2] < bulk.AT_ONCE, "what was done stands before the rest"
    assert Grant.objects.filter(profile="incident_administrator").count() == 2


@pytest.mark.clause("A-02")
def test_a_long_file_of_which_a_line_is_refused_since_does_the_rest_and_again_only_that(world: World) -> None:
    client = world.client("manager")
    page = worked(client, long_file(world))
    staff = User.objects.create_user("p5@lumen.example", None, name="Desk", language="en", joined_at=NOW)
    StaffRole.objects.create(user=staff, role="billing_desk")
    page = worked_off(client, page)
    assert "What could be done is done." in page and "1 line is refused" in page and "Do this now" not in page
    assert "Nothing is saved yet." not in page
    assert Grant.objects.filter(profile="buyer").count() == bulk.AT_ONCE - 1
    StaffRole.objects.all().delete()
    before = Grant.objects.count()
    again = worked(client, long_file(world))
    assert "Has it already" in again
    worked_off(client, again)
    assert Grant.objects.count() == before + 1


def test_a_long_file_that_was_refused_is_applied_by_no_detour(world: World) -> None:
    client = world.client("manager")
    page = worked(client, long_file(world, "King;king@lumen.example;;emperor;Cost centre 1;;"))
    assert "1 line is refused" in page and "The file is taken as a whole or not at all." in page
    assert "1 line is refused" in worked_off(client, page)
    assert not User.objects.filter(email="p7@lumen.example").exists()


@pytest.mark.clause("A-03")
def test_whoever_may_no_longer_manage_people_brings_in_nobody_more(world: World) -> None:
    client, manager = world.client("manager"), world.lumen.people["manager"]
    page = worked(client, long_file(world))
    apply(client, page)
    Grant.objects.filter(holder=manager).update(to_at=NOW)
    Worker(FixedClock(NOW)).drain()
    assert not User.objects.filter(email="p7@lumen.example").exists()
    job = Job.objects.filter(kind="access.bring_people").order_by("-pk").first()
    assert job is not None and job.state == "failed" and job.failure["message"] == "arrival.not_yours"


def test_a_file_handed_over_while_another_is_applied_stays(world: World) -> None:
    client = world.client("manager")
    apply(client, worked(client, long_file(world)))
    brought, second = jobs.bring_people, f"{HEAD}A;a@lumen.example;;;;;\n"

    def meanwhile(*given: Any, **named: Any) -> Any:
        if not User.objects.filter(email="p0@lumen.example").exists():
            hand_over(client, second)
        return brought(*given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "bring_people", meanwhile)
        Worker(FixedClock(NOW)).drain()
    assert User.objects.filter(email="p7@lumen.example").exists(), "the first is applied"
    page = client.get(reverse("portal:people:file_check"), follow=True).content.decode()
    assert "a@lumen.example" in page, "the second is here still"


def test_a_file_is_nobody_elses_and_goes_once_it_is_applied(world: World) -> None:
    owner, check = world.client("owner"), reverse("portal:people:file_check")
    page = looked_at(owner, f"{HEAD}A;a@lumen.example;;;;;\n")
    for other in (world.client("manager"), world.client("owner", world.borealis)):
        assert other.get(check).headers["Location"] == reverse("portal:people:file")
        apply(other, page)
    assert not User.objects.filter(email="a@lumen.example").exists()
    stale = owner.post(check, {"digest": "0" * 64}, follow=True).content.decode()
    assert "The file is here no more" in stale
    apply(owner, page)
    assert "The file is here no more" in apply(owner, page).content.decode()
    assert User.objects.filter(email="a@lumen.example").count() == 1


def test_the_file_to_fill_in_can_be_handed_over_as_it_is(world: World) -> None:
    for person in ("owner", "manager"):
        client = world.client(person)
        template = client.get(reverse("portal:people:file_template"))
        assert template.headers["Content-Disposition"] == 'attachment; filename="people.csv"'
        assert hand_over(client, template.content).status_code == 302
        assert "is refused" not in client.get(reverse("portal:people:file_check")).content.decode()


@pytest.mark.parametrize("person", ["finance", "fleet", "user"])
def test_who_does_not_manage_people_hands_nothing_over(world: World, person: str) -> None:
    client = world.client(person)
    for name in ("file", "file_template", "file_check"):
        assert client.get(reverse(f"portal:people:{name}")).status_code == 404
    assert hand_over(client, HEAD).status_code == 404
