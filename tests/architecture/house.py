"""What the tests of the house's rules look at: its rooms, its modules, its tracked files."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "comptoir"
INTERFACES = ("portal", "console", "api", "commands", "web")
GROUND = ("kernel", "terms")
ENGINES = ("rating", "lake", "documents", "servicetime", "einvoice")
OTHERS = ("config", "demo")
_BINARY = {".png", ".parquet", ".pdf", ".mo", ".pyc", ".woff2", ".ico"}


def rooms() -> list[str]:
    """The packages that stand in the house, interfaces first, as pyproject.toml layers them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return [room.strip() for layer in layers for room in layer.split("|")]


def contexts() -> list[str]:
    """The rooms that hold meaning: Django apps that are no interface."""
    others = {*INTERFACES, *GROUND, *ENGINES, *OTHERS}
    return [room for room in rooms() if room not in others and (PACKAGE / room).is_dir()]


def modules(*names: str) -> list[Path]:
    """The Python modules of these rooms, or of the whole package; migrations are made, not written."""
    folders = [PACKAGE / name for name in names] if names else [PACKAGE]
    return sorted(path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts)


def templates() -> list[Path]:
    """All HTML templates."""
    return sorted(path for path in PACKAGE.rglob("*.html") if "templates" in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """How a failure names a file."""
    return path.relative_to(ROOT).as_posix()


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Every tracked text file with its content; every file of the source folders where git is not there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True)
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        folders = ("src", "tests", "docs", "requirements")
        paths = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    for path in sorted(paths):
        if path.is_file() and path.suffix not in _BINARY:
            yield name_of(path), path.read_text(encoding="utf-8", errors="replace")
