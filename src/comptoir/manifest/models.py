"""Which files of the lake count: publications in a row, and the files each brought in or took out."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Publication(models.Model):
    """One change of the lake. Numbers follow each other in the order in which readers see the changes."""

    number = models.BigIntegerField(primary_key=True)
    # Publishing the same key again changes nothing.
    key = models.CharField(max_length=200, unique=True)
    reason = models.CharField(max_length=40)
    datasets = models.CharField(max_length=200)
    files_added = models.PositiveIntegerField()
    files_retired = models.PositiveIntegerField()
    published_at = models.DateTimeField(db_index=True)
    by_label = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gte=1), name="publication_number_from_one"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(reason=""), name="publication_says_why"),
        ]
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.reason}"


class LakeFile(models.Model):
    """A file of the lake, as `comptoir.lake.Entry` knows it. It counts from `added_in` until `retired_in`."""

    path = models.CharField(max_length=200, unique=True)
    dataset = models.CharField(max_length=30)
    period = models.CharField(max_length=7)
    bucket = models.PositiveSmallIntegerField()
    rows = models.BigIntegerField()
    bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=16)
    first_account = models.BigIntegerField(null=True)
    last_account = models.BigIntegerField(null=True)
    first_line = models.BigIntegerField(null=True)
    last_line = models.BigIntegerField(null=True)
    first_started_at = models.DateTimeField(null=True)
    last_started_at = models.DateTimeField(null=True)
    sums = models.JSONField(default=dict)
    added_in = models.ForeignKey(Publication, models.PROTECT, related_name="added")
    retired_in = models.ForeignKey(Publication, models.PROTECT, related_name="retired", null=True)
    retired_at = models.DateTimeField(null=True)
    # The bytes are gone since then; the row stays as the record of what was there.
    swept_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["dataset", "period"], condition=Q(retired_in__isnull=True), name="lakefile_live"),
            models.Index(
                fields=["retired_at"],
                condition=Q(retired_at__isnull=False, swept_at__isnull=True),
                name="lakefile_to_sweep",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(rows__gt=0, bytes__gt=0, bucket__gte=0), name="lakefile_is_not_empty"),
            models.CheckConstraint(
                condition=Q(retired_in__isnull=True, retired_at__isnull=True)
                | Q(retired_in__isnull=False, retired_at__isnull=False),
                name="lakefile_retired_in_and_at",
            ),
            models.CheckConstraint(
                condition=Q(retired_in__isnull=True) | Q(retired_in__gt=F("added_in")),
                name="lakefile_retired_after_added",
            ),
            models.CheckConstraint(
                condition=Q(swept_at__isnull=True) | Q(retired_at__isnull=False),
                name="lakefile_swept_after_retired",
            ),
            models.CheckConstraint(
                condition=Q(first_account__isnull=True) | Q(first_account__lte=F("last_account")),
                name="lakefile_accounts_in_order",
            ),
            models.CheckConstraint(
                condition=Q(first_line__isnull=True) | Q(first_line__lte=F("last_line")),
                name="lakefile_lines_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.path
