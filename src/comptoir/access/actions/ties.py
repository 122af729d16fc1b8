"""The tie with the organisation that someone's rights need for the whole time (A-10; GC 9.2)."""

from datetime import datetime

from django.db import transaction

from comptoir.access.actions.people import assert_may_manage
from comptoir.access.models import Membership, Tie, User
from comptoir.audit.log import record
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.refusal import Refused

#: What a customer can confirm of its own people; a third party's tie is a notice to the operator (A-09).
OWN_TIES = (Tie.EMPLOYMENT, Tie.CIVIL_SERVICE, Tie.ADMINISTRATION)


class UnableToConfirmTie(Refused):
    """There is no such tie, or the person is none of the customer's own people."""


@transaction.atomic
def confirm_tie(customer: Customer, *, user: User, tie: str, by: Actor, at: datetime) -> Membership:
    """The customer says by which tie the person belongs to it, as of now. Raises UnableToConfirmTie."""
    assert_may_manage(customer, by)
    if tie not in OWN_TIES:
        raise UnableToConfirmTie("tie.unknown")
    found = Membership.objects.select_for_update().filter(customer=customer, user=user, to_at=None).first()
    if found is None:
        raise UnableToConfirmTie("person.belongs_elsewhere")
    if found.tie == Tie.THIRD_PARTY:
        raise UnableToConfirmTie("tie.third_party", person=found.name)
    found.tie, found.tie_confirmed_at, found.tie_confirmed_label = tie, at, by.label
    found.save(update_fields=["tie", "tie_confirmed_at", "tie_confirmed_label"])
    record(actor=by, verb="tie.confirmed", obj=user, customer_id=customer.pk, at=at, tie=str(tie))
    return found
