"""Changing who a customer is: its name, its legal form, its address or seat (P-03; GC 2.1.2)."""

from datetime import datetime

from django.db import transaction

from comptoir.audit.log import record
from comptoir.kernel.sorting import sort_key
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeKind, ScopeNode
from comptoir.scope.refusal import Refused

DETAILS = ("legal_name", "legal_form", "street", "postcode", "city", "country")


class UnableToChangeDetails(Refused):
    """A customer needs a name, and only its own details can be changed."""


@transaction.atomic
def change_details(customer: Customer, *, details: dict[str, str], by: Actor, at: datetime) -> Customer:
    """Sets some of DETAILS; what stays the same is no change and leaves no trace. The log names fields, not values."""
    unknown = details.keys() - set(DETAILS)
    if unknown:
        raise UnableToChangeDetails("customer.no_such_detail", detail=min(unknown))
    kept: Customer = Customer.objects.select_for_update().get(pk=customer.pk)
    changed = {name: value.strip() for name, value in details.items() if value.strip() != getattr(kept, name)}
    if not changed:
        return kept
    if not changed.get("legal_name", kept.legal_name):
        raise UnableToChangeDetails("customer.needs_name")
    before = kept.legal_name
    for name, value in changed.items():
        setattr(kept, name, value)
    kept.sort_name = sort_key(kept.legal_name)
    kept.save(update_fields=[*changed, "sort_name"])
    places = ScopeNode.objects.filter(customer_ref=kept.pk, kind__in=[ScopeKind.CUSTOMER, ScopeKind.GROUP])
    places.filter(label=before).update(label=kept.legal_name)
    record(actor=by, verb="customer.details_changed", obj=kept, customer_id=kept.pk, at=at, fields=sorted(changed))
    return kept
