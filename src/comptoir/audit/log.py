"""record: one event on the customer's hash chain, in the transaction of the action itself. verify: the proof."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from comptoir.audit.models import OPERATOR, AuditChain, AuditEvent
from comptoir.kernel.clock import as_utc
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeKind, ScopeNode
from comptoir.scope.place import place_of


@transaction.atomic(savepoint=False)
def record(
    *,
    actor: Actor,
    verb: str,
    obj: models.Model | None,
    customer_id: int | None = None,
    at: datetime,
    **data: Any,
) -> AuditEvent:
    """Appends one event; `verb` such as "invoice.issued", `data` of JSON types, dates and Decimals.

    The chain is the customer's of `customer_id`, else of the object's place; else the operator's own.
    """
    scope_id = place_of(obj)
    customer = customer_id or _customer_of(obj, scope_id)
    if scope_id is None and customer:
        scope_id = _node_of(customer)
    chain = _locked_chain(customer or OPERATOR)
    event = AuditEvent(
        chain=chain,
        sequence=chain.length + 1,
        scope_id=scope_id,
        at=as_utc(at),
        actor_label=actor.label,
        actor_user=actor.user_id,
        channel=str(actor.channel),
        verb=verb,
        object_type=obj._meta.label_lower if obj else "",
        object_ref=str(obj.pk) if obj else "",
        data=json.loads(json.dumps(data, cls=DjangoJSONEncoder)),
        previous=chain.head,
    )
    event.digest = digest_of(event)
    event.save(force_insert=True)
    AuditChain.objects.filter(pk=chain.pk).update(length=event.sequence, head=event.digest)
    return event


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: how many events hold, and the first sequence that does not, if any."""

    events: int
    broken_at: int | None = None

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def verify(chain: AuditChain) -> Verdict:
    """Computes the whole chain anew; a changed, missing, added or cut-off event breaks it."""
    head, length = "", 0
    for event in chain.events.order_by("sequence").iterator(chunk_size=2000):
        in_place = event.sequence == length + 1 and event.previous == head
        if not in_place or event.digest != digest_of(event):
            return Verdict(length, broken_at=length + 1)
        head, length = event.digest, event.sequence
    if (length, head) != (chain.length, chain.head):
        return Verdict(length, broken_at=length + 1)
    return Verdict(length)


def digest_of(event: AuditEvent) -> str:
    """SHA-256, in hex, of everything the event says and of the digest before it."""
    said = [
        event.previous,
        event.sequence,
        event.scope_id,
        as_utc(event.at).isoformat(),
        event.actor_label,
        event.actor_user,
        event.channel,
        event.verb,
        event.object_type,
        event.object_ref,
        event.data,
    ]
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _locked_chain(customer_ref: int) -> AuditChain:
    """The chain's row, held until the commit: PostgreSQL locks the row, SQLite already the database."""
    AuditChain.objects.get_or_create(customer_ref=customer_ref)
    return AuditChain.objects.select_for_update().get(customer_ref=customer_ref)


def _customer_of(obj: models.Model | None, scope_id: int | None) -> int | None:
    if obj is not None and (named := getattr(obj, "customer_id", None)):
        return int(named)
    if scope_id is None:
        return None
    return ScopeNode.objects.values_list("customer_ref", flat=True).get(pk=scope_id)


def _node_of(customer: int) -> int | None:
    nodes = ScopeNode.objects.filter(kind=ScopeKind.CUSTOMER, customer_ref=customer)
    return nodes.values_list("pk", flat=True).first()
