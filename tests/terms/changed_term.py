"""A pytest plugin that changes one term for a run: COMPTOIR_TERM_OVERRIDE="key=value".

It is loaded by name, before anything of the product is imported: `pytest -p tests.terms.changed_term`.
"""

import os
from pathlib import Path

import comptoir.terms
import comptoir.terms.book
from comptoir.terms import TermsBook

VARIABLE = "COMPTOIR_TERM_OVERRIDE"

_load = comptoir.terms.book.load


def load_changed(*folders: Path | str) -> TermsBook:
    """The terms as always, but for the one that the environment names."""
    key, _, value = os.environ[VARIABLE].partition("=")
    return _load(*folders).override(key, value)


if os.environ.get(VARIABLE):
    comptoir.terms.book.load = load_changed
    comptoir.terms.load = load_changed
