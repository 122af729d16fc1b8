"""A changed term is seen by the tests that name it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from comptoir.terms import load
from tests.terms.changed_term import VARIABLE
from tests.terms.mutate_terms import ROOT, main, numeric_changes

BOOK = load()


def test_every_number_is_changed_by_one() -> None:
    changes = {change.key: (change.figure, change.changed) for change in numeric_changes(BOOK)}
    assert changes["retention.backups"] == ("35", "36")
    assert changes["billing.vat.standard"] == ("21", "22")
    assert changes["portal.access_price"] == ("0.00 EUR", "1.00")
    assert not {"portal.languages", "portal.office_hours", "billing.in_advance.mobile"} & set(changes)
    for key, (_, changed) in changes.items():
        assert BOOK.override(key, changed).versions(key) != BOOK.versions(key)


def test_the_plugin_changes_the_terms_of_a_run() -> None:
    imports = "import tests.terms.changed_term; from comptoir.terms import load"
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    environment = {**os.environ, VARIABLE: "retention.backups=36", "PYTHONPATH": path}
    for key, value in (("retention.backups", "36"), ("billing.payment_due", "30")):
        done = subprocess.run(
            [sys.executable, "-c", f"{imports}; print(load().versions('{key}')[0].value)"],
            env=environment,
            cwd=Path(ROOT),
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == value


@pytest.mark.long
def test_a_test_that_names_a_number_fails_once_it_changes() -> None:
    assert main([]) == 0
