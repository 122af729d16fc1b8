"""Exports of all data that somebody may see, kept for a while to be fetched."""

from django.db import models

from comptoir.access.models import User
from comptoir.jobs.models import Job
from comptoir.parties.models import Customer


class DataExport(models.Model):
    """One export: asked for by somebody, made by a job, fetched by the same person until `kept_until_on`."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="data_exports")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="data_exports")
    asked_at = models.DateTimeField()
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    path = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    bytes = models.BigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    # Of the rights it was made with: whoever holds other rights since makes a new one.
    rights = models.CharField(max_length=64, blank=True)
    ready_at = models.DateTimeField(null=True)
    kept_until_on = models.DateField(null=True)  # the first day without it
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"export {self.pk} of {self.customer_id}"
