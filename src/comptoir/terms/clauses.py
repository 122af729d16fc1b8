"""The table of clauses: each figure with its clause, its key, the requirement it serves, its tests."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from comptoir.kernel.money import Money
from comptoir.terms.book import TermsBook
from comptoir.terms.term import Term, TimeWindow, Unit

DOCUMENTS = ("GC", "GCNL", "MC", "NET", "II")
"""The codes of the contract's documents, in the order of the table."""

_ONE = {Unit.HALF_DAYS: "half day", Unit.WORKING_DAYS: "working day"}


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One figure of the contract, or one dated version of it."""

    clause: str
    key: str
    figure: str
    since: date | None
    requirements: tuple[str, ...]
    tests: tuple[str, ...]
    note: str


def clause_rows(book: TermsBook, tests: Mapping[str, Sequence[str]]) -> list[ClauseRow]:
    """Every version of every term in the order of the contract; `tests` as from `names_in_tests`."""
    rows = [
        ClauseRow(
            clause=term.clause,
            key=key,
            figure=figure(term),
            since=term.since,
            requirements=term.requirements,
            tests=tuple(tests.get(key, ())),
            note=term.note,
        )
        for key in book.keys
        for term in book.versions(key)
    ]
    return sorted(rows, key=lambda row: (_contract_order(row.clause), row.key, row.since or date.min))


def under_clause(rows: Sequence[ClauseRow], asked: str) -> list[ClauseRow]:
    """The rows of one clause or of what it contains: "GC 2.2.3", "II 7.1" or a whole document, "MC"."""
    wanted = asked.strip().lower()
    starts = (f"{wanted}.", f"{wanted} ")
    return [
        row
        for row in rows
        if any(part.lower() == wanted or part.lower().startswith(starts) for part in clause_parts(row.clause))
    ]


def clause_parts(clause: str) -> list[str]:
    """Each clause of a list in full: "GC Fleet 3, Essential 5" is GC Fleet 3 and GC Essential 5."""
    parts: list[str] = []
    document = ""
    for part in clause.split(", "):
        code = part.split(" ")[0]
        if code in DOCUMENTS or code == "-":
            document = code
            parts.append(part)
        else:
            parts.append(f"{document} {part}".strip())
    return parts


def figure(term: Term) -> str:
    """The value as a person reads it in English: "12 months", "EUR 50.00", "23:00-06:00"."""
    value = term.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Money):
        return f"{value.currency} {value.amount:f}"
    if isinstance(value, TimeWindow):
        return f"{value.opens:%H:%M}-{value.closes:%H:%M}"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    if isinstance(value, Mapping):
        return "; ".join(f"{country}: {', '.join(entries)}" for country, entries in value.items())
    if term.unit is Unit.PERCENT:
        return f"{value:f} %"
    if isinstance(value, int) and term.unit is not Unit.NUMBER:
        return _counted(value, term.unit)
    return str(value)


def _counted(number: int, unit: Unit) -> str:
    one = _ONE.get(unit, unit.value.removesuffix("s"))
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


def _contract_order(clause: str) -> tuple[int, list[tuple[int, int, str]]]:
    first = clause_parts(clause)[0]
    code = first.split(" ")[0]
    place = DOCUMENTS.index(code) if code in DOCUMENTS else len(DOCUMENTS)
    pieces = re.findall(r"\d+|[^\d.]+", first)
    return place, [(0, int(piece), "") if piece.isdigit() else (1, 0, piece.strip()) for piece in pieces]
