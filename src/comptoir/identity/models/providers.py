"""A customer's own sign-in: identity providers, invitations to link to one, and answers that were used up."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comptoir.access.models import User
from comptoir.parties.models import Customer


class Protocol(models.TextChoices):
    OPENID = "openid_connect", _("OpenID Connect")
    SAML = "saml", _("SAML 2.0")


class IdentityProvider(models.Model):
    """One sign-in of a customer's. Its entity never changes: another entity is another provider.

    Who signs in is known by (slug, subject), so by this row and what the provider calls the person, never by an
    address. `document` is what the provider says about itself: the discovery document, or the parts of the SAML
    metadata that count. The secret is sealed and never shown again.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="identity_providers")
    protocol = models.CharField(max_length=20, choices=Protocol)
    name = models.CharField(max_length=40)
    slug = models.CharField(max_length=40, unique=True)
    entity = models.CharField(max_length=500)
    client_id = models.CharField(max_length=191, blank=True)
    sealed_secret = models.TextField(blank=True)
    metadata_url = models.URLField(max_length=500, blank=True)
    document: Any = models.JSONField(default=dict)
    fetched_at = models.DateTimeField(null=True)
    from_at = models.DateTimeField()
    by_label = models.CharField(max_length=200)
    to_at = models.DateTimeField(null=True)
    ended_label = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "entity"], condition=Q(to_at__isnull=True), name="identity_provider_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LinkInvitation(models.Model):
    """A person of the customer's is invited to sign in through the provider: by a mail to an address on a proved
    domain (`digest` is of the link's code), or by the subject that the customer's directory names."""

    provider = models.ForeignKey(IdentityProvider, on_delete=models.PROTECT, related_name="invitations")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="link_invitations")
    email = models.EmailField(blank=True)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    subject = models.CharField(max_length=191, blank=True)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    by_label = models.CharField(max_length=200)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "subject"],
                condition=~Q(subject="") & Q(used_at__isnull=True, to_at__isnull=True),
                name="subject_expected_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} to {self.provider_id}"


class UsedAnswer(models.Model):
    """An assertion that has signed somebody in: it never does so again. Kept until it has expired by itself."""

    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="used_answers")
    digest = models.CharField(max_length=64)
    until_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "digest"], name="answer_used_once"),
        ]

    def __str__(self) -> str:
        return self.digest[:8]
