"""Change each numeric term by one: a test that names it must fail.

    python -m tests.terms.mutate_terms [KEY ...]

runs, for each numeric term (or for those given), the tests that name it, once with the figure changed. Prints
a line for each and exits 1 when a change goes unnoticed. Terms that no test names are left out: they stand in
pending.toml.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from comptoir.kernel.money import Money
from comptoir.terms import Term, TermsBook, load
from comptoir.terms.naming import names_in_tests
from comptoir.terms.term import WHOLE
from tests.terms.changed_term import VARIABLE

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Change:
    """One term with another figure, as text in the term's own unit."""

    key: str
    figure: str
    changed: str


def changed_by_one(term: Term) -> str | None:
    """The figure plus one, as text; none for a term that is no number."""
    value = term.value
    if term.unit in WHOLE and isinstance(value, int):
        return str(value + 1)
    if isinstance(value, Money):
        return str(value.amount + 1)
    return str(value + 1) if isinstance(value, Decimal) else None


def numeric_changes(book: TermsBook) -> list[Change]:
    """Every numeric term and how to change it by one; of a dated one the latest version counts."""
    latest = (book.versions(key)[-1] for key in book.keys)
    changes = ((term, changed_by_one(term)) for term in latest)
    return [Change(term.key, str(term.value), changed) for term, changed in changes if changed is not None]


def notices(change: Change, tests: Sequence[str]) -> bool:
    """Whether at least one of the tests fails once the term is changed."""
    environment = {**os.environ, VARIABLE: f"{change.key}={change.changed}"}
    path = [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, path))
    plugins = ["-p", "tests.terms.changed_term", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", *plugins, *tests]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"The tests of {change.key} cannot be run:\n{done.stdout}{done.stderr}")
    return done.returncode == 1


def main(keys: Sequence[str]) -> int:
    """Try every change; the number of those that no test noticed decides the exit code."""
    named = names_in_tests(ROOT / "tests")
    unnoticed = 0
    for change in numeric_changes(load()):
        if change.key not in named or (keys and change.key not in keys):
            continue
        noticed = notices(change, named[change.key])
        unnoticed += not noticed
        verdict = "noticed" if noticed else "NOT NOTICED"
        sys.stdout.write(f"{change.key}: {change.figure} -> {change.changed}: {verdict}\n")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
