"""Taking customers on and naming their affiliates."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from comptoir.audit.log import record
from comptoir.kernel.identifiers import parse_enterprise_number, parse_vat_number
from comptoir.kernel.sorting import sort_key
from comptoir.parties.models import Affiliation, Customer
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeEdge, ScopeKind
from comptoir.scope.refusal import Refused
from comptoir.scope.tree import add_node, hang


class UnableToCreateCustomer(Refused):
    """The code is taken."""


class UnableToNameAffiliate(Refused):
    """The affiliate belongs to a group already, or is the parent itself."""


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


@transaction.atomic
def name_affiliate(
    parent: Customer, *, affiliate: Customer, ground: str, since_on: date, by: Actor, at: datetime
) -> Affiliation:
    """`affiliate` is reached by the parent's Access Owner from now on (GC 1.2, 9.1); the ground is kept.

    Parent and affiliates hang below one group node. Raises UnableToNameAffiliate.
    """
    if parent.pk == affiliate.pk:
        raise UnableToNameAffiliate("affiliate.of_itself")
    if Affiliation.objects.filter(affiliate=parent).exists() or affiliate.affiliations.exists():
        # A group has one parent company and its affiliates: what one company reaches stays plain to see.
        raise UnableToNameAffiliate("affiliate.two_storeys", affiliate=affiliate.legal_name)
    try:
        with transaction.atomic():
            affiliation = Affiliation.objects.create(
                parent=parent, affiliate=affiliate, ground=ground, since_on=since_on
            )
    except IntegrityError:
        raise UnableToNameAffiliate("affiliate.has_parent", affiliate=affiliate.legal_name) from None
    edge = ScopeEdge.objects.filter(child=parent.scope, parent__kind=ScopeKind.GROUP).select_related("parent").first()
    if edge is None:
        group = add_node(kind=ScopeKind.GROUP, label=parent.legal_name, customer_ref=parent.pk, at=at)
        hang(parent.scope, [group], at=at)
    else:
        group = edge.parent
    hang(affiliate.scope, [group], at=at)
    record(
        actor=by,
        verb="affiliate.named",
        obj=parent,
        customer_id=parent.pk,
        at=at,
        affiliate=affiliate.code,
        ground=ground,
    )
    return affiliation
