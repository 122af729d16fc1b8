"""import_base: a folder of files becomes an operator's base, all of it or nothing."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction

from comptoir.base.charges import bring_charges
from comptoir.base.lines import bring_lines
from comptoir.base.offerings import bring_offerings
from comptoir.base.operator import bring_operator
from comptoir.base.parties import bring_accounts, bring_billing_accounts, bring_cost_centres, bring_customers
from comptoir.base.people import bring_people, give_rights
from comptoir.base.problems import UnableToReadFile
from comptoir.base.results import BaseResult, RowResult
from comptoir.base.run import Progress, Run
from comptoir.base.sheets import KNOWN_FILES, OFFERINGS, OPERATOR, SHEETS, TARIFF
from comptoir.base.tariff import bring_tariff
from comptoir.scope.actor import Actor

STEPS: tuple[Callable[[Run], None], ...] = (
    bring_operator,
    bring_offerings,
    bring_tariff,
    bring_customers,
    bring_accounts,
    bring_billing_accounts,
    bring_cost_centres,
    bring_people,
    bring_lines,
    give_rights,
    bring_charges,
)
_ORDER = {file: place for place, file in enumerate((OPERATOR, OFFERINGS, TARIFF, *(s.file for s in SHEETS)))}


def _silent(file: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def import_base(
    folder: Path, *, by: Actor, at: datetime, dry_run: bool = False, progress: Progress = _silent
) -> BaseResult:
    """Brings in what the folder holds and is not there yet; with a refused row, or as a dry run, nothing.

    Every row is checked and has a result. Raises UnableToReadFile when the folder is no base.
    """
    _assert_base(folder)
    run = Run(folder, by, at, progress)
    with transaction.atomic():
        for step in STEPS:
            step(run)
        result = BaseResult(tuple(sorted(run.results, key=_place)), dry_run)
        if dry_run or not result.taken:
            transaction.set_rollback(True)
    return result


def _place(row: RowResult) -> tuple[int, int, str]:
    return _ORDER.get(row.file, -1), row.line, row.outcome


def _assert_base(folder: Path) -> None:
    if not folder.is_dir():
        raise UnableToReadFile("base.folder.missing", folder=str(folder))
    files = {path.name for path in folder.iterdir() if path.suffix in (".csv", ".toml")}
    if not files & KNOWN_FILES:
        raise UnableToReadFile("base.folder.empty", folder=str(folder))
    for file in sorted(files - KNOWN_FILES):
        raise UnableToReadFile("base.folder.unknown_file", file=file, known=", ".join(sorted(KNOWN_FILES)))
