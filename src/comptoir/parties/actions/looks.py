"""Noting in a customer's own audit chain that one of the operator's people looked at its data (X-04)."""

from datetime import datetime, timedelta

from django.db import transaction

from comptoir.audit.log import record
from comptoir.audit.models import AuditChain, AuditEvent
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor

VERB = "customer.viewed"
AGAIN_AFTER = timedelta(hours=1)


def record_look(customer_id: int, *, page: str, by: Actor, at: datetime) -> None:
    """One event for a person, customer and hour; the customer sees it. `page` says what was looked at first."""
    if not by.staff or _has_looked(customer_id, by, at):
        return
    with transaction.atomic():
        AuditChain.objects.get_or_create(customer_ref=customer_id)
        AuditChain.objects.select_for_update().get(customer_ref=customer_id)
        if not _has_looked(customer_id, by, at):
            customer = Customer.objects.get(pk=customer_id)
            record(actor=by, verb=VERB, obj=customer, customer_id=customer_id, at=at, page=page)


def _has_looked(customer_id: int, by: Actor, at: datetime) -> bool:
    """Whether an event of the last hour says so already; the index on `at` keeps this short."""
    recent = AuditEvent.objects.filter(at__gt=at - AGAIN_AFTER, at__lte=at, verb=VERB, actor_user=by.user_id)
    return recent.filter(chain__customer_ref=customer_id).exists()
