"""The log as people see it. The first argument is who asks."""

from typing import Any

from django.db.models import QuerySet

from comptoir.audit.models import AuditEvent
from comptoir.scope.actor import Actor


def events(actor: Actor, capability: str) -> "QuerySet[Any]":
    """What happened on the places where `actor` holds `capability`, newest first.

    Of something that moved from one customer to another, each sees what happened while it was theirs.
    """
    found = AuditEvent.objects.visible_to(actor, capability)
    if capability not in actor.staff:
        found = found.filter(chain__customer_ref=actor.customer_id)
    return found.select_related("scope")
