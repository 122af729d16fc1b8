"""The example base, copied so that a test can change a file, and imported."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from comptoir.access.capabilities import DATA, STAFF
from comptoir.base.importing import import_base
from comptoir.base.results import BaseResult, Outcome, RowResult
from comptoir.scope.actor import Channel, system

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "base"
AT = datetime(2025, 3, 1, 9, 0, tzinfo=UTC)
BY = system("test", Channel.COMMAND, staff=STAFF | DATA)


def copied(tmp_path: Path) -> Path:
    """A copy of the example base."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "base"))


def brought(folder: Path, *, dry_run: bool = False) -> BaseResult:
    return import_base(folder, by=BY, at=AT, dry_run=dry_run)


def replace(folder: Path, file: str, old: str, new: str) -> None:
    """Changes a text that stands exactly once in a file."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def add(folder: Path, file: str, row: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")


def refused(result: BaseResult) -> list[RowResult]:
    return [row for row in result.rows if row.outcome is Outcome.REFUSED]


def messages(result: BaseResult) -> set[tuple[str, str]]:
    """(file, message) of what is refused."""
    return {(row.file, row.message) for row in refused(result)}
