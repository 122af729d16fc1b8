"""API tokens: made, shown once, revoked (A-14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from comptoir.access.actors import actor_for
from comptoir.access.capabilities import DATA, IDENTITY_MANAGE, OPERATE_SECURITY, SCIM_PROVISION, TOKENS_MANAGE
from comptoir.access.models import Token, User, UserKind
from comptoir.access.tokens import TOKEN_CAPABILITIES, lent, new_secret
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.kernel.clock import brussels_date
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.authorize import NotAuthorized, check
from comptoir.scope.contract import terms_on
from comptoir.scope.refusal import Refused


class UnableToMakeToken(Refused):
    """No name, no capability, one that its user does not hold or its maker may not see, or too long a time."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token and its secret, which nobody can read again."""

    token: Token
    secret: str


@transaction.atomic
def create_token(
    customer: Customer,
    *,
    user: User,
    name: str,
    capabilities: Iterable[str],
    days: int,
    by: Actor,
    at: datetime,
) -> NewToken:
    """A token of one's own, or of a service account of a company in which one manages those.

    `capabilities` are chosen among what `user` holds there, and for a service account, data among what `by` sees too;
    `days` is at most the term portal.token.longest.
    Raises UnableToMakeToken and NotAuthorized. A token makes no tokens.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    maker = _maker(customer, user, by)
    chosen, said = sorted(set(capabilities)), name.strip()
    _assert_sensible(customer, user, said, chosen, days, by, at)
    secret = new_secret()
    token = Token.objects.create(
        customer=customer,
        user=user,
        creator_id=maker,
        name=said,
        prefix=secret.prefix,
        digest=secret.digest,
        capabilities=chosen,
        from_at=at,
        to_at=at + timedelta(days=days),
    )
    noted: dict[str, Any] = {"user": user.pk, "capabilities": chosen, "to_at": token.to_at}
    record(actor=by, verb="token.created", obj=token, customer_id=customer.pk, at=at, **noted)
    emit("token.created", {"token": token.pk}, at)
    return NewToken(token, secret.text)


@transaction.atomic
def revoke_token(token: Token, *, by: Actor, at: datetime) -> None:
    """The token opens nothing from now on; one that is revoked stays as it is.

    By its user, by whoever manages tokens of the company, or by the operator's security desk. Raises NotAuthorized.
    """
    is_own = by.user_id is not None and by.user_id == token.user_id
    if not is_own and OPERATE_SECURITY not in by.staff and not check(by, TOKENS_MANAGE, token.customer):
        raise NotAuthorized(TOKENS_MANAGE)
    unrevoked = Token.objects.filter(pk=token.pk, revoked_at=None)
    if unrevoked.update(revoked_at=at, revoked_label=by.label):
        record(actor=by, verb="token.revoked", obj=token, customer_id=token.customer_id, at=at, user=token.user_id)
        emit("token.revoked", {"token": token.pk}, at)


def longest_days(at: datetime) -> int:
    """For how many days a token may be made at most."""
    return terms_on(brussels_date(at))["portal.token.longest"].days


def _maker(customer: Customer, user: User, by: Actor) -> int:
    """Who makes it, if they may."""
    if by.channel == Channel.TOKEN or by.user_id is None or by.customer_id != customer.pk:
        raise NotAuthorized(TOKENS_MANAGE)
    if user.kind == UserKind.PERSON and user.pk != by.user_id:
        raise NotAuthorized(TOKENS_MANAGE)
    if user.kind == UserKind.SERVICE:
        belongs = user.memberships.filter(customer=customer, to_at=None).exists()
        if not belongs or not check(by, TOKENS_MANAGE, customer):
            raise NotAuthorized(TOKENS_MANAGE)
    return by.user_id


def _assert_sensible(
    customer: Customer, user: User, name: str, chosen: list[str], days: int, by: Actor, at: datetime
) -> None:
    if not name or len(name) > 80:
        raise UnableToMakeToken("token.needs_a_name")
    live = Token.objects.filter(customer=customer, user=user, name=name, revoked_at=None, to_at__gt=at)
    if live.exists():
        raise UnableToMakeToken("token.name_taken", name=name)
    if not chosen:
        raise UnableToMakeToken("token.needs_a_capability")
    holder = actor_for(user, customer.pk, Channel.TOKEN, at)
    if not all(one in TOKEN_CAPABILITIES and holder.grants.get(one) for one in chosen):
        raise UnableToMakeToken("token.more_than_held")
    if user.kind == UserKind.SERVICE:
        able = lent(holder, by, customer)
        if not all(able.get(one) for one in chosen if one in DATA):
            raise UnableToMakeToken("token.maker_sees_none")
    if SCIM_PROVISION in chosen and not by.may(IDENTITY_MANAGE):
        raise UnableToMakeToken("token.directory_by_owner")
    most = longest_days(at)
    if not 0 < days <= most:
        raise UnableToMakeToken("token.too_long", days=most)
