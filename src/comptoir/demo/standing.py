"""Whether a demo world stands in a folder: built whole, half built by a start that was killed, or not there.

Standard library only: a second start reads this and nothing else before it serves.
"""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import IO

MARK = "demo.json"
LOCK = "demo.lock"
_PACKAGE = Path(__file__).resolve().parents[1]
# What the world's tables and files follow from: another state of these is another world.
_SOURCES = ("*/migrations/*.py", "demo/*.toml", "rating/reference/*.*", "rating/schema.py", "lake/schemas.py")


class UnableToStand(Exception):
    """The folder cannot hold a demo world; one sentence."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a folder."""

    scale: str
    today: date
    fingerprint: str
    whole: bool

    def fits(self, scale: str | None, today: date | None) -> bool:
        """Whether it is whole, made by these sources, and what was asked for (None: anything)."""
        asked = scale in (None, self.scale) and today in (None, self.today)
        return self.whole and asked and self.fingerprint == fingerprint()


def fingerprint() -> str:
    """Of the sources that the world follows from."""
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for path in sorted(_PACKAGE.glob(pattern)):
            digest.update(path.relative_to(_PACKAGE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def standing_in(home: Path) -> Standing | None:
    """What the folder's mark says; None where there is none."""
    try:
        said = json.loads((home / MARK).read_text(encoding="utf-8"))
        return Standing(said["scale"], date.fromisoformat(said["today"]), said["fingerprint"], said["whole"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def mark(home: Path, standing: Standing) -> None:
    """Writes the mark, whole or not at all."""
    fresh = home / f"{MARK}.new"
    fresh.write_text(json.dumps({**asdict(standing), "today": standing.today.isoformat()}), encoding="utf-8")
    fresh.replace(home / MARK)


def clear(home: Path) -> None:
    """Empties a folder that holds a demo world or nothing. Raises UnableToStand for any other."""
    home.mkdir(parents=True, exist_ok=True)
    if standing_in(home) is None and any(path.name != LOCK for path in home.iterdir()):
        raise UnableToStand(f"{home} holds something that is no demo world; choose another folder with COMPTOIR_HOME.")
    # The mark goes last: a clearing that is killed leaves a folder that is known as a demo's.
    for path in sorted(home.iterdir(), key=lambda path: path.name == MARK):
        if path.name != LOCK:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


@contextmanager
def held(home: Path) -> Iterator[IO[str]]:
    """One start at a time builds here; the system lets go when its holder dies. Raises UnableToStand."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOCK).open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UnableToStand(f"Another start is building the demo in {home}; wait for it.") from None
        yield lock
