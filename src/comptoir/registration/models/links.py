"""Links that prove an address or lead back to a registration, and the count of attempts that keeps machines out."""

from typing import ClassVar

from django.db import models

from comptoir.registration.models.registrations import Registration


class LinkPurpose(models.TextChoices):
    PROVE = "prove"
    RETURN = "return"


class Link(models.Model):
    """One link that was mailed. Its secret is not kept: it is worked out from the nonce with the platform's own key."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=10, choices=LinkPurpose)
    nonce = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.registration_id}"


class Attempt(models.Model):
    """One attempt from an address; `key` is a digest of it with the platform's own key, and goes after a day."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "at"], name="attempt_key_at")]

    def __str__(self) -> str:
        return f"attempt {self.pk}"
