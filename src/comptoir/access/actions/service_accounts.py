"""Service accounts: users that no person signs in as, which hold grants and tokens (A-14)."""

import secrets
from datetime import datetime

from django.db import transaction

from comptoir.access.actions.people import add_member, deactivate_user, one_line
from comptoir.access.actions.tokens import revoke_token
from comptoir.access.capabilities import TOKENS_MANAGE
from comptoir.access.models import Token, User, UserKind
from comptoir.audit.log import record
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.authorize import NotAuthorized, authorize
from comptoir.scope.refusal import Refused

#: A top-level domain that no mail ever reaches (RFC 2606).
ADDRESSES = "service.invalid"


class UnableToMakeServiceAccount(Refused):
    """It has no name."""


@transaction.atomic
def create_service_account(customer: Customer, *, name: str, by: Actor, at: datetime) -> User:
    """An account for a machine, which belongs to the customer and holds nothing yet. Raises NotAuthorized."""
    _assert_may(customer, by)
    said = one_line(name)
    if not said or len(said) > 200:
        raise UnableToMakeServiceAccount("service_account.needs_a_name")
    address = f"{secrets.token_hex(12)}@{ADDRESSES}"
    user = User.objects.create_user(
        address, None, name=said, kind=UserKind.SERVICE, language=customer.language, joined_at=at
    )
    add_member(customer, user=user, name=said, by=by, at=at)
    record(actor=by, verb="service_account.created", obj=user, customer_id=customer.pk, at=at)
    return user


@transaction.atomic
def end_service_account(customer: Customer, *, user: User, by: Actor, at: datetime) -> None:
    """Its tokens are revoked, its grants end and it belongs to the customer no longer. Raises NotAuthorized."""
    _assert_may(customer, by)
    if user.kind != UserKind.SERVICE:
        raise NotAuthorized(TOKENS_MANAGE)
    for token in Token.objects.filter(customer=customer, user=user, revoked_at=None):
        revoke_token(token, by=by, at=at)
    deactivate_user(customer, user=user, by=by, at=at)


def _assert_may(customer: Customer, by: Actor) -> None:
    if by.channel == Channel.TOKEN:
        raise NotAuthorized(TOKENS_MANAGE)
    authorize(by, TOKENS_MANAGE, customer)
