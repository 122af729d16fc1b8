"""Documents: what the operator asked for, what was handed over, what was made of it (P-02; GC 2.1.2)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.access.models import User
from comptoir.registration.models.registrations import Registration


class DocumentKind(models.TextChoices):
    STATUTES = "statutes"
    STATUTE_CHANGES = "statute_changes"
    IDENTITY = "identity"
    POWER_OF_ATTORNEY = "power_of_attorney"


class DocumentWish(models.Model):
    """A document asked for; open until one is accepted or the wish is dropped."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=20, choices=DocumentKind)
    note = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_label = models.CharField(max_length=200)
    dropped_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["registration", "kind"],
                condition=Q(dropped_at__isnull=True, met_at__isnull=True),
                name="one_open_wish_for_a_document",
            ),
        ]
        ordering: ClassVar = ["pk"]

    @property
    def is_open(self) -> bool:
        return self.dropped_at is None and self.met_at is None

    @property
    def waits_for_registrant(self) -> bool:
        """Open, and nothing that was handed over is still to be reviewed."""
        return self.is_open and not self.documents.filter(review=None).exists()

    def __str__(self) -> str:
        return f"{self.kind} of {self.registration_id}"


class Document(models.Model):
    """A file that was handed over. `name` is what its owner called it; on disk it is called `stored_as`."""

    wish = models.ForeignKey(DocumentWish, on_delete=models.CASCADE, related_name="documents")
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wish", "digest"], name="document_once_for_a_wish"),
        ]
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"document {self.pk}"


class DocumentReview(models.Model):
    """What the operator made of a document."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="review")
    accepted = models.BooleanField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"review of {self.document_id}"
