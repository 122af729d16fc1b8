"""From events to jobs: what the table config/reactions.py says follows, at least once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from comptoir.audit.models import OutboxEvent
from comptoir.jobs.queue import enqueue
from comptoir.scope.actor import system

AT_ONCE = 100


@transaction.atomic
def dispatch(event_id: int) -> None:
    """Enqueues the jobs that react to an event; an event dispatched already is left alone."""
    event = OutboxEvent.objects.select_for_update().filter(pk=event_id, dispatched_at=None).first()
    if event is None:
        return
    reactions: Mapping[str, Sequence[str]] = import_string(settings.REACTIONS)
    for kind in reactions.get(event.kind, ()):
        enqueue(kind, event.payload, by=system(event.kind), at=event.at, key=f"{kind}:{event.pk}")
    event.dispatched_at = event.at
    event.save(update_fields=["dispatched_at"])


def dispatch_waiting(_: datetime) -> int:
    """Dispatches events whose process died between commit and dispatch; how many."""
    waiting = list(OutboxEvent.objects.filter(dispatched_at=None).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for event_id in waiting:
        dispatch(event_id)
    return len(waiting)
