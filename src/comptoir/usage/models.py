"""What came in as usage: batches, the mappings they were read with, records set aside, closed periods.

All of it is the operator's own bookkeeping (`operate.usage`); what customers see is in the lake.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.explanation import Explanation


class MappingText(models.Model):
    """A mapping as it was when a file was read with it; a replay reads its records the same way."""

    digest = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=80)
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:12]}"


class BatchKind(models.TextChoices):
    FILE = "file", _("File")
    REPLAY = "replay", _("Replay")


class BatchState(models.TextChoices):
    RECEIVED = "received", _("Received")
    READING = "reading", _("Being read")
    PUBLISHED = "published", _("Published")
    FAILED = "failed", _("Refused")
    CANCELLED = "cancelled", _("Stopped")


UNFINISHED = (BatchState.RECEIVED, BatchState.READING)


class UsageBatch(models.Model):
    """One file, or one replay of records set aside: counted whole or not at all.

    read = accepted + duplicate + quarantined + free + ignored. Of free and emergency calls nothing is kept
    but their number (U-02).
    """

    kind = models.CharField(max_length=8, choices=BatchKind, default=BatchKind.FILE)
    file_name = models.CharField(max_length=200, blank=True)
    # SHA-256 of the file's bytes; a replay has none.
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    mapping = models.ForeignKey(MappingText, on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(max_length=12, choices=BatchState, default=BatchState.RECEIVED)
    read = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    duplicate = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    free = models.BigIntegerField(default=0)
    ignored = models.BigIntegerField(default=0)
    # First and last Brussels day of the accepted records.
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    # Accepted records per period in which they will be billed: {"2025-03": 1200}
    periods = models.JSONField(default=dict)
    publication = models.BigIntegerField(null=True)
    # When its records were priced at the standard price (U-04).
    priced_at = models.DateTimeField(null=True)
    job_ref = models.BigIntegerField(null=True)
    by_user = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200)
    received_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True)
    # The folder in which it is read; whoever finds it abandoned knows that the reader is gone.
    workspace = models.CharField(max_length=60, blank=True)
    error_message = models.CharField(max_length=100, blank=True)
    error_values = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["digest"], condition=Q(state="published", kind="file"), name="file_counts_once"
            ),
        ]
        ordering: ClassVar = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name or self.kind} {self.pk} ({self.state})"

    @property
    def problem(self) -> Explanation | None:
        """Why it was refused or stopped."""
        if not self.error_message:
            return None
        return Explanation.from_json({"message": self.error_message, "values": self.error_values})


class RecordState(models.TextChoices):
    HELD = "held", _("Held")  # its batch is not published yet
    WAITING = "waiting", _("Waiting")
    REPLAYED = "replayed", _("Replayed")
    DISCARDED = "discarded", _("Discarded")


class QuarantinedRecord(models.Model):
    """A record that could not be taken, with what it said in the columns that the mapping uses.

    `fields` holds nothing of a free or emergency call, of the content of a message, or of a third party
    beyond the number called (U-02, U-08). A line with other columns than its file keeps no fields at all.
    """

    batch = models.ForeignKey(UsageBatch, on_delete=models.CASCADE, related_name="records")
    line_number = models.BigIntegerField()
    fields = models.JSONField(default=dict)
    # What people corrected, by column; it stands in for the field when replayed.
    corrected = models.JSONField(default=dict)
    reason = models.CharField(max_length=60, db_index=True)
    values = models.JSONField(default=dict)
    # The same bad record waits once, however often it is sent.
    fingerprint = models.CharField(max_length=32)
    state = models.CharField(max_length=12, choices=RecordState, default=RecordState.HELD)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=200, blank=True)
    replayed_in = models.ForeignKey(UsageBatch, null=True, on_delete=models.PROTECT, related_name="replayed_records")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "fingerprint"], name="quarantined_once_in_batch"),
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(state="waiting"), name="quarantined_waits_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "batch"], name="quarantine_state")]
        ordering: ClassVar = ["batch", "line_number", "pk"]

    def __str__(self) -> str:
        return f"{self.reason} {self.batch_id}:{self.line_number}"

    @property
    def explanation(self) -> Explanation:
        """Why it was set aside, or what became of it."""
        return Explanation(self.reason, self.values)


class ClosedPeriod(models.Model):
    """A month whose bills are made: what arrives late goes to the first month still open (U-06)."""

    period = models.CharField(max_length=7, unique=True)
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["period"]

    def __str__(self) -> str:
        return self.period
