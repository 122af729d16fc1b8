"""Every sealed secret under the installation's present key, so that an earlier one can be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import models, transaction

from comptoir.audit.log import record
from comptoir.identity.models import IdentityProvider
from comptoir.identity.sealing import UnableToUnseal, is_of_present_key, seal, unseal
from comptoir.scope.actor import Actor

#: What django-allauth keeps sealed in an authenticator's data; the last is a list.
_IN_DATA = ("secret", "seed", "migrated_codes")


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many secrets are under the present key now, how many were brought there, how many no key opens."""

    present: int
    brought: int
    lost: int


@transaction.atomic
def seal_again(*, by: Actor, at: datetime) -> Sealed:
    """Brings every secret under the present key; safe to repeat. One that no key opens stays as it is."""
    present = brought = lost = 0
    for row in _rows(locked=True):
        try:
            changed = _brought(row)
        except UnableToUnseal:
            lost += 1
            continue
        present += 1
        brought += changed
    if brought:
        record(actor=by, verb="secrets.sealed_again", obj=None, at=at, count=brought)
    return Sealed(present, brought, lost)


def under_earlier_keys() -> int:
    """How many rows hold a secret that only an earlier key opens; what no key opens needs none of them."""
    return sum(any(_needs_earlier_key(one) for one in _secrets(row)) for row in _rows(locked=False))


def _needs_earlier_key(sealed: str) -> bool:
    if is_of_present_key(sealed):
        return False
    try:
        unseal(sealed)
    except UnableToUnseal:
        return False
    return True


def _rows(*, locked: bool) -> "Iterator[models.Model]":
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    found = (
        IdentityProvider.objects.exclude(sealed_secret="").order_by("pk"),
        Authenticator.objects.filter(type__in=kinds).order_by("pk"),
    )
    for rows in found:
        yield from rows.select_for_update() if locked else rows


def _secrets(row: Any) -> list[str]:
    if isinstance(row, IdentityProvider):
        return [row.sealed_secret]
    return [one for name in _IN_DATA for one in _listed(row.data.get(name))]


def _brought(row: Any) -> bool:
    """Seals what the row holds anew if any of it needs it; whether it did."""
    if all(is_of_present_key(one) for one in _secrets(row)):
        return False
    if isinstance(row, IdentityProvider):
        type(row).objects.filter(pk=row.pk).update(sealed_secret=seal(unseal(row.sealed_secret)))
        return True
    held = {name: row.data[name] for name in _IN_DATA if row.data.get(name)}
    anew = {
        name: [seal(unseal(one)) for one in value] if isinstance(value, list) else seal(unseal(value))
        for name, value in held.items()
    }
    type(row).objects.filter(pk=row.pk).update(data=row.data | anew)
    return True


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []
