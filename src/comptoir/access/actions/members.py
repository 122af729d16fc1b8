"""What a customer calls its people."""

from datetime import datetime

from django.db import transaction

from comptoir.access.actions.people import assert_may_manage, one_line
from comptoir.access.models import Membership, User
from comptoir.audit.log import record
from comptoir.kernel.sorting import sort_key
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor


@transaction.atomic
def rename_member(customer: Customer, *, user: User, name: str, by: Actor, at: datetime) -> None:
    """The person's name among this customer's people; their own name, and what others call them, stay."""
    assert_may_manage(customer, by)
    said = one_line(name)[:200]
    found = Membership.objects.filter(customer=customer, user=user, to_at=None).exclude(name=said)
    if said and found.update(name=said, sort_name=sort_key(said)):
        record(actor=by, verb="member.renamed", obj=user, customer_id=customer.pk, at=at)
