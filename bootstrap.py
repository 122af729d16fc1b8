"""Makes the environment in `.venv` that demo.py and test.py run in. Standard library only.

With uv where there is one, else with venv and pip; the hashes in `requirements/` are checked.
An environment that fits is used as it is, without starting uv or pip: `.venv/stamp.json` says
what it holds. It is written last, so that an installation that was killed is done again.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
SOURCES = ROOT / "src"
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
_STAMP = ENVIRONMENT / "stamp.json"
_LOCK = ROOT / ".venv.lock"
_TRANSLATIONS = SOURCES / "comptoir" / "locale"
# What a set of requirements brings along: installing the first makes the second complete too.
_INCLUDES = {"runtime": ["runtime"], "test": ["test", "runtime"], "bench": ["bench", "runtime"]}
_SIGNS_OF_NO_NETWORK = ("sending request", "dns error", "connect", "name resolution", "network", "timed out")


class UnableToPrepare(Exception):
    """The environment cannot be made; the message says why and what to do."""


def prepare(requirements: str) -> Path:
    """The environment's Python, with everything that `requirements/<requirements>.txt` names.

    Fast when nothing changed. Raises UnableToPrepare.
    """
    if sys.platform == "win32":
        raise UnableToPrepare("Comptoir runs on Linux and macOS; on Windows, use the Linux subsystem (WSL).")
    try:
        if not _fits(requirements):
            with _only_one():
                if not _fits(requirements):
                    _install(requirements)
        if _translations_changed():
            with _only_one():
                if _translations_changed():
                    _compile_translations()
    except OSError as error:
        raise UnableToPrepare(f"Comptoir cannot write its environment in {ENVIRONMENT}: {error}") from error
    return PYTHON


def environment(**more: str) -> dict[str, str]:
    """The variables for a program in the environment: the caller's, less what leads to other packages."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    return {**kept, "VIRTUAL_ENV": str(ENVIRONMENT), **more}


def _fits(requirements: str) -> bool:
    if not PYTHON.exists():
        return False
    stamp = _stamp()
    return _same_base(stamp) and stamp["installed"].get(requirements) == _fingerprint(requirements)


def _stamp() -> dict[str, Any]:
    try:
        stamp: dict[str, Any] = json.loads(_STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp


def _base() -> dict[str, Any]:
    return {"python": list(sys.version_info[:2]), "root": str(ROOT)}


def _same_base(stamp: dict[str, Any]) -> bool:
    return {name: stamp.get(name) for name in _base()} == _base()


def _fingerprint(requirements: str) -> str:
    return hashlib.sha256((ROOT / "requirements" / f"{requirements}.txt").read_bytes()).hexdigest()


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """One start at a time prepares; the others wait. The system frees the lock when its holder dies."""
    import fcntl

    with _LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another start is preparing the environment; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install(requirements: str) -> None:
    """Installs over an environment that is whole; anything else is made anew."""
    uv = _uv()
    whole = PYTHON.exists() and _same_base(_stamp())
    installed = _stamp().get("installed", {}) if whole else {}
    _STAMP.unlink(missing_ok=True)
    if not whole:
        _make_anew(uv)
    _add_packages(uv, ROOT / "requirements" / f"{requirements}.txt")
    _make_importable()
    installed = {name: mark for name, mark in installed.items() if mark == _fingerprint(name)}
    installed |= {name: _fingerprint(name) for name in _INCLUDES[requirements]}
    fresh = _STAMP.with_suffix(".new")
    fresh.write_text(json.dumps({**_base(), "installed": installed}, indent=1))
    fresh.replace(_STAMP)


def _uv() -> list[str] | None:
    """The command that runs uv, or nothing where no uv answers."""
    for command in ([shutil.which("uv") or ""], [sys.executable, "-m", "uv"]):
        if command[0] and subprocess.run([*command, "--version"], capture_output=True).returncode == 0:
            return command
    return None


def _make_anew(uv: list[str] | None) -> None:
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    python = getattr(sys, "_base_executable", None) or sys.executable
    if uv:
        _run("Making the environment with uv", [*uv, "venv", "--quiet", "--python", python, str(ENVIRONMENT)])
        return
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise UnableToPrepare(
            f"This Python {version} can make no environment: it has neither uv nor ensurepip.\n"
            f"On Debian or Ubuntu: apt install python{version}-venv (or python3-venv).\n"
            "Elsewhere: install uv. Then start again."
        )
    _run("Making the environment with venv", [python, "-m", "venv", str(ENVIRONMENT)])


def _add_packages(uv: list[str] | None, listed: Path) -> None:
    if uv:
        command = [*uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    else:
        command = [
            str(PYTHON),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--disable-pip-version-check",
        ]
    count = sum(line[:1].isalnum() for line in listed.read_text().splitlines())
    title = f"Installing {count} packages with {'uv' if uv else 'pip'}"
    # The pins are the whole answer. Left to resolve again, pip takes `name[extra]` of a package for a
    # requirement without a hash as soon as a newer release than the pinned one is out, and gives up.
    _run(title, [*command, "--no-deps", "--require-hashes", "-r", str(listed)])


def _make_importable() -> None:
    """`import comptoir` finds src/, and `.venv/bin/comptoir` is the command line."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    packages = ENVIRONMENT / "lib" / version / "site-packages"
    (packages / "comptoir-sources.pth").write_text(f"{SOURCES}\n")
    command = ENVIRONMENT / "bin" / "comptoir"
    command.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -m comptoir "$@"\n')
    command.chmod(0o755)


def _translations_changed() -> bool:
    for source in _TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns:
            return True
    return False


def _compile_translations() -> None:
    _run("Compiling translations", [str(PYTHON), "-m", "comptoir", "messages", "compile"])


def _run(title: str, command: list[str]) -> None:
    """Runs one step with its seconds shown; raises UnableToPrepare with the end of what it said."""
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        variables = environment(PIP_USER="0", COMPTOIR_HOME=str(ENVIRONMENT / "home"))
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=variables)
        try:
            _wait(process, title, started)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if process.returncode:
            said.seek(0)
            raise UnableToPrepare(_reason(title, said.read()))


def _wait(process: subprocess.Popen[bytes], title: str, started: float) -> None:
    live = sys.stderr.isatty()
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.5 if live else 15)
        seconds = time.monotonic() - started
        done = process.poll() is not None
        end = "" if live and not done else "\n"
        again = "\r" if live else ""
        print(f"{again}  {title} ... {seconds:.0f} s", end=end, file=sys.stderr, flush=True)
        if done:
            return


def _reason(title: str, said: str) -> str:
    tail = "\n".join(f"    {line}" for line in said.strip().splitlines()[-12:])
    if any(sign in said.lower() for sign in _SIGNS_OF_NO_NETWORK):
        return (
            f"{title} failed: the Python package index cannot be reached from here.\n"
            "Check the network, or name the index of your organisation in the settings of uv or pip, "
            f"then start again. What it said:\n{tail}"
        )
    return f"{title} failed. Start again once this is mended:\n{tail}"


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)
