"""The log as people see it. The first argument is who asks."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from comptoir.audit.models import OPERATOR, AuditChain, AuditEvent, PersonalValue
from comptoir.audit.personal import AUTHOR, personal_values
from comptoir.scope.actor import Actor


def events(actor: Actor, capability: str) -> "QuerySet[Any]":
    """What happened on the places where `actor` holds `capability`, newest first.

    Of something that moved from one customer to another, each sees what happened while it was theirs.
    """
    found = AuditEvent.objects.visible_to(actor, capability)
    if capability not in actor.staff:
        found = found.filter(chain__customer_ref=actor.customer_id)
    return found.select_related("scope", "author", "chain")


def log_of(actor: Actor, capability: str) -> "QuerySet[Any]":
    """The same for the operator's own people: every log, each event with the chain it stands in."""
    return events(actor, capability).order_by("-at", "-pk")


def told_of(events: "Iterable[AuditEvent]") -> Mapping[int, Mapping[str, str]]:
    """The personal values of events that somebody sees, by event and name, but for those erased; one query."""
    digests = {digest: (event.pk, name) for event in events for name, digest in event.personal.items()}
    if not digests:
        return {}
    found: dict[int, dict[str, str]] = {}
    for digest, value in personal_values(list(digests)).items():
        event, name = digests[digest]
        found.setdefault(event, {})[name] = value
    return found


def verbs(actor: Actor, capability: str) -> list[str]:
    """The kinds of events that there are, for a filter."""
    return list(events(actor, capability).order_by("verb").values_list("verb", flat=True).distinct())


def authors(actor: Actor, capability: str, most: int = 200) -> list[str]:
    """Who did something, for a filter: the few rows that name authors, not the many events."""
    named = PersonalValue.objects.filter(field=AUTHOR, erased_at=None)
    if capability not in actor.staff:
        seen = events(actor, capability).filter(author=OuterRef("pk")).values("pk")
        named = named.filter(Exists(seen), chain__customer_ref=actor.customer_id or OPERATOR)
    return list(named.order_by("value").values_list("value", flat=True).distinct()[:most])


def chain_of(actor: Actor, capability: str) -> AuditChain | None:
    """The chain of the customer for whom `actor` acts; none unless they may read the log."""
    if not actor.may(capability) or actor.customer_id is None:
        return None
    return AuditChain.objects.filter(customer_ref=actor.customer_id).first()


def operator_chain(actor: Actor, capability: str) -> AuditChain | None:
    """The operator's own chain, for its people; none while nothing happened."""
    if capability not in actor.staff:
        return None
    return AuditChain.objects.filter(customer_ref=OPERATOR).first()


def every_chain() -> "QuerySet[AuditChain]":
    """All chains, the operator's own first; for who checks them from the command line."""
    return AuditChain.objects.order_by("customer_ref")
