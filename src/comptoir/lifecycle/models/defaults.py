"""Breach: the notice of default and what came of it (P-10; GC 2.2.5)."""

from django.db import models

from comptoir.access.models import Suspension, User
from comptoir.lifecycle.models.contracts import ContractNotice, Party
from comptoir.parties.models import Customer


class NoticeOfDefault(models.Model):
    """One party tells the other which obligation it does not meet; the dates run from the day of sending."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="notices_of_default")
    party = models.CharField(max_length=10, choices=Party)  # who sent it
    obligation = models.TextField()
    is_serious = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    sent_label = models.CharField(max_length=200)
    remedied_at = models.DateTimeField(null=True)
    remedied_label = models.CharField(max_length=200, blank=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_label = models.CharField(max_length=200, blank=True)
    suspension = models.ForeignKey(Suspension, null=True, on_delete=models.PROTECT, related_name="+")
    termination = models.ForeignKey(ContractNotice, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"notice of default {self.pk} to {self.customer_id}"

    @property
    def is_over(self) -> bool:
        return self.remedied_at is not None or self.termination_id is not None
