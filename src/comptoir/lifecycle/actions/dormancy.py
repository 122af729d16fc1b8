"""Deactivating what is unused: by the operator's decision, or by the daily step where the operator switched it on."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from comptoir.access.models import Ground
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.insights.actions.levels import end_level
from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle.actions.contracts import end_contract
from comptoir.lifecycle.actions.notices import UnableToEnd, end_application
from comptoir.lifecycle.applications import BY_ORDER_FORM
from comptoir.lifecycle.deciding import assert_operator
from comptoir.lifecycle.dormancy import Dormant, Due, due
from comptoir.lifecycle.facts import Known, known
from comptoir.lifecycle.models import NoticeGround
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, system
from comptoir.scope.contract import terms_on

AUTOMATIC = "portal.deactivation.automatic"


@transaction.atomic
def deactivate(customer: Customer, *, application: str = "", by: Actor, at: datetime) -> Due:
    """Deactivates a whole account, or an application, that its rule says is unused today.

    The customer is told by e-mail once it is done, but for an account without any active contract, of which no
    notification is sent (GC 2.2.3). Raises UnableToEnd when it is in use after all.
    """
    assert_operator(by)
    Customer.objects.select_for_update().get(pk=customer.pk)
    today = brussels_date(at)
    one = known(today, [customer.pk])[customer.pk]
    found = next((each for each in due_of(one, today) if each.application == application), None)
    if found is None:
        raise UnableToEnd("dormancy.in_use")
    _stop(customer, found, today, by, at)
    said: dict[str, Any] = {"kind": str(found.kind), "application": application, "since": found.since}
    record(actor=by, verb="customer.deactivated", obj=customer, customer_id=customer.pk, at=at, **said)
    if found.kind is not Dormant.CONTRACT:
        payload = {"customer": customer.pk, "kind": str(found.kind), "application": application}
        emit("customer.deactivated", payload | {"since": found.since.isoformat()}, at)
    return found


def deactivate_due(*, at: datetime) -> dict[str, Any]:
    """Daily: nothing, unless the operator's terms switch it on."""
    today = brussels_date(at)
    if not terms_on(today)[AUTOMATIC].flag:
        return {"deactivated": 0}
    by, count = system("unused accounts and applications"), 0
    for one in known(today).values():
        for each in due_of(one, today):
            deactivate(one.customer, application=each.application, by=by, at=at)
            count += 1
    return {"deactivated": count}


def due_of(one: Known, today: date) -> list[Due]:
    """What of a customer may be deactivated today; nothing where access stopped already.

    Both rules may hold for one account: the one without a notification is named first only if it alone holds.
    """
    if one.is_stopped or one.contract_to is not None:
        return []
    terms = terms_on(today)
    found = due(one.for_dormancy(today, terms), today, terms)
    return found[:1] if found and not found[0].application else found


def _stop(customer: Customer, found: Due, today: date, by: Actor, at: datetime) -> None:
    if found.kind is not Dormant.APPLICATION:
        end_contract(customer, on=today, ground=NoticeGround.UNUSED, by=by, at=at)
    elif found.application in BY_ORDER_FORM:
        end_level(customer, to_on=today, by=by, at=at)
    else:
        end_application(customer, application=found.application, ground=Ground.DORMANT, by=by, at=at)
