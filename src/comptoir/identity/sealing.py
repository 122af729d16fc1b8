"""Secrets that the platform must be able to use again, sealed with the installation's own key."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

_MARK = "sealed:"


class UnableToUnseal(Exception):
    """The secret was sealed with another key."""


def seal(secret: str) -> str:
    """The secret, encrypted and authenticated; an empty one stays empty."""
    return _MARK + _cipher().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """The secret as it was; text that was never sealed comes back as it is. Raises UnableToUnseal."""
    if not sealed.startswith(_MARK):
        return sealed
    try:
        return _cipher().decrypt(sealed.removeprefix(_MARK).encode()).decode()
    except InvalidToken:
        raise UnableToUnseal from None


def _cipher() -> Fernet:
    key = hashlib.sha256(b"comptoir.identity.sealing:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
