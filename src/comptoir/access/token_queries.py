"""Tokens and service accounts as people see them. The first argument is who asks."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from comptoir.access.actors import actor_for
from comptoir.access.capabilities import IDENTITY_MANAGE, SCIM_PROVISION, TOKENS_MANAGE
from comptoir.access.models import Membership, Token, User, UserKind
from comptoir.access.tokens import TOKEN_CAPABILITIES, lent
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """One service account: how many tokens of it live, and when one was last used."""

    user_id: int
    name: str
    from_at: datetime
    tokens: int
    last_used_at: datetime | None


def own_tokens(actor: Actor) -> "QuerySet[Token]":
    """The tokens of the person who asks, for the customer for whom they act; the newest first."""
    found = Token.objects.filter(user_id=actor.user_id or 0, customer_id=actor.customer_id or 0)
    return found.select_related("user", "customer").order_by("-from_at", "-pk")


def managed_tokens(actor: Actor) -> "QuerySet[Token]":
    """All tokens of the customer; none unless `actor` manages tokens."""
    if not actor.may(TOKENS_MANAGE) or actor.customer_id is None:
        return Token.objects.none()
    found = Token.objects.filter(customer_id=actor.customer_id)
    return found.select_related("user", "creator", "customer").order_by("-from_at", "-pk")


def reachable_tokens(actor: Actor) -> "QuerySet[Token]":
    """Those that `actor` may look at and revoke: their own, and all of the company's for who manages tokens."""
    if actor.may(TOKENS_MANAGE) and actor.customer_id is not None:
        return managed_tokens(actor)
    return own_tokens(actor)


def living(at: datetime) -> Q:
    """Tokens that are neither revoked nor over."""
    return Q(revoked_at=None, to_at__gt=at)


def service_members(actor: Actor) -> "QuerySet[Membership]":
    """The service accounts of the customer, by name; none unless `actor` manages tokens."""
    if not actor.may(TOKENS_MANAGE) or actor.customer_id is None:
        return Membership.objects.none()
    found = Membership.objects.filter(customer_id=actor.customer_id, to_at=None, user__kind=UserKind.SERVICE)
    return found.select_related("user", "customer").order_by("sort_name", "pk")


def service_accounts(actor: Actor, at: datetime) -> list[ServiceAccount]:
    """All of them with their tokens; one query."""
    own = Q(user__tokens__customer_id=actor.customer_id)
    live = own & Q(user__tokens__revoked_at=None, user__tokens__to_at__gt=at)
    rows = service_members(actor).annotate(
        live_tokens=Count("user__tokens", filter=live), used_at=Max("user__tokens__last_used_at", filter=own)
    )
    return [ServiceAccount(row.user_id, row.name, row.from_at, row.live_tokens, row.used_at) for row in rows]


def choices_for(actor: Actor, user: User, at: datetime) -> list[str]:
    """The capabilities that a token of `user` can be made for by `actor`; two queries for another's."""
    able = actor.grants
    if user.pk != actor.user_id:
        able = lent(actor_for(user, actor.customer_id, Channel.TOKEN, at), actor, customer_of(actor))
    held = [one for one in TOKEN_CAPABILITIES if able.get(one)]
    return [one for one in held if one != SCIM_PROVISION or actor.may(IDENTITY_MANAGE)]


def customer_of(actor: Actor) -> Customer:
    """The customer for whom one acts; every person may have tokens there. Raises Customer.DoesNotExist."""
    found: Customer = Customer.objects.get(pk=actor.customer_id or 0)
    return found


def may_make_services(actor: Actor) -> bool:
    """Whether tokens are managed in the whole company, not in a part of it."""
    return Customer.objects.visible_to(actor, TOKENS_MANAGE).filter(pk=actor.customer_id or 0).exists()
