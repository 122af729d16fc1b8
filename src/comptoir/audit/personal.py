"""Personal values of the log: kept beside the chain under a salted digest, so that they can be erased (GC 11.3.9)."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from comptoir.audit.models import AuditChain, PersonalValue
from comptoir.scope.actor import Actor

AUTHOR = "author"


def author_of(chain: AuditChain, actor: Actor) -> PersonalValue:
    """The row that says who acts, made when this chain meets them under this name for the first time.

    The caller holds the chain's row, so the same author is never made twice.
    """
    known = PersonalValue.objects.filter(
        chain=chain, field=AUTHOR, user_ref=actor.user_id, value=actor.label, erased_at=None
    )
    return known.first() or _made(chain, AUTHOR, actor.label, actor.user_id)


def kept_apart(chain: AuditChain, field: str, value: str, user_ref: int | None) -> str:
    """Keeps one value of one event; its digest, for the chain."""
    return _made(chain, field, value, user_ref).digest


def values_of(digests: "dict[str, str]") -> dict[str, str]:
    """The personal values of an event by name; those erased are left out."""
    known = personal_values(list(digests.values()))
    return {name: known[digest] for name, digest in digests.items() if digest in known}


def personal_values(digests: list[str]) -> dict[str, str]:
    """Personal values by their digest, but for those erased."""
    rows = PersonalValue.objects.filter(digest__in=digests, erased_at=None)
    return dict(rows.values_list("digest", "value"))


@transaction.atomic
def erase(user_ref: int, *, at: datetime) -> int:
    """Takes away every personal value of one person from every chain; how many. The chains stay whole.

    A part of an action (erasing a person), which records what was done; never one by itself.
    """
    rows = PersonalValue.objects.filter(user_ref=user_ref, erased_at=None)
    return rows.update(value="", salt="", erased_at=at)


def false_values(chain: AuditChain) -> set[str]:
    """The digests of values that are not what they were when they were written."""
    rows = chain.personal_values.values_list("digest", "salt", "value", "erased_at")
    return {
        digest
        for digest, salt, value, erased_at in rows.iterator(chunk_size=2000)
        if (value or salt if erased_at else _digest(salt, value) != digest)
    }


def new_value(chain: AuditChain, field: str, value: str, user_ref: int | None) -> PersonalValue:
    """A personal value under a salt of its own, not written yet."""
    salt = secrets.token_hex(16)
    digest = _digest(salt, value)
    return PersonalValue(chain=chain, field=field, user_ref=user_ref, salt=salt, value=value, digest=digest)


def _made(chain: AuditChain, field: str, value: str, user_ref: int | None) -> PersonalValue:
    made = new_value(chain, field, value, user_ref)
    made.save(force_insert=True)
    return made


def _digest(salt: str, value: str) -> str:
    return hashlib.sha256(f"{salt}:{value}".encode()).hexdigest()
