"""People and service accounts of the test group with their tokens."""

from datetime import timedelta

import pytest

from comptoir.access.actions.rights import give_right
from comptoir.access.actions.service_accounts import create_service_account
from comptoir.access.actions.tokens import create_token
from comptoir.access.capabilities import (
    ACCESS_MANAGER,
    FINANCE_ADMINISTRATOR,
    INVOICES_VIEW,
    PEOPLE_MANAGE,
    STAFF,
    USAGE_VIEW,
)
from comptoir.access.models import User
from comptoir.access.tokens import actor_for_token
from comptoir.scope.actor import Actor, Channel, system
from tests.access.group import AT, ROOT, Group, build

LATER = AT + timedelta(hours=1)
DESK = system("security", Channel.DESK, staff=STAFF)


@pytest.fixture
def group() -> Group:
    """bob holds finance on the parent company, cas manages its access."""
    found = build()
    customer = found.parent.customer
    for name, profile in (("bob", FINANCE_ADMINISTRATOR), ("cas", ACCESS_MANAGER)):
        give_right(customer, holder=found.people[name], profile=profile, scope=customer.scope, by=ROOT, at=AT)
    return found


def own(group: Group, name: str = "bob", capabilities: tuple[str, ...] = (INVOICES_VIEW,), days: int = 30) -> str:
    made = create_token(
        group.parent.customer,
        user=group.people[name],
        name=f"token of {name}",
        capabilities=capabilities,
        days=days,
        by=group.acting(name),
        at=AT,
    )
    return made.secret


def serving(group: Group) -> tuple[User, str]:
    """A service account to which a manager gave finance on one billing account, and its token, by the Access Owner."""
    customer, manager = group.parent.customer, group.acting("cas")
    account = create_service_account(customer, name="Bookkeeping", by=manager, at=AT)
    place = group.parent.billing[0].scope
    give_right(customer, holder=account, profile=FINANCE_ADMINISTRATOR, scope=place, by=manager, at=AT)
    named, by = [INVOICES_VIEW, USAGE_VIEW], group.acting("ann")
    made = create_token(customer, user=account, name="nightly", capabilities=named, days=30, by=by, at=AT)
    return account, made.secret


def managing(group: Group) -> str:
    """The token that a manager made for a service account which reads who works there."""
    customer, by = group.parent.customer, group.acting("cas")
    account = create_service_account(customer, name="Directory reader", by=by, at=AT)
    give_right(customer, holder=account, profile=ACCESS_MANAGER, scope=customer.scope, by=by, at=AT)
    return create_token(
        customer, user=account, name="hourly", capabilities=[PEOPLE_MANAGE], days=30, by=by, at=AT
    ).secret


def acts(secret: str, at=LATER) -> Actor | None:
    return actor_for_token(secret, at)
