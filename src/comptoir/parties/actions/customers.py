"""Taking customers on. Their affiliates: affiliates.py."""

from datetime import date, datetime

from django.db import transaction

from comptoir.audit.log import record
from comptoir.kernel.identifiers import parse_enterprise_number, parse_vat_number
from comptoir.kernel.sorting import sort_key
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeKind
from comptoir.scope.refusal import Refused
from comptoir.scope.tree import add_node


class UnableToCreateCustomer(Refused):
    """The code is taken."""


@transaction.atomic
def create_customer(
    *,
    code: str,
    legal_name: str,
    accepted_on: date,
    by: Actor,
    at: datetime,
    legal_form: str = "",
    enterprise_number: str = "",
    vat_number: str = "",
    street: str = "",
    postcode: str = "",
    city: str = "",
    country: str = "BE",
    language: str = "fr",
    has_access_owner: bool = True,
) -> Customer:
    """A customer whose contract starts on `accepted_on` (GC 2.2.1), with its place in the tree.

    Raises UnableToCreateCustomer, and InvalidIdentifier for a number that is none.
    """
    if Customer.objects.filter(code=code).exists():
        raise UnableToCreateCustomer("customer.code_taken", code=code)
    node = add_node(kind=ScopeKind.CUSTOMER, label=legal_name, customer_ref=None, at=at)
    customer = Customer.objects.create(
        scope=node,
        code=code,
        legal_name=legal_name,
        sort_name=sort_key(legal_name),
        legal_form=legal_form,
        enterprise_number=parse_enterprise_number(enterprise_number) if enterprise_number else "",
        vat_number=parse_vat_number(vat_number) if vat_number else "",
        street=street,
        postcode=postcode,
        city=city,
        country=country,
        language=language,
        has_access_owner=has_access_owner,
        accepted_on=accepted_on,
    )
    node.customer_ref = customer.pk
    node.save(update_fields=["customer_ref"])
    record(actor=by, verb="customer.created", obj=customer, customer_id=customer.pk, at=at, code=code)
    return customer
