"""`comptoir migrate`: brings the database up to date."""

import argparse
from typing import Any


def add_parser(subparsers: Any) -> None:
    subparsers.add_parser("migrate", help="bring the database up to date")


def run(_: argparse.Namespace) -> int:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    print("The database is up to date.")
    return 0
