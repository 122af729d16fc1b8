"""A customer's own sign-in: adding a provider, renewing what it says about itself, ending it."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from comptoir.access.capabilities import IDENTITY_MANAGE, OPERATE_SECURITY
from comptoir.access.sessions import end_sessions_of
from comptoir.audit.log import record
from comptoir.identity.actions.rules import lift_rule
from comptoir.identity.described import UnableToRead, discovery_address, is_secure, read_discovery, read_metadata
from comptoir.identity.fetching import UnableToFetch, fetch
from comptoir.identity.linking import linked_users
from comptoir.identity.models import IdentityProvider, Protocol, RuleKind
from comptoir.identity.sealing import seal
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import authorize
from comptoir.scope.refusal import Refused

Fetch = Callable[[str], bytes]


class UnableToAddProvider(Refused):
    """The provider cannot be reached, says nothing usable, or is there already."""


def add_openid_provider(
    customer: Customer,
    *,
    name: str,
    issuer: str,
    client_id: str,
    secret: str,
    by: Actor,
    at: datetime,
    fetched: Fetch = fetch,
) -> IdentityProvider:
    """A provider that speaks OpenID Connect, described by its own discovery document.

    Raises UnableToAddProvider, UnableToRead and NotAuthorized. The document is fetched before the transaction.
    """
    authorize(by, IDENTITY_MANAGE, customer)
    if not is_secure(issuer) or not client_id.strip() or not secret:
        raise UnableToAddProvider("provider.incomplete")
    document = read_discovery(_read(discovery_address(issuer), fetched), issuer)
    given = {"client_id": client_id.strip(), "sealed_secret": seal(secret), "metadata_url": discovery_address(issuer)}
    return _add(customer, Protocol.OPENID, name, issuer, document, given, by, at)


def add_saml_provider(
    customer: Customer,
    *,
    name: str,
    by: Actor,
    at: datetime,
    metadata: str = "",
    metadata_url: str = "",
    fetched: Fetch = fetch,
) -> IdentityProvider:
    """A provider that speaks SAML 2.0, by its metadata: pasted, or fetched from where it stands."""
    authorize(by, IDENTITY_MANAGE, customer)
    if not metadata.strip() and not is_secure(metadata_url):
        raise UnableToAddProvider("provider.incomplete")
    raw = metadata.strip().encode() if metadata.strip() else _read(metadata_url, fetched)
    entity, document = read_metadata(raw)
    given = {"metadata_url": "" if metadata.strip() else metadata_url}
    return _add(customer, Protocol.SAML, name, entity, document, given, by, at)


def renew_provider(provider: IdentityProvider, *, by: Actor, at: datetime, fetched: Fetch = fetch) -> None:
    """Reads anew what the provider says about itself: a new certificate, another address. Its entity stays."""
    if not provider.metadata_url or provider.to_at is not None:
        return
    raw = _read(provider.metadata_url, fetched)
    if provider.protocol == Protocol.OPENID:
        document = read_discovery(raw, provider.entity)
    else:
        document = read_metadata(raw, provider.entity)[1]
    with transaction.atomic():
        IdentityProvider.objects.filter(pk=provider.pk).update(document=document, fetched_at=at)
        if document != provider.document:
            record(actor=by, verb="provider.renewed", obj=provider, customer_id=provider.customer_id, at=at)


@transaction.atomic
def change_secret(provider: IdentityProvider, *, secret: str, by: Actor, at: datetime) -> None:
    """The client's secret is another one from now on; neither is ever shown."""
    authorize(by, IDENTITY_MANAGE, provider.customer)
    if not secret:
        raise UnableToAddProvider("provider.incomplete")
    IdentityProvider.objects.filter(pk=provider.pk).update(sealed_secret=seal(secret))
    record(actor=by, verb="provider.secret_changed", obj=provider, customer_id=provider.customer_id, at=at)


@transaction.atomic
def end_provider(provider: IdentityProvider, *, by: Actor, at: datetime) -> None:
    """Nobody signs in by it any more, and sessions of those linked to it end.

    With the last one goes the rule that lets people in through it only: otherwise nobody could come in.
    """
    if OPERATE_SECURITY not in by.staff:
        authorize(by, IDENTITY_MANAGE, provider.customer)
    if not IdentityProvider.objects.filter(pk=provider.pk, to_at=None).update(to_at=at, ended_label=by.label):
        return
    end_sessions_of(linked_users(provider))
    if not IdentityProvider.objects.filter(customer_id=provider.customer_id, to_at=None).exists():
        lift_rule(provider.customer, kind=RuleKind.SINGLE_SIGN_ON, by=by, at=at)
    record(actor=by, verb="provider.ended", obj=provider, customer_id=provider.customer_id, at=at)


@transaction.atomic
def _add(
    customer: Customer,
    protocol: Protocol,
    name: str,
    entity: str,
    document: dict[str, Any],
    given: dict[str, str],
    by: Actor,
    at: datetime,
) -> IdentityProvider:
    Customer.objects.select_for_update().get(pk=customer.pk)
    if not name.strip() or len(entity) > 500:
        raise UnableToAddProvider("provider.incomplete")
    if IdentityProvider.objects.filter(customer=customer, entity=entity, to_at=None).exists():
        raise UnableToAddProvider("provider.there_already", entity=entity)
    made = IdentityProvider.objects.create(
        customer=customer,
        protocol=protocol,
        name=name.strip()[:40],
        slug=secrets.token_hex(8),
        entity=entity,
        document=document,
        fetched_at=at,
        from_at=at,
        by_label=by.label,
        **given,
    )
    record(
        actor=by,
        verb="provider.added",
        obj=made,
        customer_id=customer.pk,
        at=at,
        protocol=str(protocol),
        entity=entity,
    )
    return made


def _read(address: str, fetched: Fetch) -> bytes:
    try:
        return fetched(address)
    except UnableToFetch:
        raise UnableToRead("provider.not_reached", address=address) from None
