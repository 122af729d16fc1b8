"""`comptoir daily`: does what the day still needs."""

import argparse
import json
import sys
from typing import Any


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("daily", help="do what the day still needs, as the worker does by itself")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--list", action="store_true", help="print the day's steps and what came of each, do nothing")


def run(args: argparse.Namespace) -> int:
    """0 when the whole day is done; 1 when a step failed or, with --list, is not done."""
    from django.conf import settings

    from comptoir.jobs.daily import DayNotDone, do_day, steps_of

    at, on = settings.CLOCK.now(), settings.CLOCK.today()
    if not args.list:
        try:
            do_day(on, at=at)
        except DayNotDone as error:
            print(f"comptoir: these steps failed and can be tried again: {error}", file=sys.stderr)
    steps = steps_of(on)
    if args.json:
        print(json.dumps({name: step.result if step and step.finished_at else None for name, step in steps}))
    else:
        for name, step in steps:
            state = "done" if step and step.finished_at else "failed" if step else "to do"
            counts = ", ".join(f"{key} {value}" for key, value in step.result.items()) if step else ""
            print(f"{name:<16} {state:<7} {counts}".rstrip())
    return 0 if all(step and step.finished_at for _, step in steps) else 1
