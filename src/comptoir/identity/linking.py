"""Who may come in by which company sign-in: known by provider and subject, never by an address that a provider claims.

A link is django-allauth's SocialAccount, whose `provider` is our provider's slug. It is made once: by an invitation of
that very customer (to an address on a domain it has proved), or by the subject that its directory names.
"""

from allauth.socialaccount.models import SocialAccount
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet

from comptoir.access.models import Membership, StaffRole, User
from comptoir.identity.models import Domain, IdentityProvider, LinkInvitation


def code_of(invitation: LinkInvitation) -> str:
    """The code of an invitation's link: signed, so that whoever reads the row alone cannot follow it."""
    return _signer().sign(f"{invitation.pk}-{invitation.digest}")


def invitation_of(code: str) -> LinkInvitation | None:
    """The invitation that a link's code is of, used or not."""
    try:
        number, _, digest = _signer().unsign(code).partition("-")
    except BadSignature:
        return None
    found = LinkInvitation.objects.filter(pk=int(number), digest=digest).exclude(digest="")
    return found.select_related("user", "provider__customer").first()


def _signer() -> Signer:
    return Signer(salt="comptoir.identity.link")


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].strip().lower()


def running_domains(customer_id: int) -> "QuerySet[Domain]":
    """The customer's domains that are proved now."""
    return Domain.objects.filter(
        customer_id=customer_id, proved_at__isnull=False, lapsed_at=None, ended_at=None
    ).order_by("name")


def provider_for(email: str) -> IdentityProvider | None:
    """The sign-in of the company whose proved domain an address is on; says nothing about who exists. One query."""
    owners = Domain.objects.filter(
        name=domain_of(email), proved_at__isnull=False, lapsed_at=None, ended_at=None
    ).values("customer_id")
    running = IdentityProvider.objects.filter(customer_id__in=owners, to_at=None)
    return running.select_related("customer").order_by("-from_at", "-pk").first()


def may_come_in(user: User, provider: IdentityProvider) -> bool:
    """Whether a linked person may still: one of the customer's people, with an open account, none of the operator's."""
    belongs = Membership.objects.filter(customer_id=provider.customer_id, user=user, to_at=None).exists()
    return user.is_active and belongs and not StaffRole.objects.filter(user=user).exists()


def links_of(provider: IdentityProvider) -> "QuerySet[SocialAccount]":
    found: QuerySet[SocialAccount] = SocialAccount.objects.filter(provider=provider.slug)
    return found


def linked_users(provider: IdentityProvider) -> list[int]:
    return list(links_of(provider).values_list("user_id", flat=True))


def open_invitation(provider: IdentityProvider, code: str, subject: str) -> LinkInvitation | None:
    """The invitation that this answer takes up: the directory's for the subject, or the one whose link was followed."""
    expected = LinkInvitation.objects.filter(provider=provider, subject=subject, used_at=None, to_at=None)
    found = expected.exclude(subject="").select_related("user").first() or invitation_of(code)
    return found if found is not None and found.provider_id == provider.pk and found.used_at is None else None
