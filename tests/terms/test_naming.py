"""What a test names is found in its markers and in its docstrings."""

from pathlib import Path

from comptoir.terms.naming import names_in_tests

SOURCE = '''
"""What holds for the whole file. terms: a.module"""

import pytest

pytestmark = [pytest.mark.clause("X-01"), pytest.mark.long]

WORDS = "P-01 terms: a.nothing"


@pytest.mark.clause("U-03", "GC 2.2.3", "a.b_c")
def test_marked():
    pass


class TestGroup:
    """The group proves B-09.

    terms: a.first, a.second
    """

    @pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.clause("D-01"))])
    def test_inside(self, x):
        """Nothing more."""

    def helper(self):
        """P-02"""


def helper():
    """P-03"""
'''


def test_names_come_from_markers_and_docstrings_of_tests_alone(tmp_path: Path) -> None:
    folder = tmp_path / "tests" / "billing"
    folder.mkdir(parents=True)
    (folder / "test_run.py").write_text(SOURCE, encoding="utf-8")
    (folder / "helpers.py").write_text("def test_x():\n    'P-04'\n", encoding="utf-8")
    marked, inside = (
        "tests/billing/test_run.py::test_marked",
        "tests/billing/test_run.py::TestGroup::test_inside",
    )
    assert names_in_tests(tmp_path / "tests") == {
        "B-09": (inside,),
        "D-01": (inside,),
        "GC 2.2.3": (marked,),
        "U-03": (marked,),
        "X-01": (inside, marked),
        "a.b_c": (marked,),
        "a.first": (inside,),
        "a.module": (inside, marked),
        "a.second": (inside,),
    }
