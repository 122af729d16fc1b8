"""Turns COMPTOIR_SMTP into Django's mail settings."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_PORTS = {"smtp": 587, "smtps": 465}
#: A page or a job waits so long for a mail server, and no longer.
SECONDS = 10


def mail_from(url: str | None, home: Path) -> dict[str, Any]:
    """Settings of how mail leaves; a file for each message in `home` when no URL is given.

    `smtp://user:password@host:587` (STARTTLS, except on the machine itself) or `smtps://...:465`. Raises
    ImproperlyConfigured with one sentence.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": home / "mail"}
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ImproperlyConfigured("COMPTOIR_SMTP must begin with smtp:// or smtps:// and name a host.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.hostname not in ("localhost", "127.0.0.1", "::1"),
        "EMAIL_TIMEOUT": SECONDS,
    }
