"""The log as people see it. The first argument is who asks."""

from typing import Any

from django.db.models import QuerySet

from comptoir.audit.models import OPERATOR, AuditChain, AuditEvent
from comptoir.scope.actor import Actor


def events(actor: Actor, capability: str) -> "QuerySet[Any]":
    """What happened on the places where `actor` holds `capability`, newest first.

    Of something that moved from one customer to another, each sees what happened while it was theirs.
    """
    found = AuditEvent.objects.visible_to(actor, capability)
    if capability not in actor.staff:
        found = found.filter(chain__customer_ref=actor.customer_id)
    return found.select_related("scope")


def log_of(actor: Actor, capability: str) -> "QuerySet[Any]":
    """The same for the operator's own people: every log, each event with the chain it stands in."""
    return events(actor, capability).select_related("scope", "chain").order_by("-at", "-pk")


def verbs(actor: Actor, capability: str) -> list[str]:
    """The kinds of events that there are, for a filter."""
    return list(events(actor, capability).order_by("verb").values_list("verb", flat=True).distinct())


def authors(actor: Actor, capability: str, most: int = 200) -> list[str]:
    """Who did something, for a filter."""
    found = events(actor, capability).order_by("actor_label").values_list("actor_label", flat=True)
    return list(found.distinct()[:most])


def operator_chain(actor: Actor, capability: str) -> AuditChain | None:
    """The operator's own chain, for its people; none while nothing happened."""
    if capability not in actor.staff:
        return None
    return AuditChain.objects.filter(customer_ref=OPERATOR).first()
