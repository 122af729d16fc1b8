"""Proving that a mail domain is the customer's: asked, proved by a TXT record, lapsed once the record is gone."""

import re
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from comptoir.access.capabilities import IDENTITY_MANAGE
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.identity.models import Domain
from comptoir.identity.providers.base import Resolver, UnableToAsk
from comptoir.kernel.clock import brussels_date
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import authorize
from comptoir.scope.contract import terms_on
from comptoir.scope.refusal import Refused

LABEL = "_comptoir"
_NAME = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
# Domains under which anybody gets an address belong to nobody's company.
_OF_EVERYBODY = frozenset(
    """
    aol.com free.fr gmail.com gmx.com gmx.de gmx.net googlemail.com hotmail.be hotmail.com icloud.com laposte.net
    live.be live.com mail.com me.com msn.com orange.fr outlook.com proton.me protonmail.com proximus.be scarlet.be
    skynet.be telenet.be voo.be web.de yahoo.com yahoo.fr yandex.com zoho.com
    """.split()  # noqa: SIM905
)


class UnableToProve(Refused):
    """This is no domain that a company has, another customer has it, or the record is not there."""


def record_name(domain: Domain) -> str:
    """The name at which the record is looked for."""
    return f"{LABEL}.{domain.name}"


def record_text(domain: Domain) -> str:
    """What the record must say."""
    return f"comptoir-domain={domain.code}"


@transaction.atomic
def ask_domain(customer: Customer, *, name: str, by: Actor, at: datetime) -> Domain:
    """The customer says that a domain is its own; it counts once proved. Raises UnableToProve and NotAuthorized."""
    authorize(by, IDENTITY_MANAGE, customer)
    wanted = _normal(name)
    if wanted in _OF_EVERYBODY:
        raise UnableToProve("domain.of_everybody", name=wanted)
    domain, is_new = Domain.objects.get_or_create(
        customer=customer,
        name=wanted,
        ended_at=None,
        defaults={"code": secrets.token_hex(20), "asked_at": at, "asked_label": by.label},
    )
    if is_new:
        record(actor=by, verb="domain.asked", obj=domain, customer_id=customer.pk, at=at, name=wanted)
    return domain


def prove_domain(domain: Domain, *, resolver: Resolver, by: Actor, at: datetime) -> Domain:
    """Looks for the record; there, the domain is proved from now on. Raises UnableToProve and NotAuthorized.

    The DNS is asked before the transaction: it may take seconds.
    """
    authorize(by, IDENTITY_MANAGE, domain.customer)
    try:
        texts = resolver.texts(record_name(domain))
    except UnableToAsk:
        raise UnableToProve("domain.no_answer", name=domain.name) from None
    if record_text(domain) not in texts:
        raise UnableToProve("domain.no_record", name=domain.name)
    try:
        with transaction.atomic():
            found = Domain.objects.select_for_update().get(pk=domain.pk)
            if found.ended_at is not None:
                raise UnableToProve("domain.ended", name=found.name)
            was = found.state
            found.checked_at, found.missing_since, found.lapsed_at = at, None, None
            found.proved_at = found.proved_at if was == "proved" else at
            found.save()
            if was != "proved":
                record(actor=by, verb="domain.proved", obj=found, customer_id=found.customer_id, at=at, name=found.name)
    except IntegrityError:
        raise UnableToProve("domain.of_another", name=domain.name) from None
    return found


@transaction.atomic
def end_domain(domain: Domain, *, by: Actor, at: datetime) -> None:
    """The customer lets the domain go."""
    authorize(by, IDENTITY_MANAGE, domain.customer)
    if Domain.objects.filter(pk=domain.pk, ended_at=None).update(ended_at=at):
        record(actor=by, verb="domain.ended", obj=domain, customer_id=domain.customer_id, at=at, name=domain.name)


def recheck_domain(domain: Domain, *, resolver: Resolver, by: Actor, at: datetime) -> Domain:
    """Looks again at a proved domain: gone for `portal.sign_in.domain_gone`, it lapses. No answer says nothing."""
    try:
        is_there = record_text(domain) in resolver.texts(record_name(domain))
    except UnableToAsk:
        return domain
    with transaction.atomic():
        found = Domain.objects.select_for_update().get(pk=domain.pk)
        if found.state != "proved" or found.ended_at is not None:
            return found
        found.checked_at = at
        found.missing_since = None if is_there else found.missing_since or at
        grace = terms_on(brussels_date(at))["portal.sign_in.domain_gone"].days
        if found.missing_since and (at - found.missing_since).days >= grace:
            found.lapsed_at = at
            record(actor=by, verb="domain.lapsed", obj=found, customer_id=found.customer_id, at=at, name=found.name)
            emit("domain.lapsed", {"domain": found.pk}, at)
        found.save()
    return found


def _normal(name: str) -> str:
    """The domain in lower case and in its ASCII form."""
    try:
        wanted = name.strip().lower().removeprefix("@").rstrip(".").encode("idna").decode()
    except UnicodeError:
        wanted = ""
    if not _NAME.fullmatch(wanted):
        raise UnableToProve("domain.no_domain")
    return wanted
