"""Noting in a customer's own audit chain that one of the operator's people looked at its data (X-04)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from comptoir.audit.many import record_in_each
from comptoir.audit.models import AuditEvent
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor

VIEWED = "customer.viewed"
TAKEN = "customer.data_taken"
AGAIN_AFTER = timedelta(hours=1)
_AT_ONCE = 500


def record_look(customer_id: int, *, page: str, by: Actor, at: datetime) -> None:
    """One event for a person, customer and hour; the customer sees it. `page` says what was looked at first."""
    record_looks([customer_id], page=page, by=by, at=at)


def record_looks(customers: Iterable[int], *, page: str, is_taken: bool = False, by: Actor, at: datetime) -> None:
    """The same of a list that shows data of several customers; a few queries, whatever their number.

    `is_taken`: as a file. That is an event of its own kind, also where the list was looked at before.
    """
    verb = TAKEN if is_taken else VIEWED
    if not by.staff:
        return
    wanted = sorted(set(customers))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        new = _not_noted(verb, some, by, at)
        if new:
            with transaction.atomic():
                record_in_each(new, actor=by, verb=verb, object_type=Customer._meta.label_lower, at=at, page=page)


def _not_noted(verb: str, customers: list[int], by: Actor, at: datetime) -> list[int]:
    """Those of which no event of the last hour says so already; the log's own index keeps this short.

    Two requests of one person at once may both be noted: one event too many takes nothing away.
    """
    recent = AuditEvent.objects.filter(at__gt=at - AGAIN_AFTER, at__lte=at, verb=verb, actor_user=by.user_id)
    looked = set(recent.filter(chain__customer_ref__in=customers).values_list("chain__customer_ref", flat=True))
    return [one for one in customers if one not in looked]
