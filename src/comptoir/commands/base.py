"""`comptoir import base DIR`: an operator's own base from CSV and TOML files (docs/base-files.md)."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from comptoir.base.results import BaseResult, RowResult


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("import", help="bring in an operator's customers, accounts, cards and tariff")
    parser.add_argument("what", choices=["base"], help="what to bring in")
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder with the files of the base")
    parser.add_argument("--dry-run", action="store_true", help="check and try everything, then take it back")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """0 when every row is taken or there already, 1 when a row is refused, 2 when the folder is no base."""
    from django.conf import settings

    from comptoir.access.capabilities import DATA, STAFF
    from comptoir.base.importing import import_base
    from comptoir.base.problems import UnableToReadFile
    from comptoir.scope.actor import Channel, system

    by = system("command line", Channel.COMMAND, staff=STAFF | DATA)
    try:
        result = import_base(args.folder, by=by, at=settings.CLOCK.now(), dry_run=args.dry_run, progress=_progress)
    except UnableToReadFile as error:
        print(f"comptoir: {_sentence(error.message, error.values)}", file=sys.stderr)
        return 2
    _end_progress()
    if args.json:
        print(json.dumps(_as_json(result), ensure_ascii=False))
    else:
        _print(result)
    return 0 if result.taken else 1


def _print(result: "BaseResult") -> None:
    for row in result.rows:
        place = f"{row.file}:{row.line}" if row.line else row.file
        print("  ".join(filter(None, (f"{place:<31} {row.code:<24} {row.outcome:<10}", _said(row)))).rstrip())
    print(file=sys.stderr)
    for file, counts in result.counts().items():
        numbers = ", ".join(f"{number} {outcome}" for outcome, number in counts.items())
        print(f"{file:<31} {numbers}", file=sys.stderr)
    print(_verdict(result), file=sys.stderr)


def _verdict(result: "BaseResult") -> str:
    if not result.taken:
        return "Nothing was brought in: mend the refused rows and start again."
    if result.dry_run:
        return "A dry run: everything was tried and taken back."
    return "The base is in."


def _as_json(result: "BaseResult") -> dict[str, Any]:
    return {
        "taken": result.taken,
        "dry_run": result.dry_run,
        "counts": result.counts(),
        "rows": [
            {"file": r.file, "line": r.line, "code": r.code, "outcome": str(r.outcome), "sentence": _said(r)}
            for r in result.rows
        ],
    }


def _said(row: "RowResult") -> str:
    if not row.message:
        return ""
    column = row.values.get("column")
    said = _sentence(row.message, row.values)
    return f"{column}: {said}" if column and not row.message.startswith("base.file.") else said


def _sentence(message: str, values: Any) -> str:
    from comptoir.kernel.explanation import Step
    from comptoir.web.words import sentence

    return sentence(Step(message, values))


def _progress(file: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{file}: {done} of {total}".ljust(60), end="", file=sys.stderr, flush=True)


def _end_progress() -> None:
    if sys.stderr.isatty():
        print("\r".ljust(60), end="\r", file=sys.stderr, flush=True)
