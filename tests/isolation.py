"""Gives every test process a data folder of its own.

Loaded by `-p` in pyproject.toml, because Django reads its settings before any conftest is there.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent
_BASE = "COMPTOIR_TESTS_BASE"
_WORKER = os.environ.get("PYTEST_XDIST_WORKER")


def _settle() -> None:
    if not _WORKER:
        os.environ[_BASE] = tempfile.mkdtemp(prefix="comptoir-tests-")
    home = Path(os.environ[_BASE]) / (_WORKER or "main")
    home.mkdir(parents=True, exist_ok=True)
    (home / "static").mkdir(exist_ok=True)
    # The compiled rating kernel is kept between runs: its folder's name follows the sources.
    kernels = _ROOT / "var" / "test-kernels"
    kernels.mkdir(parents=True, exist_ok=True)
    if not (home / "kernel-cache").exists():
        (home / "kernel-cache").symlink_to(kernels, target_is_directory=True)
    os.environ["COMPTOIR_HOME"] = str(home)
    os.environ["COMPTOIR_PLAIN_HTTP"] = "1"
    os.environ["COMPTOIR_STAFF_SECOND_FACTOR"] = "0"  # tests/identity asks for it where it is the matter
    # Tests move the clock by months under a browser that is signed in; tests/identity/test_session_ends.py asks.
    os.environ["COMPTOIR_SESSION_IDLE"] = os.environ["COMPTOIR_SESSION_LONGEST"] = "5000000"
    os.environ.setdefault("COMPTOIR_EXECUTOR", "serial")
    for name in ("COMPTOIR_DEMO", "COMPTOIR_DEBUG", "COMPTOIR_TODAY", "COMPTOIR_TERMS", "COMPTOIR_HOSTS"):
        os.environ.pop(name, None)


_settle()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not _WORKER:
        shutil.rmtree(os.environ[_BASE], ignore_errors=True)
