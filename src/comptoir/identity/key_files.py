"""The installation's secret key: made once, kept beside the data, readable by its owner only; and the ones before it.

A new key takes over in steps (docs/security.md): `comptoir keys` calls these.
"""

import os
import secrets
from pathlib import Path


def secret_key_in(home: Path) -> str:
    """The key kept in `home`, made at the first call; two processes that start at once agree on one."""
    path = home / "secret-key"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    key = secrets.token_urlsafe(50)
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key


def earlier_keys_in(home: Path) -> list[str]:
    """The keys that were replaced and still count, newest first."""
    path = home / "secret-keys-before"
    return path.read_text().split() if path.exists() else []


def replace_key_in(home: Path) -> None:
    """A new key from the next start on; the present one still counts until it is forgotten.

    The present one is noted as an earlier one first: wherever this stops, nothing that it sealed is lost.
    """
    present = secret_key_in(home)
    _write(home / "secret-keys-before", "\n".join([present, *earlier_keys_in(home)]))
    _write(home / "secret-key", secrets.token_urlsafe(50))


def forget_earlier_keys_in(home: Path) -> None:
    """From the next start on the present key alone counts."""
    (home / "secret-keys-before").unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    """Whole or not at all, for its owner only."""
    beside = path.with_name(path.name + ".new")
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
    beside.replace(path)
