"""emit: an event in the action's own transaction; what follows from it starts after the commit."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from comptoir.audit.models import OutboxEvent


@transaction.atomic(savepoint=False)
def emit(kind: str, payload: dict[str, Any], at: datetime) -> OutboxEvent:
    """Writes the event; after the commit it is dispatched, and if that fails a worker does it later.

    `kind` such as "seat.replaced"; `payload` of JSON types: ids, never personal values.
    """
    event = OutboxEvent.objects.create(kind=kind, payload=payload, at=at)
    transaction.on_commit(lambda: _dispatch(event.pk), robust=True)
    return event


def _dispatch(event_id: int) -> None:
    # The dispatcher makes jobs, and so lives above this room: the settings name it.
    import_string(settings.OUTBOX_DISPATCHER)(event_id)
