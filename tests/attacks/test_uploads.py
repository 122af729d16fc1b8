"""Files from strangers: their names lead nowhere, their content is looked at, and what is good is taken."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from comptoir.access.models import User
from comptoir.jobs.models import Job
from tests.console.cast import Cast, gather, text, work
from tests.console.test_base_upload import zipped
from tests.console.test_usage_files import file_of, rows
from tests.portal.world import World

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = [
    "../../../evil.csv", "..\\..\\evil.csv", "/etc/cron.d/evil", "evil\0.csv", "calls.csv\r\nX-Evil: 1",
    "x" * 5000 + ".csv",
    "<img src=x onerror=alert(1)>.csv", "=cmd|calc.csv", "CON", ".htaccess", "*.csv", "{{ 7*7 }}.csv", "",
]  # fmt: skip
BODIES = {
    "program": b"MZ\x90\x00" + b"\0" * 400,
    "page": b"<html><script>alert(1)</script></html>",
    "entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
    "pickle": b"\x80\x04\x95\x1f\x00\x00\x00cposix\nsystem\n.",
    "half text": "Name;E-mail".encode("utf-16") + b"\xd8",
    "nothing but zeros": b"\0" * 10_000,
    "one long line": b"a" * 2_000_000,
    "many quotes": b'"' * 20_001,
}


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.HOME = tmp_path / "home"
    settings.FILE_UPLOAD_TEMP_DIR = settings.HOME / "receiving"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True)
    yield settings.HOME


@pytest.fixture
def cast(db: None) -> Cast:
    return gather()


def outside(tmp_path: Path) -> list[Path]:
    """What was written beside the folder of the data."""
    return [path for path in tmp_path.rglob("*") if path.is_file() and tmp_path / "home" not in path.parents]


def people_file(world: World, content: bytes, name: str = "people.csv") -> Any:
    return world.client("owner").post(reverse("portal:people:file"), {"file": SimpleUploadedFile(name or "x", content)})


def test_the_name_of_a_file_leads_nowhere(cast: Cast, world: World, tmp_path: Path) -> None:
    """A usage file, a base, a file of people: each under every hostile name, and shown as text."""
    good = file_of(rows(world)).read()
    for name in NAMES:
        answers = [
            cast.bram.post("/console/usage/upload", {"file": _named(name, good), "mapping": "plain-csv"}),
            cast.anna.post("/console/setup/base", {"file": _named(name, zipped())}),
            people_file(world, b"Name;E-mail address\nEva;eva@lumen.example\n", name),
        ]
        for answer in answers:
            assert answer.status_code in (302, 400, 413, 422), (name[:40], answer.status_code)
            assert "<img src=x" not in answer.content.decode() and "X-Evil" not in answer.headers
    work()
    pages = [cast.bram.get("/console/usage/"), cast.anna.get("/console/jobs/")]
    pages += [cast.anna.get(f"/console/jobs/{job.pk}/") for job in Job.objects.all()[:20]]
    for page in pages:
        assert page.status_code in (200, 302)
        assert "<img src=x" not in page.content.decode() and ">49.csv" not in page.content.decode()
    assert outside(tmp_path) == []
    assert not list(tmp_path.rglob("*evil*")) and not list(tmp_path.rglob(".htaccess"))


@pytest.mark.parametrize("kind", BODIES)
def test_what_is_no_such_file_is_refused_in_a_sentence(cast: Cast, world: World, kind: str, tmp_path: Path) -> None:
    people, jobs = User.objects.count(), Job.objects.count()
    answer = people_file(world, BODIES[kind])
    assert answer.status_code in (200, 302, 400, 422)
    assert User.objects.count() == people
    base = cast.anna.post("/console/setup/base", {"file": SimpleUploadedFile("base.zip", BODIES[kind])})
    assert base.status_code == 422 and Job.objects.count() == jobs
    usage = {"file": SimpleUploadedFile("calls.csv", BODIES[kind]), "mapping": "plain-csv"}
    sent = cast.bram.post("/console/usage/upload", usage)
    work()
    assert sent.status_code in (302, 422)
    if sent.status_code == 302:
        page = text(cast.bram.get(sent.headers["Location"]))
        assert "root:" not in page, "nothing of another file"
    assert outside(tmp_path) == []


def test_a_field_that_is_no_file_is_asked_for_again(cast: Cast, world: World) -> None:
    for address, client in (("/console/usage/upload", cast.bram), ("/console/setup/base", cast.anna)):
        assert client.post(address, {"file": "/etc/passwd", "mapping": "plain-csv"}).status_code == 422
    assert world.client("owner").post(reverse("portal:people:file"), {"file": "/etc/passwd"}).status_code in (200, 422)


def test_an_endless_heading_is_refused_in_a_sentence(world: World) -> None:
    answer = people_file(world, b'"' + b"x" * 200_000 + b'";E-mail address\nEva;eva@lumen.example\n')
    assert answer.status_code == 422 and "Traceback" not in answer.content.decode()


def test_good_files_are_taken(cast: Cast, world: World) -> None:
    """The twins."""
    sent = cast.bram.post("/console/usage/upload", {"file": file_of(rows(world)), "mapping": "plain-csv"})
    assert sent.status_code == 302
    assert cast.anna.post("/console/setup/base", {"file": SimpleUploadedFile("base.zip", zipped())}).status_code == 302
    taken = people_file(world, b"Name;E-mail address\nEva;eva@lumen.example\n")
    assert taken.status_code == 302 and taken.headers["Location"] == reverse("portal:people:file_check")


def _named(name: str, content: bytes) -> SimpleUploadedFile:
    file = SimpleUploadedFile("x", content)
    file._name = name or "x"  # a client sends any name; Django's own class would tidy it here
    return file
