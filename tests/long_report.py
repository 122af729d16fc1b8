"""docs/long-tests.md: of each long test its last run, with the day and the commit. Standard library only.

A whole run takes hours; parts may be run one by one (`python3 test.py --long --only sqlite tests/access/mutants`), and
each replaces the rows of the tests that it ran.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HEAD = """# The last runs of the long tests

Made by `python3 test.py --long`, which replaces the rows of the tests that it ran; not edited by hand.

| database | long test | result | seconds | day | commit | machine |
|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One long test as it ended: passed, failed or skipped."""

    section: str
    label: str
    outcome: str
    seconds: float


def keep(report: Path, runs: Iterable[Run]) -> None:
    """Puts these runs into the report, in place of earlier ones of the same tests. Skipped ones are no runs."""
    rows = dict(_rows(report.read_text(encoding="utf-8"))) if report.exists() else {}
    machine = f"Python {sys.version.split()[0]}, {os.cpu_count()} cores"
    where = f"{time.strftime('%Y-%m-%d')} | {_commit(report.parent)} | {machine}"
    for run in runs:
        if run.outcome != "skipped":
            seconds = f"{run.seconds:.1f}"
            rows[run.section, run.label] = f"| {run.section} | {run.label} | {run.outcome} | {seconds} | {where} |"
    lines = [rows[key] for key in sorted(rows)]
    report.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _rows(text: str) -> Iterable[tuple[tuple[str, str], str]]:
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "database":
            yield (cells[0], cells[1]), line


def _commit(folder: Path) -> str:
    """The commit that was tested, marked where files differ from it; empty without git."""
    said = [
        subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False).stdout.strip()
        for words in (
            ["rev-parse", "--short", "HEAD"],
            ["status", "--porcelain", "--untracked-files=no", "--", "../src", "../tests"],
        )
    ]
    return f"{said[0]} and changes" if said[1] else said[0]
