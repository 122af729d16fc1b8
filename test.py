#!/usr/bin/env python3
"""Runs every check and test: lint, types, layers, translations, SQLite, PostgreSQL, browser journeys.

Needs nothing but Python 3.11 or later. Further arguments go to pytest: after ruff alone,
`python3 test.py tests/rating -k bundle` runs these tests on both databases and in the browser.
Where DATABASE_URL names a PostgreSQL server, that one is used; otherwise one is started from a
wheel for the time of the run.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("Comptoir needs Python 3.11 or later; this is Python " + sys.version.split()[0] + ".")

import argparse
import os
import shutil
import signal
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

import bootstrap
from tests.long_report import Run, keep
from tests.postgres import UnableToStartPostgres, running_postgres

LONG_REPORT = bootstrap.ROOT / "docs" / "long-tests.md"
NO_CHROMIUM = "SKIPPED: there is no Chromium on this machine. Install it with: apt-get install chromium"
_NO_TESTS = 5
_TYPED = ["src", "bootstrap.py", "demo.py", "test.py", "tests/postgres.py", "tests/long_report.py"]
_LAYERS = "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"
QUICK_LINT = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
}
LINT = {
    **QUICK_LINT,
    "mypy": ["-m", "mypy", *_TYPED],
    "import-linter": ["-c", _LAYERS],
    "translations": ["-m", "comptoir", "messages", "check"],
}


@dataclass
class Result:
    """What one section came to; `long` are the runs of its long tests."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    note: str = ""
    long: list[Run] = field(default_factory=list)


def main() -> int:
    options, for_pytest = _arguments()
    try:
        bootstrap.prepare("test")
    except bootstrap.UnableToPrepare as error:
        sys.exit(str(error))
    os.chdir(bootstrap.ROOT)
    lint = QUICK_LINT if for_pytest else LINT
    sections = {
        "lint": lambda: [_lint(name, command) for name, command in lint.items()],
        "sqlite": lambda: [_on_sqlite(options, for_pytest)],
        "postgres": lambda: [_on_postgres(options, for_pytest)],
        "browser": lambda: [_journeys(options, for_pytest)],
    }
    started = time.monotonic()
    results: list[Result] = []
    for name in options.only or (["lint", "sqlite"] if options.fast else sections):
        results += sections[name]()
    if options.long:
        keep(LONG_REPORT, (run for result in results for run in result.long))
    return _summary(results, time.monotonic() - started, for_pytest)


def _arguments() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="test.py", description=__doc__, allow_abbrev=False, formatter_class=argparse.RawTextHelpFormatter
    )
    add = parser.add_argument
    add("--long", action="store_true", help="long tests too; the result is kept in docs/long-tests.md")
    add("--fast", action="store_true", help="lint and SQLite only")
    add("--only", action="append", choices=["lint", "sqlite", "postgres", "browser"], help="one part alone")
    return parser.parse_known_args()


def _lint(name: str, command: list[str]) -> Result:
    _heading(name)
    started = time.monotonic()
    code = _run(command, COMPTOIR_HOME=str(bootstrap.ENVIRONMENT / "home"))
    return Result(name, int(code == 0), int(code != 0), 0, time.monotonic() - started)


def _pytest(
    name: str, arguments: list[str], options: argparse.Namespace, for_pytest: list[str], url: str = ""
) -> Result:
    started = time.monotonic()
    workers = [] if for_pytest else ["-n", "2", "--dist", "loadfile"]
    depth = ["--long"] if options.long else []
    with tempfile.TemporaryDirectory(prefix="comptoir-report-") as folder:
        report = Path(folder) / "report.xml"
        command = ["-m", "pytest", f"--junitxml={report}", *arguments, *workers, *depth, *for_pytest]
        code = _run(command, DATABASE_URL=url)
        result = _counted(name, report)
    result.seconds = time.monotonic() - started
    if code == _NO_TESTS:
        result.note = "no tests"
    elif code and not result.failed:
        result.failed, result.note = 1, f"pytest ended with {code}"
    return result


def _counted(name: str, report: Path) -> Result:
    """Reads pytest's own report: an error counts as a failure."""
    result = Result(name)
    if not report.exists():
        return result
    for case in ElementTree.parse(report).iter("testcase"):
        outcome = "passed"
        if case.find("failure") is not None or case.find("error") is not None:
            outcome = "failed"
        elif case.find("skipped") is not None:
            outcome = "skipped"
        setattr(result, outcome, getattr(result, outcome) + 1)
        if case.find("properties/property[@name='long']") is not None:
            label = f"{case.get('classname')}.{case.get('name')}"
            result.long.append(Run(name.removeprefix("pytest on "), label, outcome, float(case.get("time") or 0)))
    return result


def _on_sqlite(options: argparse.Namespace, for_pytest: list[str]) -> Result:
    name = "pytest on SQLite"
    _heading(name)
    return _pytest(name, ["--journeys=without"], options, for_pytest)


def _on_postgres(options: argparse.Namespace, for_pytest: list[str]) -> Result:
    name, arguments = "pytest on PostgreSQL", ["--journeys=without"]
    _heading(name)
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        return _pytest(name, arguments, options, for_pytest, given)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    packages = bootstrap.ENVIRONMENT / "lib" / version / "site-packages"
    try:
        with running_postgres(packages, _say) as url:
            return _pytest(name, arguments, options, for_pytest, url)
    except UnableToStartPostgres as error:
        _say(str(error))
        return Result(name, failed=1, note="PostgreSQL did not start")


def _journeys(options: argparse.Namespace, for_pytest: list[str]) -> Result:
    name = "browser journeys"
    _heading(name)
    if any(shutil.which(program) for program in ("chromium", "chromium-browser", "google-chrome")):
        return _pytest(name, ["--journeys=only"], options, for_pytest)
    _say(f"!!!!!!!! {NO_CHROMIUM}")
    return Result(name, note=NO_CHROMIUM)


def _run(command: list[str], **variables: str) -> int:
    quiet = {} if sys.stdout.isatty() else {"NO_COLOR": "1", "FORCE_COLOR": "", "PY_COLORS": "0"}
    environment = bootstrap.environment(**quiet, **variables)
    return subprocess.run([str(bootstrap.PYTHON), *command], env=environment).returncode


def _heading(name: str) -> None:
    _say(f"\n==== {name} {'=' * (90 - len(name))}")


def _say(text: str) -> None:
    print(text, flush=True)


def _summary(results: list[Result], seconds: float, for_pytest: list[str]) -> int:
    _heading("summary")
    _say(f"{'':<24}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}")
    for result in results:
        counts = f"{result.passed:>8}{result.failed:>8}{result.skipped:>9}{result.seconds:>9.1f}"
        _say(f"{result.name:<24}{counts}  {result.note}".rstrip())
    passed = sum(result.passed for result in results)
    failed = sum(result.failed for result in results)
    tested = [result for result in results if result.name not in LINT]
    if tested and not any(result.passed + result.failed + result.skipped for result in tested):
        _say(f"No test was run: nothing matches {' '.join(for_pytest) or 'the options'}.")
        failed += 1
    _say(f"{seconds:.0f} seconds in all\n{passed} passed, {failed} failed")
    return 1 if failed else 0


def _end(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    # Ended from outside is ended as by Ctrl-C: the database server goes too.
    signal.signal(signal.SIGTERM, _end)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
