"""A whole base as a ZIP file: tried with a result for each row, brought in, or refused in sentences."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comptoir.inventory.models import Line
from comptoir.jobs.models import Job
from comptoir.parties.models import Customer
from tests.console.cast import Cast, last_job, text, work

EXAMPLE = Path(__file__).parents[2] / "examples" / "base"


def zipped(folder: str = "", **changed: str | None) -> bytes:
    """The example base as a ZIP file; `changed` replaces files (dots as underscores), None leaves one out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(EXAMPLE.iterdir()):
            content = changed.get(path.name.replace(".", "_"), path.read_text(encoding="utf-8"))
            if content is not None:
                archive.writestr(f"{folder}{path.name}", content)
    return out.getvalue()


def hand_over(cast: Cast, content: bytes, name: str = "base.zip") -> Any:
    return cast.anna.post("/console/setup/base", {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("folder", ["", "my base/"])
def test_a_base_is_tried_then_brought_in(cast: Cast, settings: Any, folder: str) -> None:
    tried = hand_over(cast, zipped(folder))
    assert tried.status_code == 302
    work()
    page = text(cast.anna.get(tried.headers["Location"]))
    assert "Everything was tried and taken back." in page and "customers.csv 2 0 0 0" in page
    assert not Customer.objects.exists()
    job = last_job("base.import")
    first, second = (cast.anna.post("/console/setup/base/take", {"tried": job.pk}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    work()
    assert "The base is in." in text(cast.anna.get(first.headers["Location"]))
    assert Customer.objects.count() == 2 and Line.objects.exists()
    assert list((settings.HOME / "bases").iterdir()) == [], "the files are needed no more"
    gone = cast.anna.post("/console/setup/base/take", {"tried": job.pk}, follow=True)
    assert "hand them over again" in text(gone)


def test_refused_rows_are_said_one_by_one_and_nothing_comes_in(cast: Cast) -> None:
    lines = (EXAMPLE / "lines.csv").read_text(encoding="utf-8").replace("0460 11 58 38", "02 555 12 12")
    tried = hand_over(cast, zipped(lines_csv=lines))
    work()
    page = text(cast.anna.get(tried.headers["Location"]))
    assert "Nothing was brought in" in page
    assert "lines.csv:3" in page and "number: 02 555 12 12 is no Belgian mobile number." in page
    assert "Bring it in" not in page and not Customer.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"no zip at all", "This is no ZIP file that can be unpacked."),
        (zipped()[:-200], "This is no ZIP file that can be unpacked."),
    ],
    ids=["empty", "text", "cut off"],
)
def test_what_is_no_zip_file_is_refused_at_once(cast: Cast, content: bytes, sentence: str) -> None:
    refused = hand_over(cast, content)
    assert refused.status_code == 422 and sentence in text(refused)
    assert not Job.objects.exists()


def test_a_zip_file_writes_nowhere_but_in_its_folder(cast: Cast, settings: Any, tmp_path: Path) -> None:
    """Paths in it are not followed, files of other kinds are left in it, the same name twice is refused."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../customers.csv", "code;name;language;since\na;A;fr;2024-01-01\n")
        archive.writestr("../../evil.sh", "rm -rf")
    assert hand_over(cast, out.getvalue()).status_code == 302
    assert not (settings.HOME / "customers.csv").exists() and not (tmp_path / "customers.csv").exists()
    assert not list(settings.HOME.rglob("evil.sh"))
    work()
    assert last_job("base.import").result["taken"]
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("other/customers.csv", "x")
    assert "holds customers.csv twice" in text(hand_over(cast, out.getvalue()))


def test_a_zip_file_without_a_base_says_what_a_base_is(cast: Cast) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("holiday.jpg", "x")
    assert "holds no file of a base; these are:" in text(hand_over(cast, out.getvalue()))


def test_a_bomb_is_not_unpacked(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comptoir.base.uploads.MOST_UNPACKED", 1_000)
    refused = hand_over(cast, zipped(customers_csv="x" * 100_000))
    assert refused.status_code == 422 and "too large to be unpacked" in text(refused)
