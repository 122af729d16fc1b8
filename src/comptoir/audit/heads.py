"""The heads of all chains, noted once a day in the database and, for good, in a file outside it.

Whoever can change the database can cut off the newest events and set the chain's head back. The files, one a day,
belong on other storage: they hold how long each chain was, and its head.
"""

import json
import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from comptoir.audit.models import AuditChain, AuditEvent, AuditHead
from comptoir.kernel.clock import brussels_date


@dataclass(frozen=True, slots=True)
class Missing:
    """A chain that no longer holds what was noted of it: the customer (0: the operator), the day, the length then."""

    customer_ref: int
    on: date
    length: int


def note_heads(*, at: datetime) -> dict[str, int]:
    """The daily step: today's heads, in the folder of the settings."""
    return {"chains": keep_heads(settings.AUDIT_HEADS, on=brussels_date(at))}


def keep_heads(folder: Path, *, on: date) -> int:
    """Notes each chain's length and head of a day; how many were new. Twice on one day changes nothing."""
    with transaction.atomic():
        noted = set(AuditHead.objects.filter(on=on).values_list("chain_id", flat=True))
        chains = AuditChain.objects.filter(length__gt=0).exclude(pk__in=noted).order_by("pk")
        new = [AuditHead(chain=chain, on=on, length=chain.length, head=chain.head) for chain in chains]
        AuditHead.objects.bulk_create(new, batch_size=1000)
    _append(folder, on)
    return len(new)


def missing(folder: Path) -> list[Missing]:
    """What the files say once was, and the database no longer holds; empty when all is there."""
    found = []
    for customer_ref, on, length, head in _noted(folder):
        digest = AuditEvent.objects.filter(chain__customer_ref=customer_ref, sequence=length).values_list("digest")
        if digest.first() != (head,):
            found.append(Missing(customer_ref, on, length))
    return found


def _append(folder: Path, on: date) -> None:
    """Writes the day's file once: whole, or not at all, whatever happens on the way."""
    path = folder / f"{on.isoformat()}.ndjson"
    if path.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    rows = AuditHead.objects.filter(on=on).order_by("chain__customer_ref")
    lines = [
        json.dumps({"customer": customer, "on": on.isoformat(), "length": length, "head": head}) + "\n"
        for customer, length, head in rows.values_list("chain__customer_ref", "length", "head")
    ]
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as stream:
        stream.writelines(lines)
        stream.flush()
        os.fsync(stream.fileno())
    part.rename(path)


def _noted(folder: Path) -> list[tuple[int, date, int, str]]:
    """The latest note of each chain."""
    latest: dict[int, tuple[int, date, int, str]] = {}
    for path in sorted(folder.glob("*.ndjson")):
        for line in path.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            customer = int(said["customer"])
            latest[customer] = (customer, date.fromisoformat(said["on"]), int(said["length"]), str(said["head"]))
    return list(latest.values())
