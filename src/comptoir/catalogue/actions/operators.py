"""Saying who the operator is: its name, colour, legal and bank data."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from comptoir.audit.log import record
from comptoir.catalogue.models import Operator
from comptoir.scope.actor import Actor


@dataclass(frozen=True, slots=True)
class OperatorSpec:
    """The operator's identity as it stands on pages and invoices."""

    name: str
    colour: str = "#2f5fd0"
    street: str = ""
    postcode: str = ""
    city: str = ""
    vat_number: str = ""
    iban: str = ""
    bic: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""


@transaction.atomic
def describe_operator(spec: OperatorSpec, *, by: Actor, at: datetime) -> Operator:
    """Makes the operator, or changes what differs; issued invoices keep what they said."""
    operator = Operator.objects.order_by("pk").first() or Operator()
    changed = sorted(name for name, value in asdict(spec).items() if getattr(operator, name) != value)
    if not changed and operator.pk:
        return operator
    for name in changed:
        setattr(operator, name, getattr(spec, name))
    operator.save()
    record(actor=by, verb="operator.described", obj=operator, at=at, changed=changed)
    return operator
