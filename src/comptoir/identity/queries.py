"""Scoped reads of how people sign in. The first argument is who asks; what the sign-in page needs asks nobody."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from comptoir.access.capabilities import IDENTITY_MANAGE, OPERATE_CUSTOMERS, OPERATE_SECURITY, PEOPLE_MANAGE
from comptoir.access.models import Membership, User
from comptoir.identity.linking import linked_users, running_domains
from comptoir.identity.models import CredentialReport, Domain, IdentityProvider, RuleKind, SignIn, SignInRule
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One place where a person is signed in."""

    id: int
    agent: str
    address: str
    since: datetime
    last_seen: datetime
    is_current: bool


def own_sessions(actor: Actor, current_key: str) -> list[OpenSession]:
    """The person's own open sessions, the present one first; what has ended by itself is left out and forgotten."""
    known = UserSession.objects.filter(user_id=actor.user_id or 0)
    alive = Session.objects.filter(expire_date__gt=actor.taken_at) if actor.taken_at else Session.objects.all()
    known.exclude(session_key__in=alive.values("session_key")).delete()
    found = [
        OpenSession(one.pk, one.user_agent, one.ip, one.created_at, one.last_seen_at, one.session_key == current_key)
        for one in known
    ]
    return sorted(found, key=lambda one: (not one.is_current, -one.last_seen.timestamp()))


def own_sign_ins(actor: Actor) -> "QuerySet[SignIn]":
    """The person's own history, newest first."""
    return SignIn.objects.filter(user_id=actor.user_id or 0).select_related("provider").order_by("-at", "-pk")


def sign_ins_of_people(actor: Actor) -> "QuerySet[SignIn]":
    """The history of the customer's people, for its administrators: what concerns this customer and no more.

    Someone who belongs to other companies too is seen only where they came by this customer's own sign-in.
    """
    if actor.customer_id is None or not actor.may(IDENTITY_MANAGE):
        return SignIn.objects.none()
    members = Membership.objects.filter(customer_id=actor.customer_id, to_at=None).values("user_id")
    elsewhere = Membership.objects.filter(to_at=None).exclude(customer_id=actor.customer_id).values("user_id")
    by_own_provider = SignIn.objects.filter(provider__customer_id=actor.customer_id)
    of_own_people = SignIn.objects.filter(user_id__in=members).exclude(user_id__in=elsewhere)
    found = of_own_people.filter(provider=None) | by_own_provider
    return found.select_related("user", "provider").order_by("-at", "-pk")


def rules(actor: Actor) -> dict[str, SignInRule]:
    """The rules that hold for the customer acted for, by kind."""
    if actor.customer_id is None or not actor.may(IDENTITY_MANAGE):
        return {}
    return {rule.kind: rule for rule in SignInRule.objects.filter(customer_id=actor.customer_id, to_at=None)}


def domains(actor: Actor) -> "QuerySet[Domain]":
    """The customer's domains, with their state."""
    if actor.customer_id is None or not actor.may(IDENTITY_MANAGE):
        return Domain.objects.none()
    found = Domain.objects.filter(customer_id=actor.customer_id, ended_at=None)
    return found.select_related("customer").order_by("name")


def providers(actor: Actor) -> "QuerySet[IdentityProvider]":
    """The customer's running providers."""
    if actor.customer_id is None or not actor.may(IDENTITY_MANAGE):
        return IdentityProvider.objects.none()
    found = IdentityProvider.objects.filter(customer_id=actor.customer_id, to_at=None)
    return found.select_related("customer").order_by("from_at", "pk")


@dataclass(frozen=True, slots=True)
class Linked:
    """One of the customer's people, and whether they come in by the provider."""

    user_id: int
    name: str
    email: str
    is_linked: bool
    is_on_proved_domain: bool


def people_of(actor: Actor, provider: IdentityProvider) -> list[Linked]:
    """The customer's people with their link to one of its providers; four queries."""
    if actor.customer_id != provider.customer_id or not actor.may(IDENTITY_MANAGE):
        return []
    linked = set(linked_users(provider))
    proved = set(running_domains(provider.customer_id).values_list("name", flat=True))
    members = Membership.objects.filter(customer_id=provider.customer_id, to_at=None).select_related("user")
    return [
        Linked(
            member.user_id,
            member.name,
            member.user.email,
            member.user_id in linked,
            member.user.email.rpartition("@")[2] in proved,
        )
        for member in members.order_by("sort_name", "pk")
    ]


def reports(actor: Actor) -> "QuerySet[CredentialReport]":
    """Reports that the actor may read: one's own, those made in the customer whose people one manages, all for the
    operator's desks."""
    found = CredentialReport.objects.select_related("user", "customer").order_by("-at", "-pk")
    if {OPERATE_CUSTOMERS, OPERATE_SECURITY} & actor.staff:
        return found
    own = found.filter(user_id=actor.user_id or 0) | found.filter(by_id=actor.user_id or 0)
    if actor.customer_id is not None and actor.may(PEOPLE_MANAGE):
        return own | found.filter(customer_id=actor.customer_id)
    return own


def customer_of(actor: Actor) -> Customer:
    """The customer acted for, for who manages its sign-in; raises Customer.DoesNotExist."""
    return Customer.objects.visible_to(actor, IDENTITY_MANAGE).get(pk=actor.customer_id)  # type: ignore[no-any-return]


def company_by_slug(slug: str) -> IdentityProvider | None:
    """A running provider, for whoever comes to sign in."""
    return IdentityProvider.objects.select_related("customer").filter(slug=slug, to_at=None).first() if slug else None


def company_named(customer_id: int | None) -> IdentityProvider | None:
    """The provider by which a customer's people come in."""
    running = IdentityProvider.objects.filter(customer_id=customer_id or 0, to_at=None)
    return running.select_related("customer").order_by("-from_at", "-pk").first()


def may_use_password(provider: IdentityProvider) -> bool:
    """Whether the customer lets people in by a password too."""
    only = SignInRule.objects.filter(customer_id=provider.customer_id, kind=RuleKind.SINGLE_SIGN_ON, to_at=None)
    return not only.exists()


def member(actor: Actor, user_id: int) -> User:
    """One of the customer's people, for who manages its sign-in; raises Membership.DoesNotExist."""
    running = Membership.objects.filter(customer_id=actor.customer_id or 0, to_at=None)
    if not actor.may(IDENTITY_MANAGE):
        raise Membership.DoesNotExist
    return running.select_related("user").get(user_id=user_id).user


def rules_of_customers(actor: Actor) -> "QuerySet[SignInRule]":
    """The rules that hold at any customer, for the operator's security desk."""
    if OPERATE_SECURITY not in actor.staff:
        return SignInRule.objects.none()
    return SignInRule.objects.filter(to_at=None).select_related("customer").order_by("customer__sort_name", "kind")
