"""`comptoir clauses`: the contract's figures with clause, term, requirement and the tests that name them."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import comptoir
from comptoir.terms import TermError, load
from comptoir.terms.clauses import ClauseRow, clause_rows, under_clause
from comptoir.terms.naming import names_in_tests
from comptoir.terms.requirements import load_pending, load_requirements

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

TESTS = Path(comptoir.__file__).parents[2] / "tests"
WIDEST = 44

PREFACE = """\
# The contract's figures

Every figure of the reference terms with the clause it comes from ("-" where the contract is silent), the
requirement it serves and the tests that name it. GC are the general conditions of the portal (GCNL their
Dutch text), MC the description of mobile connectivity, NET that of the internet services, II that of Invoice
Insights.

Made by `comptoir clauses --format markdown > docs/clauses.md`.
"""


def add_parser(subparsers: "Subparsers") -> None:
    """Add `clauses` to the command line."""
    parser = subparsers.add_parser("clauses", help="print the contract's figures, their clauses and their tests")
    parser.add_argument("--format", choices=["table", "markdown", "json"], default="table")
    parser.add_argument("--clause", nargs="+", metavar="CLAUSE", help="one clause and what it contains: GC 2.2.3")
    parser.add_argument("--terms", type=Path, metavar="DIR", help="an operator's own terms")
    parser.add_argument("--tests", type=Path, metavar="DIR", default=TESTS, help="where the tests are")
    parser.add_argument("--pending", action="store_true", help="print what is not built yet instead")


def run(args: argparse.Namespace) -> int:
    """Print the table; 1 when the terms cannot be read or nothing bears the clause."""
    tests = names_in_tests(args.tests) if args.tests.is_dir() else {}
    if args.pending:
        print(pending_text(tests))
        return 0
    try:
        rows = clause_rows(load(*([args.terms] if args.terms else [])), tests)
    except TermError as error:
        print(error, file=sys.stderr)
        return 1
    if args.clause:
        asked = " ".join(args.clause)
        rows = under_clause(rows, asked)
        if not rows:
            print(f"No term comes from {asked}.", file=sys.stderr)
            return 1
    print(FORMATS[args.format](rows), end="")
    return 0


def table(rows: Sequence[ClauseRow]) -> str:
    """Aligned columns for a terminal; long figures are cut."""
    lines = [("CLAUSE", "TERM", "FIGURE", "REQUIREMENT", "TESTS")]
    for row in rows:
        cells = (
            _cut(row.clause),
            row.key,
            _cut(_dated(row)),
            ", ".join(row.requirements),
            str(len(row.tests)),
        )
        lines.append(cells)
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    rendered = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
    return "".join(f"{line.rstrip()}\n" for line in rendered)


def markdown(rows: Sequence[ClauseRow]) -> str:
    """The page docs/clauses.md."""
    lines = [PREFACE, "| Clause | Term | Figure | Requirement | Tests | Note |", "|---|---|---|---|---|---|"]
    for row in rows:
        files = sorted({test.split("::")[0] for test in row.tests})
        cells = [
            row.clause,
            f"`{row.key}`",
            _dated(row),
            ", ".join(row.requirements),
            "<br>".join(files),
            row.note,
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("*", "\\*") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def as_json(rows: Sequence[ClauseRow]) -> str:
    """A list of objects, one for each version of a term."""
    return json.dumps([asdict(row) for row in rows], indent=2, ensure_ascii=False, default=str) + "\n"


def pending_text(tests: Mapping[str, Sequence[str]]) -> str:
    """What is not built yet: requirements, what is missing of others, terms that no test names."""
    pending, requirements = load_pending(), load_requirements()
    lines = ["Requirements not built:"]
    lines += [f"  {id_}  {requirements[id_].title} ({requirements[id_].clause})" for id_ in pending.requirements]
    lines.append("Requirements built in part:")
    lines += [f"  {id_}  {missing}" for id_, missing in pending.partly.items()]
    lines.append("Terms that no test names:")
    lines += [f"  {key}" for key in pending.terms if key not in tests]
    return "\n".join(lines)


FORMATS = {"table": table, "markdown": markdown, "json": as_json}


def _dated(row: ClauseRow) -> str:
    return f"{row.figure} (since {row.since})" if row.since else row.figure


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"
