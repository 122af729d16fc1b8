"""Reads the command line: one module per command, loaded only when it is the one called for."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

# command -> (module here or elsewhere, what it does, whether it needs the database)
COMMANDS: dict[str, tuple[str, str, bool]] = {
    "clauses": ("clauses", "print each clause with its terms and the tests that name it", False),
    "rate": ("rate", "price a file of usage records with no database", False),
    "messages": ("messages", "extract, compile and check translations", False),
    "import": ("base", "bring in an operator's customers, accounts, cards and tariff", True),
    "usage": ("usage", "import usage files, sketch a mapping, replay the quarantine", True),
    "bill": ("bill", "run, try and reconcile a period's bills", True),
    # Sets its own folder and date before the settings are read.
    "demo": ("comptoir.demo.command", "build and serve the demo operator", False),
    "log": ("log", "check the seals of the audit log and the heads noted each day", True),
    "keys": ("keys", "replace the installation's secret key, in steps that lose nothing", True),
    "daily": ("daily", "do what the day still needs, as the worker does by itself", True),
    "worker": ("worker", "take jobs and carry them out", True),
    "migrate": ("migrate", "bring the database up to date", True),
    "serve": ("serve", "serve the portal and the console", True),
}


def run_line(arguments: Sequence[str]) -> int:
    """Runs one command; returns its exit code. 2 for words that are off, 130 for Ctrl-C."""
    name = next((word for word in arguments if not word.startswith("-")), None)
    if name not in COMMANDS:
        _overview(name)
        return 0 if name is None else 2
    module_name, _, needs_database = COMMANDS[name]
    module = _load(module_name, needs_database=needs_database)
    parser = argparse.ArgumentParser(prog="comptoir")
    module.add_parser(parser.add_subparsers(dest="command", required=True, metavar=name))
    parsed = parser.parse_args(arguments)
    try:
        return int(module.run(parsed) or 0)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if needs_database and _lacks_tables(error):
            print("comptoir: the database is not up to date; run `comptoir migrate` first.", file=sys.stderr)
            return 2
        raise


def _lacks_tables(error: Exception) -> bool:
    """Whether the database failed because migrations wait."""
    from django.db import connection, utils
    from django.db.migrations.executor import MigrationExecutor

    if not isinstance(error, utils.OperationalError | utils.ProgrammingError):
        return False
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _load(module_name: str, *, needs_database: bool) -> ModuleType:
    if needs_database:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
        import django
        from django.core.exceptions import ImproperlyConfigured

        try:
            django.setup()
        except ImproperlyConfigured as error:
            print(f"comptoir: {error}", file=sys.stderr)
            raise SystemExit(2) from None
    return importlib.import_module(module_name if "." in module_name else f"comptoir.commands.{module_name}")


def _overview(unknown: str | None) -> None:
    if unknown is not None:
        print(f"comptoir: there is no command '{unknown}'.", file=sys.stderr)
    print("usage: comptoir COMMAND [--help]\n")
    for name, (_, summary, _) in COMMANDS.items():
        print(f"  {name:<10} {summary}")
