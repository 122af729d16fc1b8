"""From an event in the outbox to the jobs that react to it, by the table that the settings name."""

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from comptoir.audit.models import OutboxEvent
from comptoir.jobs.queue import enqueue
from comptoir.scope.actor import system


@transaction.atomic
def dispatch(event_id: int) -> int:
    """Enqueues the event's jobs unless that was done already; how many. Two that dispatch at once do it once."""
    waiting = OutboxEvent.objects.select_for_update().filter(pk=event_id, dispatched_at=None)
    event = waiting.first()
    if event is None:
        return 0
    kinds = _reactions().get(event.kind, ())
    for kind in kinds:
        enqueue(kind, event.payload, by=system("reactions"), at=event.at, key=f"event:{event.pk}:{kind}")
    event.dispatched_at = settings.CLOCK.now()
    event.save(update_fields=["dispatched_at"])
    return len(kinds)


def dispatch_waiting(limit: int = 100) -> int:
    """Dispatches what a process that died after its commit left behind; how many events."""
    waiting = OutboxEvent.objects.filter(dispatched_at=None).order_by("pk").values_list("pk", flat=True)[:limit]
    found = list(waiting)
    for event_id in found:
        dispatch(event_id)
    return len(found)


def _reactions() -> Mapping[str, tuple[str, ...]]:
    table: Mapping[str, tuple[str, ...]] = import_string(settings.REACTIONS)
    return table
