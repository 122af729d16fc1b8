"""`comptoir log`: checks the seals of every chain of the audit log, and the heads noted each day."""

import argparse
import sys
from typing import Any


def add_parser(subparsers: Any) -> None:
    subparsers.add_parser("log", help="check the seals of the audit log and the heads noted each day")


def run(args: argparse.Namespace) -> int:
    """0 when every chain is whole and holds what was noted of it; 1 otherwise."""
    from django.conf import settings

    from comptoir.audit.heads import missing
    from comptoir.audit.log import verify
    from comptoir.audit.queries import every_chain

    events = broken = 0
    for chain in every_chain():
        verdict = verify(chain)
        events += verdict.events
        if not verdict.holds:
            broken += 1
            print(f"comptoir: {_name(chain.customer_ref)} is broken at event {verdict.broken_at}.", file=sys.stderr)
    lost = missing(settings.AUDIT_HEADS)
    for one in lost:
        print(
            f"comptoir: {_name(one.customer_ref)} no longer holds the {one.length} events noted on {one.on}.",
            file=sys.stderr,
        )
    print(f"{events} events, {broken} broken logs, {len(lost)} that lost events.")
    return 1 if broken or lost else 0


def _name(customer_ref: int) -> str:
    return f"the log of customer {customer_ref}" if customer_ref else "the operator's log"
