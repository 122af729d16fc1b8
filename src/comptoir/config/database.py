"""Turns DATABASE_URL into Django's database settings."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_OPTIONS = {
    # WAL: readers never wait for a writer. IMMEDIATE: a writer takes its lock at once instead of failing midway.
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
        " PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
    ),
}


#: Options of a PostgreSQL address that its library is given: how the connection is protected, how long it waits.
_CONNECTION = {"sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "connect_timeout", "application_name"}


def database_from(url: str | None, home: Path) -> dict[str, Any]:
    """Settings of one database; SQLite in `home` without a URL. Raises ImproperlyConfigured with one sentence."""
    if not url:
        return _sqlite(home / "comptoir.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path).removeprefix("/") if "///" not in url else unquote(parts.path)))
    if parts.scheme in ("postgres", "postgresql"):
        query = parse_qs(parts.query)
        host = query.pop("host", [parts.hostname or ""])[0]
        options = {name: values[-1] for name, values in query.items()}
        if unknown := sorted(set(options) - _CONNECTION):
            raise ImproperlyConfigured(f"DATABASE_URL has an option that is not known: {', '.join(unknown)}.")
        if host and not _is_this_machine(host):
            options.setdefault("sslmode", "require")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")) or "postgres",
            "USER": unquote(parts.username or "postgres"),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(host),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgresql://.")


def _is_this_machine(host: str) -> bool:
    """A socket's folder or the machine itself: nothing travels that others could read."""
    return host.startswith("/") or unquote(host).startswith("/") or host in ("localhost", "127.0.0.1", "::1")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": SQLITE_OPTIONS,
        "CONN_MAX_AGE": 60,
        # A file, not memory: a live server and other processes must see the same database.
        "TEST": {"NAME": str(path.with_name("test-" + path.name))},
    }
