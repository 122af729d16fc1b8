"""The repository works on any machine: no path of one, no package index, no loose end."""

import re
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, tracked_texts

REQUIREMENTS = ROOT / "requirements"
_MACHINE = re.compile(r"(?<![\w.$}>])/(?:work|root|home/\w+|Users/\w+|opt/pypi|tmp/\w+/)(?=[/\s\"'`]|$)")
_INDEX = re.compile(r"--(?:extra-)?index-url[ =]|pypi\.org/simple|pythonhosted\.org|npmjs\.org|\"resolved\":")
_LOOSE = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|NotImplemented[E]rror)\b|pragma: no[ ]cover")


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        (_MACHINE, "a path of one machine"),
        (_INDEX, "the address of a package index"),
        (_LOOSE, "a loose end"),
    ],
    ids=["machine paths", "index addresses", "loose ends"],
)
def test_no_tracked_file_names(pattern: re.Pattern[str], says: str) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in tracked_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, f"These lines hold {says}: {found}"


def test_patterns_see_what_they_must() -> None:
    assert all(_MACHINE.search(f"see /{place}/main") for place in ("work", "root", "home/ann", "Users/ann"))
    assert not any(_MACHINE.search(text) for text in ("COMPTOIR_HOME/work", "/invoices/1", "{{ url }}/root/x"))
    assert _INDEX.search(f"--{'extra'}-index-url x")
    assert _LOOSE.search(f"# {'TO'}DO: later")


@pytest.mark.parametrize("name", ["runtime", "test", "bench"])
def test_every_requirement_is_pinned_with_hashes(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", (REQUIREMENTS / f"{name}.txt").read_text().strip())
    bare = [block.splitlines()[0] for block in blocks if "==" not in block or "--hash=sha256:" not in block]
    assert not bare, f"requirements/{name}.txt does not pin these with a hash: {bare}"


@pytest.mark.parametrize("name", ["test", "bench"])
def test_the_runtime_is_the_same_everywhere(name: str) -> None:
    runtime, larger = _pins(REQUIREMENTS / "runtime.txt"), _pins(REQUIREMENTS / f"{name}.txt")
    other = sorted(runtime - larger)
    assert not other, f"requirements/{name}.txt pins these otherwise than runtime.txt; renew all pins: {other}"


def _pins(path: Path) -> set[str]:
    """Name and version of each pin. Not on which Pythons: another package may want the same pin on more of them."""
    return {line.split(" ")[0] for line in path.read_text().splitlines() if line[:1].isalnum()}
