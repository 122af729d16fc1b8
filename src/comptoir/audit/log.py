"""record: one event on the customer's hash chain, in the transaction of the action itself. verify: the proof."""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from comptoir.audit.models import OPERATOR, AuditChain, AuditEvent
from comptoir.audit.personal import author_of, false_values, kept_apart
from comptoir.kernel.clock import as_utc
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.models import ScopeKind, ScopeNode
from comptoir.scope.place import place_of

#: Each event as a line, where the settings ask for it (COMPTOIR_AUDIT_LINES): kept apart from the database.
_LINES = logging.getLogger("comptoir.audit.lines")


@transaction.atomic(savepoint=False)
def record(
    *,
    actor: Actor,
    verb: str,
    obj: models.Model | None,
    customer_id: int | None = None,
    at: datetime,
    personal: Mapping[str, str] | None = None,
    **data: Any,
) -> AuditEvent:
    """Appends one event; `verb` such as "invoice.issued", `data` of JSON types, dates and Decimals.

    The chain is the customer's of `customer_id`, else of the object's place; else the operator's own. `personal`
    values (names, addresses, numbers of people) stand beside the chain, where they can be erased.
    """
    if actor.channel == Channel.PREVIEW:
        raise NotAuthorized("preview")  # whoever only looks as another would does nothing, and so nothing is written
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
        author=author_of(chain, actor),
        actor_user=actor.user_id,
        channel=str(actor.channel),
        verb=verb,
        object_type=obj._meta.label_lower if obj else "",
        object_ref=str(obj.pk) if obj else "",
        data=json.loads(json.dumps(data, cls=DjangoJSONEncoder)),
        personal={name: kept_apart(chain, name, value, actor.user_id) for name, value in (personal or {}).items()},
        previous=chain.head,
    )
    event.digest = digest_of(event)
    event.save(force_insert=True)
    AuditChain.objects.filter(pk=chain.pk).update(length=event.sequence, head=event.digest)
    tell(event, chain)
    return event


def tell(event: AuditEvent, chain: AuditChain) -> None:
    """Once it counts, the event is a line for a collector of logs too, where the settings ask for it."""
    if _LINES.isEnabledFor(logging.INFO):
        transaction.on_commit(lambda: _LINES.info("%s", _line_of(event, chain)))


def _line_of(event: AuditEvent, chain: AuditChain) -> str:
    """What its chain can prove, and no personal value."""
    said = {
        "customer": chain.customer_ref,
        "sequence": event.sequence,
        "at": event.at.isoformat(),
        "user": event.actor_user,
        "channel": event.channel,
        "verb": event.verb,
        "object": f"{event.object_type} {event.object_ref}".strip(),
        "digest": event.digest,
    }
    return json.dumps(said, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: how many events hold, and the first sequence that does not, if any."""

    events: int
    broken_at: int | None = None

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def verify(chain: AuditChain) -> Verdict:
    """Computes the whole chain anew; a changed, missing, added or cut-off event breaks it.

    So does a personal value that was changed rather than erased, and a daily head (audit/heads.py) that is not met.
    """
    head, length = "", 0
    false = false_values(chain)
    noted = {known.length: known.head for known in chain.heads.all()}
    for event in chain.events.select_related("author").order_by("sequence").iterator(chunk_size=2000):
        in_place = event.sequence == length + 1 and event.previous == head
        named = {event.author.digest, *event.personal.values()} if event.author else set()
        if not in_place or event.digest != digest_of(event) or named & false:
            return Verdict(length, broken_at=length + 1)
        head, length = event.digest, event.sequence
        if noted.pop(length, head) != head:
            return Verdict(length - 1, broken_at=length)
    if noted:
        return Verdict(length, broken_at=length + 1)
    if (length, head) != (chain.length, chain.head):
        return Verdict(length, broken_at=length + 1)
    return Verdict(length)


def digest_of(event: AuditEvent) -> str:
    """SHA-256, in hex, of everything the event says and of the digest before it; of personal values their digests."""
    who = [event.author.digest, event.personal] if event.author is not None else [event.sealed_label]
    said = [
        event.previous,
        event.sequence,
        event.scope_id,
        as_utc(event.at).isoformat(),
        *who,
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
