"""API tokens: a part of what their user holds, for a while, shown once (A-14)."""

from typing import ClassVar

from django.db import models

from comptoir.access.models.people import User
from comptoir.parties.models import Customer


class Token(models.Model):
    """A credential of a person or of a service account, for one customer.

    What it may do: `capabilities`, and never more than what `user` and its `creator` still hold at that instant.
    Only the SHA-256 of the secret is kept; `prefix` lets people tell tokens apart.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="tokens")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    creator = models.ForeignKey(User, on_delete=models.PROTECT, related_name="created_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    capabilities = models.JSONField(default=list)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_label = models.CharField(max_length=200, blank=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "customer"], name="token_user")]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"
