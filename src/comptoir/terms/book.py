"""The contract as data: every figure by its key, as it stood on a date.

>>> terms = load().at(date(2025, 3, 1))
>>> terms["retention.call_details.insights_plus"].months
12
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

from comptoir.terms.reading import InvalidTerm, Versions, read_folder, value_from_text
from comptoir.terms.term import Term, TermError, Unit, Value

REFERENCE = Path(str(files("comptoir.terms"))) / "reference"


class UnknownTerm(TermError, KeyError):
    """No term bears this key, or none was in force on the date."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


class Terms(Mapping[str, Term]):
    """The terms in force on one date, by key: `terms["portal.notice.customer"].days`."""

    def __init__(self, on: date, terms: Mapping[str, Term]) -> None:
        self.on = on
        self._terms = terms

    def __getitem__(self, key: str) -> Term:
        try:
            return self._terms[key]
        except KeyError:
            raise UnknownTerm(f"There is no term {key} on {self.on}.") from None

    def __contains__(self, key: object) -> bool:
        return key in self._terms

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def under(self, section: str) -> dict[str, Term]:
        """The terms of a section by the rest of their key, such as "retention.call_details"."""
        prefix = f"{section}."
        return {key.removeprefix(prefix): term for key, term in self._terms.items() if key.startswith(prefix)}


class TermsBook:
    """Every version of every term; ask it for the terms as they stood on a date."""

    def __init__(self, versions: Mapping[str, Versions]) -> None:
        self._versions = dict(versions)
        dates = {term.since for found in self._versions.values() for term in found if term.since}
        self._changes = sorted(dates)
        self._in_force: dict[int, dict[str, Term]] = {}

    def at(self, on: date) -> Terms:
        """The terms in force on a date."""
        epoch = bisect_right(self._changes, on)
        if epoch not in self._in_force:
            chosen = ((key, _in_force(versions, on)) for key, versions in self._versions.items())
            self._in_force[epoch] = {key: term for key, term in chosen if term is not None}
        return Terms(on, self._in_force[epoch])

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys, in order."""
        return tuple(sorted(self._versions))

    def versions(self, key: str) -> Versions:
        """The versions of a term, oldest first."""
        if key not in self._versions:
            raise UnknownTerm(f"There is no term {key}.")
        return self._versions[key]

    def override(self, key: str, value: Value) -> "TermsBook":
        """A book in which every version of a term has this value; a text is read in the term's unit."""
        changed = []
        for term in self.versions(key):
            as_text = isinstance(value, str) and term.unit is not Unit.TEXT
            new = value_from_text(term.unit, value, key) if as_text and isinstance(value, str) else value
            changed.append(term.changed(new))
        return TermsBook({**self._versions, key: tuple(changed)})

    def overridden_by(self, own: Mapping[str, Versions]) -> "TermsBook":
        """A book in which an operator's own terms replace those of the same key, in the same unit."""
        merged = dict(self._versions)
        for key, versions in own.items():
            if key not in merged:
                raise UnknownTerm(f"The term {key} is not one of the reference terms.")
            reference = merged[key][0]
            if versions[0].unit is not reference.unit:
                raise InvalidTerm(f"The term {key} is in {reference.unit}, not in {versions[0].unit}.")
            merged[key] = tuple(replace(term, requirements=reference.requirements) for term in versions)
        return TermsBook(merged)


def load(*folders: Path | str) -> TermsBook:
    """The reference terms, overridden key by key by each folder in turn."""
    book = TermsBook(read_folder(REFERENCE))
    for folder in folders:
        book = book.overridden_by(read_folder(Path(folder)))
    return book


def _in_force(versions: Versions, on: date) -> Term | None:
    begun = [term for term in versions if term.since is None or term.since <= on]
    return begun[-1] if begun else None
