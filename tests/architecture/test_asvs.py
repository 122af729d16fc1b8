"""The table of the security standard is whole, and what it names as proof exists."""

import ast
import re
from collections import Counter
from functools import cache

import pytest

from tests.architecture.house import ROOT

TABLE = ROOT / "docs" / "asvs.md"
#: How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has.
CHAPTERS = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13, 16: 16,
    17: 7,
}  # fmt: skip
_NUMBER = re.compile(r"\d+\.\d+\.\d+")
_PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_PAPER = re.compile(r"(?<![\w/])(?:docs|src/comptoir)/[\w./-]+\.(?:md|py)")


def rows() -> list[tuple[list[str], list[str]]]:
    """(numbers, other cells) of every row."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d", line)]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [(_NUMBER.findall(first), rest) for first, *rest in cells]


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests of a file; none: there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    found = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return frozenset(node.name for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_each_requirement_stands_there_once() -> None:
    counted = Counter(number for numbers, _rest in rows() for number in numbers)
    assert [number for number, times in counted.items() if times > 1] == []
    assert Counter(int(number.partition(".")[0]) for number in counted) == CHAPTERS


def test_every_row_says_why() -> None:
    assert [numbers for numbers, rest in rows() if not all(rest) or not rest] == []


def test_every_test_and_paper_that_it_names_exists() -> None:
    text = TABLE.read_text(encoding="utf-8")
    named = _PROOF.findall(text)
    assert len(named) > 100
    assert [f"{path}::{name}" for path, name in named if name not in names_in(path)] == []
    assert [path for path in _PAPER.findall(text) if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("invented", ["tests/nowhere.py", "tests/architecture/test_asvs.py"])
def test_an_invented_test_would_show(invented: str) -> None:
    assert "test_that_nobody_wrote" not in names_in(invented)
