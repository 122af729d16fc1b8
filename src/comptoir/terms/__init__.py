"""The contract as data: every figure with its clause, versioned by date."""

from comptoir.terms.book import Terms, TermsBook, UnknownTerm, load
from comptoir.terms.reading import InvalidTerm
from comptoir.terms.term import Term, TermError, TimeWindow, Unit, WrongUnit

__all__ = [
    "InvalidTerm",
    "Term",
    "TermError",
    "Terms",
    "TermsBook",
    "TimeWindow",
    "Unit",
    "UnknownTerm",
    "WrongUnit",
    "load",
]
