"""API tokens: what a secret looks like, and whom it makes act (A-14).

What a token may do is what it names, of what its user holds at that instant. The token of a service account works
only while the person who made it may still make such tokens: rights that are gone do not live on in a machine. And it
reads no data that its maker, who has held its secret, does not see: a manager gives rights, and reads nothing (A-03).
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db.models import Q

from comptoir.access.actors import actor_of
from comptoir.access.capabilities import (
    AUDIT_VIEW,
    CUSTOMER_VIEW,
    DATA,
    IDENTITY_MANAGE,
    INVOICES_VIEW,
    LINES_VIEW,
    PEOPLE_MANAGE,
    REPORTS_VIEW,
    SCIM_PROVISION,
    TOKENS_MANAGE,
    USAGE_VIEW,
)
from comptoir.access.models import Token
from comptoir.access.snapshot import rights_of, rights_of_both
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.authorize import check

#: What a token can be made for: reading, and provisioning. Nothing that gives rights, makes tokens or shows secrets.
TOKEN_CAPABILITIES = (
    CUSTOMER_VIEW,
    INVOICES_VIEW,
    USAGE_VIEW,
    LINES_VIEW,
    REPORTS_VIEW,
    AUDIT_VIEW,
    PEOPLE_MANAGE,
    SCIM_PROVISION,
)
MARK = "cmp_"
_VISIBLE = 12
LABEL_LENGTH = 200  # as the log keeps it
_LONGEST = 128
_USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Secret:
    """A new secret: its text, which is shown once, and what is kept of it."""

    text: str
    prefix: str
    digest: str


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who acts by a token."""

    actor: Actor
    token: Token


def new_secret() -> Secret:
    """256 bits of chance behind a mark by which leaked ones are found."""
    text = MARK + secrets.token_urlsafe(32)
    return Secret(text, text[:_VISIBLE], digest_of(text))


def digest_of(text: str) -> str:
    """What is kept of a secret. It is pure chance, so a plain SHA-256 cannot be turned back."""
    return hashlib.sha256(text.encode()).hexdigest()


def actor_for_token(secret: str, at: datetime) -> Actor | None:
    """Who acts by a secret at that instant; None for any that does not, or no longer, open anything."""
    bearer = bearer_of(secret, at)
    return bearer.actor if bearer else None


def bearer_of(secret: str, at: datetime) -> Bearer | None:
    """The actor with the token itself; its use is noted, at most once a minute.

    The token is found by the digest of the secret: how long that takes says nothing about other secrets.
    """
    if not secret.isascii() or not secret.startswith(MARK) or len(secret) > _LONGEST:
        return None
    digest = digest_of(secret)
    token = Token.objects.filter(_living(at), digest=digest).select_related("user", "creator", "customer").first()
    if token is None or not hmac.compare_digest(token.digest, digest):
        return None
    actor = _actor(token, at)
    if not actor.grants:
        return None
    _note_use(token, at)
    return Bearer(actor, token)


def _living(at: datetime) -> Q:
    return Q(revoked_at=None, from_at__lte=at, to_at__gt=at, user__is_active=True, creator__is_active=True)


def _actor(token: Token, at: datetime) -> Actor:
    """The token's user, with what the token names of their rights and nothing of staff."""
    customer = token.customer_id
    named = frozenset(token.capabilities) & frozenset(TOKEN_CAPABILITIES)
    if token.creator_id == token.user_id:
        whole = actor_of(token.user, rights_of(token.user_id, at), customer, Channel.TOKEN, at)
        held = whole.grants
    else:
        own, makers = rights_of_both(token.user_id, token.creator_id, at)
        whole = actor_of(token.user, own, customer, Channel.TOKEN, at)
        held = lent(whole, actor_of(token.creator, makers, customer, Channel.TOKEN, at), token.customer)
    kept = {capability: nodes for capability, nodes in held.items() if capability in named and nodes}
    return replace(
        whole,
        label=f"{whole.label} · {token.name}"[:LABEL_LENGTH],
        channel=Channel.TOKEN,
        grants=MappingProxyType(kept),
        staff=frozenset(),
        order_limits={},
    )


def lent(account: Actor, maker: Actor, customer: Customer) -> Mapping[str, frozenset[int]]:
    """What a service account's token may use of what the account holds, while its maker may make one for the whole
    customer: data only where its maker sees it too, everywhere by a right on the customer, else on the same places.
    """
    if not _holds_on(customer, maker, TOKENS_MANAGE):
        return {}
    return {
        capability: nodes & _lendable(capability, nodes, maker, customer)
        for capability, nodes in account.grants.items()
    }


def _lendable(capability: str, nodes: frozenset[int], maker: Actor, customer: Customer) -> frozenset[int]:
    if capability == SCIM_PROVISION and not _holds_on(customer, maker, IDENTITY_MANAGE):
        return frozenset()
    if capability not in DATA or customer.scope_id in maker.nodes(capability):
        return nodes
    return maker.nodes(capability)


def _holds_on(customer: Customer, maker: Actor, capability: str) -> bool:
    """Held on the customer's own node it needs no question to the database; above it, as by a group, one."""
    held = maker.nodes(capability)
    return customer.scope_id in held or (bool(held) and check(maker, capability, customer))


def _note_use(token: Token, at: datetime) -> None:
    latest = at - _USE_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at <= latest:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lte=latest)
        Token.objects.filter(unnoted, pk=token.pk).update(last_used_at=at)
