"""Opening what invoices are made for: customer accounts, billing accounts, payment agreements, cost centres."""

from datetime import date, datetime

from django.db import transaction

from comptoir.audit.log import record
from comptoir.kernel.identifiers import parse_iban
from comptoir.kernel.sorting import sort_key
from comptoir.parties.models import BillingAccount, CostCentre, Customer, CustomerAccount, PaymentAgreement
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeKind
from comptoir.scope.refusal import Refused
from comptoir.scope.tree import add_node


class UnableToOpenAccount(Refused):
    """The code is taken, or the accounts belong to different customers."""


@transaction.atomic
def open_account(customer: Customer, *, code: str, name: str, by: Actor, at: datetime) -> CustomerAccount:
    """A customer account below the customer (B-01)."""
    if CustomerAccount.objects.filter(code=code).exists():
        raise UnableToOpenAccount("account.code_taken", code=code)
    node = add_node(
        kind=ScopeKind.CUSTOMER_ACCOUNT, label=code, customer_ref=customer.pk, at=at, parents=[customer.scope]
    )
    account = CustomerAccount.objects.create(scope=node, customer=customer, code=code, name=name)
    record(actor=by, verb="account.opened", obj=account, customer_id=customer.pk, at=at, code=code)
    return account


@transaction.atomic
def create_payment_agreement(
    customer: Customer, *, code: str, by: Actor, at: datetime, iban: str = "", paper: bool = False
) -> PaymentAgreement:
    """How a set of invoices is paid; it stands at the customer's own place. Raises InvalidIdentifier for an IBAN."""
    if PaymentAgreement.objects.filter(code=code).exists():
        raise UnableToOpenAccount("payment_agreement.code_taken", code=code)
    agreement = PaymentAgreement.objects.create(
        scope=customer.scope,
        customer=customer,
        code=code,
        iban=parse_iban(iban) if iban else "",
        paper=paper,
    )
    record(actor=by, verb="payment_agreement.created", obj=agreement, customer_id=customer.pk, at=at, code=code)
    return agreement


@transaction.atomic
def open_billing_account(
    account: CustomerAccount,
    *,
    code: str,
    name: str,
    payment_agreement: PaymentAgreement,
    opened_on: date,
    by: Actor,
    at: datetime,
    language: str = "",
) -> BillingAccount:
    """What an invoice is made for; recurring charges are billed from `opened_on` on."""
    if BillingAccount.objects.filter(code=code).exists():
        raise UnableToOpenAccount("billing_account.code_taken", code=code)
    if payment_agreement.customer_id != account.customer_id:
        raise UnableToOpenAccount("billing_account.other_customer", code=code)
    node = add_node(
        kind=ScopeKind.BILLING_ACCOUNT, label=code, customer_ref=account.customer_id, at=at, parents=[account.scope]
    )
    opened = BillingAccount.objects.create(
        scope=node,
        customer_id=account.customer_id,
        account=account,
        payment_agreement=payment_agreement,
        code=code,
        name=name,
        language=language or account.customer.language,
        opened_on=opened_on,
    )
    record(actor=by, verb="billing_account.opened", obj=opened, customer_id=account.customer_id, at=at, code=code)
    return opened


@transaction.atomic
def create_cost_centre(customer: Customer, *, code: str, name: str, by: Actor, at: datetime) -> CostCentre:
    """A cost centre of the customer's own (I-10), with a place below it."""
    if CostCentre.objects.filter(customer=customer, code=code).exists():
        raise UnableToOpenAccount("cost_centre.code_taken", code=code)
    node = add_node(
        kind=ScopeKind.COST_CENTRE, label=f"{code} {name}", customer_ref=customer.pk, at=at, parents=[customer.scope]
    )
    centre = CostCentre.objects.create(scope=node, customer=customer, code=code, name=name, sort_name=sort_key(name))
    record(actor=by, verb="cost_centre.created", obj=centre, customer_id=customer.pk, at=at, code=code)
    return centre
