"""Secrets that the platform must be able to use again, sealed with the installation's own key.

What an earlier key sealed is still opened while that key counts (SECRET_KEY_FALLBACKS); only the present one seals.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

_MARK = "sealed:"


class UnableToUnseal(Exception):
    """The secret was sealed with another key."""


def seal(secret: str) -> str:
    """The secret, encrypted and authenticated; an empty one stays empty."""
    return _MARK + _cipher(settings.SECRET_KEY).encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """The secret as it was; text that was never sealed comes back as it is. Raises UnableToUnseal."""
    if not sealed.startswith(_MARK):
        return sealed
    try:
        known = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return MultiFernet([_cipher(key) for key in known]).decrypt(_token(sealed)).decode()
    except InvalidToken:
        raise UnableToUnseal from None


def is_of_present_key(sealed: str) -> bool:
    """Whether it would still open without any earlier key."""
    if not sealed:
        return True
    try:
        _cipher(settings.SECRET_KEY).decrypt(_token(sealed))
    except InvalidToken:
        return False
    return True


def _token(sealed: str) -> bytes:
    return sealed.removeprefix(_MARK).encode()


def _cipher(key: str) -> Fernet:
    """One key for each purpose of the installation's key."""
    digest = hashlib.sha256(b"comptoir.identity.sealing:" + key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
