"""The portal contract: begun on the day of acceptance, ended by a notice, by a breach or because it is unused."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from comptoir.access.actions.suspensions import lift, suspend_customer
from comptoir.access.models import Ground, Suspension
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.lifecycle.deciding import assert_operator
from comptoir.lifecycle.models import ContractNotice, PortalContract
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, system

#: What stopped with the contract that is over, or because of it.
_OF_LIFE = (Ground.ENDED, Ground.DORMANT, Ground.BREACH)
GROUNDS = {"unused": Ground.DORMANT}


@transaction.atomic
def start_contract(customer: Customer, *, on: date, by: Actor, at: datetime) -> PortalContract:
    """The contract from the day of acceptance, for an indefinite time (P-04; GC 2.2.1); the running one if there is.

    After an end it is a new contract: what was stopped by that end runs again (GC 2.2.3).
    """
    assert_operator(by)
    Customer.objects.select_for_update().get(pk=customer.pk)
    running = PortalContract.objects.filter(customer=customer, to_on=None).first()
    if running is not None:
        return running
    contract = PortalContract.objects.create(customer=customer, from_on=on)
    for stop in Suspension.objects.filter(customer=customer, user=None, ground__in=_OF_LIFE, lifted_at=None):
        lift(stop, reason="contract", by=system("portal contract"), at=at)
    record(actor=by, verb="contract.started", obj=contract, customer_id=customer.pk, at=at, on=on)
    return contract


@transaction.atomic
def end_contract(customer: Customer, *, on: date, ground: str, by: Actor, at: datetime) -> PortalContract:
    """The contract is over from a day on; access stops, for everybody and at once (GC 2.2.2)."""
    assert_operator(by)
    Customer.objects.select_for_update().get(pk=customer.pk)
    contract = last_contract(customer)
    if contract.to_on is not None:
        return contract
    contract.to_on, contract.ground = max(on, contract.from_on), ground
    contract.save(update_fields=["to_on", "ground"])
    _close_notices(customer, at)
    stop = GROUNDS.get(ground, Ground.ENDED)
    suspend_customer(customer, ground=stop, reason="", by=system("portal contract"), at=at)
    record(actor=by, verb="contract.ended", obj=contract, customer_id=customer.pk, at=at, on=on, ground=ground)
    emit("contract.ended", {"customer": customer.pk, "ground": ground}, at)
    return contract


def is_over(customer: Customer) -> bool:
    """Whether the customer's last contract has ended."""
    last = PortalContract.objects.filter(customer=customer).order_by("-from_on", "-pk").first()
    return last is not None and last.to_on is not None


def _close_notices(customer: Customer, at: datetime) -> None:
    """Nothing is left for the other notices to end; running on, they would end a later contract."""
    ContractNotice.objects.filter(customer=customer, withdrawn_at=None, carried_out_at=None).update(carried_out_at=at)


def last_contract(customer: Customer) -> PortalContract:
    """The row of the last contract, made from the day of acceptance where there was none yet."""
    last = PortalContract.objects.filter(customer=customer).order_by("-from_on", "-pk").first()
    if last is not None:
        return last
    return PortalContract.objects.create(customer=customer, from_on=customer.accepted_on)


def take_up(*, at: datetime) -> dict[str, Any]:
    """Daily: gives each customer that came in another way than by registration its contract's row."""
    missing = Customer.objects.filter(portal_contracts=None).order_by("pk")
    made = [last_contract(customer).pk for customer in missing]
    return {"contracts": len(made)}
