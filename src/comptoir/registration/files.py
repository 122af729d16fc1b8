"""Files that were handed over: known by their content, kept under a name of our own in a folder that is not served."""

import hashlib
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from comptoir.scope.refusal import Refused

LARGEST = 10_000_000  # bytes
MOST_FILES = 20  # of one registration
_NAME = 100
_FOLDER = "registrations"
_ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


class UnableToTakeFile(Refused):
    """The file is none of those that are taken, too large, or one too many."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file on disk: the name it has there, what it is, its size in bytes and its SHA-256 in hex."""

    stored_as: str
    media_type: str
    size: int
    digest: str


def media_type_of(content: bytes) -> str:
    """'application/pdf', 'image/png' or 'image/jpeg', by its first and last bytes. Raises UnableToTakeFile."""
    tail = content[-1024:].rstrip(b"\x00\r\n\t ")
    if content.startswith((b"%PDF-1.", b"%PDF-2.")):
        if b"%%EOF" in tail:
            return "application/pdf"
    elif content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        if tail.endswith(b"IEND\xaeB`\x82"):
            return "image/png"
    elif content.startswith(b"\xff\xd8\xff") and tail.endswith(b"\xff\xd9"):
        return "image/jpeg"
    raise UnableToTakeFile("document.kind")


def keep(content: bytes) -> KeptFile:
    """Writes a file under a new name, readable to the platform's own user only. Raises UnableToTakeFile."""
    if not content:
        raise UnableToTakeFile("document.empty")
    if len(content) > LARGEST:
        raise UnableToTakeFile("document.too_large")
    media_type = media_type_of(content)
    stored_as = secrets.token_hex(20)
    path = _path(stored_as)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return KeptFile(stored_as, media_type, len(content), hashlib.sha256(content).hexdigest())


def content_of(stored_as: str) -> bytes:
    """The file's bytes. Raises FileNotFoundError."""
    return _path(stored_as).read_bytes()


def remove(stored_as: str) -> None:
    """The file goes; one that is gone already stays so."""
    with suppress(FileNotFoundError):
        _path(stored_as).unlink()


def stored_names() -> dict[str, float]:
    """Every file there is, with the instant of its last change in seconds."""
    folder = settings.DOCUMENTS_ROOT / _FOLDER
    return {path.name: path.stat().st_mtime for path in folder.glob("*")} if folder.exists() else {}


def shown_name(given: str, media_type: str) -> str:
    """What its owner called it, as far as that is a plain name: never a path, and with its true ending."""
    last = re.split(r"[/\\]", given)[-1]
    plain = re.sub(r"[^\w .()-]", "", last).strip(" .")
    stem = plain.rpartition(".")[0] or plain or "document"
    return f"{stem[: _NAME - 5]}.{_ENDINGS[media_type]}"


def _path(stored_as: str) -> Path:
    if not re.fullmatch(r"[0-9a-f]{40}", stored_as):
        raise FileNotFoundError(stored_as)
    return Path(settings.DOCUMENTS_ROOT) / _FOLDER / stored_as
