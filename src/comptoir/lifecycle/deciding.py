"""Who speaks for a party of the contract: the Access Owner, or whoever stands in for one; the operator's desk."""

from datetime import datetime

from comptoir.access.capabilities import ACCESS_MANAGER, OPERATE_CUSTOMERS, PEOPLE_MANAGE, SEAT_REPLACE
from comptoir.access.queries import seat_holder
from comptoir.lifecycle.models import Party
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.authorize import NotAuthorized, check


def party_of(by: Actor, customer: Customer, at: datetime) -> Party:
    """For which party `by` may speak about the customer's contract. Raises NotAuthorized."""
    if by.user_id is None and by.channel in (Channel.JOB, Channel.COMMAND):
        return Party.OPERATOR
    if OPERATE_CUSTOMERS in by.staff:
        return Party.OPERATOR
    if speaks_for(by, customer, at):
        return Party.CUSTOMER
    raise NotAuthorized(SEAT_REPLACE)


def speaks_for(by: Actor, customer: Customer, at: datetime) -> bool:
    """Whether `by` may end or change the customer's contract: the Access Owner; where there is none, its Access
    Managers for the whole company (GC 8.1.2). Never somebody of another company (GC 9.2), never a token."""
    if by.customer_id != customer.pk or by.channel is not Channel.SESSION:
        return False
    if check(by, SEAT_REPLACE, customer):
        return True
    manages = ACCESS_MANAGER in by.profiles and check(by, PEOPLE_MANAGE, customer)
    return manages and seat_holder(customer.pk, at) is None


def assert_operator(by: Actor) -> None:
    """Raises NotAuthorized unless `by` is the platform or of the operator's customer desk."""
    is_platform = by.user_id is None and by.channel in (Channel.JOB, Channel.COMMAND)
    if not (is_platform or OPERATE_CUSTOMERS in by.staff):
        raise NotAuthorized(OPERATE_CUSTOMERS)
