"""The requirements, and the figures that serve them."""

from comptoir.terms import load
from comptoir.terms.requirements import load_requirements

PAGES = {
    "P": 25,
    "A": 16,
    "G": 18,
    "M": 26,
    "N": 18,
    "U": 9,
    "B": 11,
    "D": 12,
    "I": 19,
    "S": 22,
    "R": 11,
    "X": 8,
}


def test_every_page_has_its_requirements_numbered_without_gaps() -> None:
    expected = {f"{page}-{number:02d}" for page, count in PAGES.items() for number in range(1, count + 1)}
    assert set(load_requirements()) == expected


def test_every_requirement_has_a_title_and_a_clause() -> None:
    for requirement in load_requirements().values():
        assert requirement.title.strip()
        assert requirement.clause.strip()


def test_every_figure_serves_a_requirement() -> None:
    known = set(load_requirements())
    book = load()
    for key in book.keys:
        for term in book.versions(key):
            assert term.requirements, f"{key} serves no requirement"
            assert set(term.requirements) <= known, key
