"""An installation of its own for tests that need several processes, or one that can be killed."""

import contextlib
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

PATIENCE = 120
REPOSITORY = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def installation(home: Path) -> Iterator[dict[str, str]]:
    """The variables of an installation in `home`, with a database on the server that the tests run on."""
    with _database(home) as url:
        yield {
            **os.environ,
            "COMPTOIR_HOME": str(home),
            "DATABASE_URL": url,
            "PYTHONPATH": os.pathsep.join([str(REPOSITORY / "src"), str(REPOSITORY)]),
            "DJANGO_SETTINGS_MODULE": "tests.manifest.only_manifest",
        }


def run_once(role: str, environment: dict[str, str]) -> dict[str, int]:
    """What a role of `tests.manifest.world` says that is done in one go."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.manifest.world", role, role],
        env=environment,
        cwd=environment["COMPTOIR_HOME"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, int] = json.loads(done.stdout)
    return result


@contextlib.contextmanager
def _database(home: Path) -> Iterator[str]:
    """A database of its own beside the one that the tests use; on SQLite a file."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{home / 'manifest.sqlite3'}"
        return
    import psycopg

    name = f"torture_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
