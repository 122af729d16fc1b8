"""The terms in force: the reference contract, overridden by the operator's own folder (COMPTOIR_TERMS)."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from comptoir.terms import Terms, TermsBook, load


@lru_cache(maxsize=4)
def _book(folder: str | None) -> TermsBook:
    return load(Path(folder)) if folder else load()


def terms_on(day: date) -> Terms:
    """The terms as they stood on a day: a rule asks for them by the day that it judges."""
    return _book(settings.TERMS_FOLDER).at(day)


def contract() -> TermsBook:
    """The terms in all their versions, for a rule that judges many days at once."""
    return _book(settings.TERMS_FOLDER)
