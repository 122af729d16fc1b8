"""`comptoir bill`: run, try and reconcile a period's bills."""

import argparse
import json
import sys
from typing import Any


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("bill", help="run, try and reconcile a period's bills")
    parser.add_argument("action", choices=["run", "try", "reconcile"])
    parser.add_argument("period", help="a month that is over, such as 2026-10")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    from django.conf import settings

    from comptoir.access.capabilities import STAFF
    from comptoir.billing.actions.runs import UnableToBill, bill_month, try_month
    from comptoir.kernel.explanation import Step
    from comptoir.kernel.periods import InvalidMonth, Month
    from comptoir.scope.actor import Channel, system
    from comptoir.web.words import sentence

    by = system("command line", Channel.COMMAND, staff=STAFF)
    try:
        month = Month.parse(args.period)
        if args.action == "reconcile":
            return _reconcile(month, as_json=args.json)
        verb = bill_month if args.action == "run" else try_month
        result = verb(month, by=by, at=settings.CLOCK.now(), progress=_progress)
    except InvalidMonth as error:
        return _refuse(str(error))
    except UnableToBill as error:
        return _refuse(sentence(Step(error.message, error.values)))
    _print({"period": str(month), "state": result.state, **result.totals}, as_json=args.json)
    return 0


def _reconcile(month: Any, *, as_json: bool) -> int:
    from comptoir.billing.queries import runs
    from comptoir.billing.reconciliation import reconcile

    found = runs().filter(period=str(month), trial=False).first()
    if found is None:
        return _refuse(f"There is no bill run of {month}.")
    report = reconcile(found)
    _print(report.as_json(), as_json=as_json)
    return 0 if report.reconciled else 1


def _progress(stage: str, done: int, total: int | None) -> None:
    print(f"\r{stage}: {done}{f' of {total}' if total else ''}    ", end="", file=sys.stderr, flush=True)


def _print(values: dict[str, Any], *, as_json: bool) -> None:
    print(file=sys.stderr)
    if as_json:
        print(json.dumps(values))
        return
    for name, value in values.items():
        shown = f"{value / 1_000_000:,.2f} EUR" if name.endswith("_micro") else value
        print(f"{name.removesuffix('_micro'):<20} {shown}")


def _refuse(sentence: str) -> int:
    print(f"comptoir: {sentence}", file=sys.stderr)
    return 2
