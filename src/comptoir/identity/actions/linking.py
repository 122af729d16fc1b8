"""Making and ending links between a person and a company's sign-in."""

import secrets
from datetime import datetime, timedelta

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from comptoir.access.capabilities import IDENTITY_MANAGE, PEOPLE_MANAGE
from comptoir.access.models import Membership, User
from comptoir.access.sessions import end_sessions_of
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.identity.linking import domain_of, may_come_in, open_invitation, running_domains
from comptoir.identity.models import IdentityProvider, LinkInvitation
from comptoir.kernel.clock import brussels_date
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.authorize import NotAuthorized, check
from comptoir.scope.contract import terms_on
from comptoir.scope.refusal import Refused


class UnableToLink(Refused):
    """Nobody of the customer's is expected there, or the invitation is used up or too old."""


@transaction.atomic
def invite_to_link(provider: IdentityProvider, *, user: User, by: Actor, at: datetime) -> LinkInvitation:
    """Invites one of the customer's people, by mail, to sign in through the provider.

    Only to an address on a domain that the customer has proved. An earlier invitation of the same person no longer
    counts. Raises UnableToLink and NotAuthorized.
    """
    _assert_may(provider.customer, by)
    if provider.to_at is not None or not may_come_in(user, provider):
        raise UnableToLink("link.not_of_your_people")
    if not running_domains(provider.customer_id).filter(name=domain_of(user.email)).exists():
        raise UnableToLink("link.no_proved_domain", domain=domain_of(user.email))
    made = open_link(provider, user=user, label=by.label, at=at)
    record(actor=by, verb="sign_in.link_invited", obj=made, customer_id=provider.customer_id, at=at, user=user.pk)
    emit("sign_in.link_invited", {"invitation": made.pk}, at)
    return made


def open_link(provider: IdentityProvider, *, user: User, label: str, at: datetime) -> LinkInvitation:
    """The row of an invitation; part of an action or a reaction, never one by itself."""
    waiting = LinkInvitation.objects.filter(provider=provider, user=user, used_at=None, subject="")
    waiting.filter(to_at__gt=at).update(to_at=at)
    days = terms_on(brussels_date(at))["portal.sign_in.link"].days
    return LinkInvitation.objects.create(
        provider=provider,
        user=user,
        email=user.email,
        digest=secrets.token_hex(16),
        from_at=at,
        to_at=at + timedelta(days=days),
        by_label=label,
    )


def invite_all_to_link(provider: IdentityProvider, *, by: Actor, at: datetime) -> int:
    """Invites each of the customer's people who has an address on a proved domain and is not linked; how many."""
    members = Membership.objects.filter(customer_id=provider.customer_id, to_at=None).select_related("user")
    linked = set(SocialAccount.objects.filter(provider=provider.slug).values_list("user_id", flat=True))
    count = 0
    for member in members:
        if member.user_id in linked:
            continue
        try:
            invite_to_link(provider, user=member.user, by=by, at=at)
        except UnableToLink:
            continue
        count += 1
    return count


@transaction.atomic
def expect_subject(provider: IdentityProvider, *, user: User, subject: str, by: Actor, at: datetime) -> LinkInvitation:
    """The customer's directory says by which subject its sign-in knows one of its people (A-15)."""
    _assert_may(provider.customer, by)
    if provider.to_at is not None or not subject or not may_come_in(user, provider):
        raise UnableToLink("link.not_of_your_people")
    LinkInvitation.objects.filter(provider=provider, used_at=None, to_at=None).filter(user=user).exclude(
        subject=""
    ).update(to_at=at)
    LinkInvitation.objects.filter(provider=provider, subject=subject, used_at=None, to_at=None).update(to_at=at)
    made = LinkInvitation.objects.create(provider=provider, user=user, subject=subject, from_at=at, by_label=by.label)
    record(actor=by, verb="sign_in.subject_expected", obj=made, customer_id=provider.customer_id, at=at, user=user.pk)
    return made


@transaction.atomic
def link(provider: IdentityProvider, *, subject: str, code: str, at: datetime) -> User:
    """Takes up the invitation: from now on (provider, subject) is this person. Raises UnableToLink.

    Whoever was known there by another subject is known by this one instead: the invitation says so.
    """
    found = open_invitation(provider, code, subject)
    if found is None or (found.to_at is not None and found.to_at <= at) or not may_come_in(found.user, provider):
        raise UnableToLink("link.not_expected")
    if not LinkInvitation.objects.filter(pk=found.pk, used_at=None).update(used_at=at):
        raise UnableToLink("link.not_expected")
    SocialAccount.objects.filter(provider=provider.slug, user=found.user).delete()
    account = SocialAccount.objects.create(provider=provider.slug, user=found.user, uid=subject)
    customer, user = provider.customer_id, found.user_id
    by = Actor(found.user.name or found.user.email, Channel.SESSION, user_id=user, customer_id=customer)
    record(actor=by, verb="sign_in.linked", obj=account, customer_id=customer, at=at, user=user, provider=provider.pk)
    return found.user


@transaction.atomic
def unlink(provider: IdentityProvider, *, user: User, by: Actor, at: datetime) -> None:
    """The person no longer comes in by the provider; their sessions end."""
    _assert_may(provider.customer, by)
    if SocialAccount.objects.filter(provider=provider.slug, user=user).delete()[0]:
        end_sessions_of([user.pk])
        record(actor=by, verb="sign_in.unlinked", obj=provider, customer_id=provider.customer_id, at=at, user=user.pk)


def _assert_may(customer: Customer, by: Actor) -> None:
    if not (check(by, IDENTITY_MANAGE, customer) or check(by, PEOPLE_MANAGE, customer)):
        raise NotAuthorized(IDENTITY_MANAGE)
