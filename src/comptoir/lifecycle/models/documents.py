"""The contract's documents in their versions, who accepted which, and which document won a conflict."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from comptoir.access.models import User
from comptoir.lifecycle.kinds import DocumentKind
from comptoir.parties.models import Customer


class DocumentVersion(models.Model):
    """A document as it holds from a day on, in each language; a published one is never changed (P-11)."""

    kind = models.CharField(max_length=24, choices=DocumentKind)
    effective_on = models.DateField()
    texts = models.JSONField()  # language -> text; paragraphs are parted by an empty line
    published_at = models.DateTimeField()
    published_label = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "effective_on"], name="document_version_once"),
        ]
        ordering: ClassVar = ["kind", "-effective_on"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.effective_on}"

    def text_in(self, language: str) -> str:
        """The text in a language; every version has all of them."""
        return str(self.texts[language])


class AcceptanceWay(models.TextChoices):
    """How somebody accepted: by going on using the portal, or by saying so."""

    USE = "use", _("by going on")
    SAID = "said", _("by saying so")


class Acceptance(models.Model):
    """Who was told of which version when, and accepted it when (none: not yet), for which customer."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="acceptances")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="acceptances")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="acceptances")
    told_at = models.DateTimeField(null=True)
    at = models.DateTimeField(null=True)
    way = models.CharField(max_length=6, choices=AcceptanceWay, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "customer", "version"], name="acceptance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} accepted {self.version_id}"


class DocumentConflict(models.Model):
    """Two or more documents say different things; the order of precedence says which one holds (P-12; GC 1.3)."""

    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="document_conflicts")
    contract = models.CharField(max_length=12)  # portal, mobile, internet: the part of the terms with the order
    kinds = models.JSONField()
    subject = models.TextField()
    winner = models.CharField(max_length=24, choices=DocumentKind)
    clause = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    recorded_label = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.winner} won conflict {self.pk}"
