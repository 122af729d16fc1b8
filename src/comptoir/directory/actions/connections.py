"""Connecting a customer's directory: a service account with the one right to provision, and its token (A-14, A-15)."""

from datetime import datetime

from django.db import transaction

from comptoir.access.actions.rights import give_right
from comptoir.access.actions.service_accounts import create_service_account
from comptoir.access.actions.tokens import NewToken, create_token
from comptoir.access.capabilities import ACCESS_MANAGER, IDENTITY_MANAGE, SCIM_PROVISION
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import authorize

#: What its account and its token are called; the customer's people read it in their list and in the log.
NAME = "SCIM"


@transaction.atomic
def connect_directory(customer: Customer, *, name: str, days: int, by: Actor, at: datetime) -> NewToken:
    """An account of its own for the directory, which may provision people of the whole customer and nothing else.

    Raises UnableToMakeToken, UnableToMakeServiceAccount, UnableToGiveRight and NotAuthorized.
    """
    authorize(by, IDENTITY_MANAGE, customer)
    account = create_service_account(customer, name=name or NAME, by=by, at=at)
    give_right(
        customer,
        holder=account,
        profile=ACCESS_MANAGER,
        capabilities=[SCIM_PROVISION],
        scope=customer.scope,
        by=by,
        at=at,
    )
    return create_token(
        customer, user=account, name=name or NAME, capabilities=[SCIM_PROVISION], days=days, by=by, at=at
    )
