"""Third parties: the written notice that goes before any right of someone outside the company (A-09; GC 9.2)."""

from typing import ClassVar

from django.db import models

from comptoir.access.models.people import User
from comptoir.parties.models import Customer


class ThirdPartyNotice(models.Model):
    """A notice to the operator about one person of another company, with its states as instants.

    Waiting until the operator has taken note; running until its end date, its end, or a refusal, which may come
    at any time, also later. A right that names the notice lives only while it runs.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="third_party_notices")
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="third_party_notices")
    company_name = models.CharField(max_length=200)
    company_number = models.CharField(max_length=20, blank=True)
    purpose = models.TextField()
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    given_label = models.CharField(max_length=200)
    to_at = models.DateTimeField()
    noted_at = models.DateTimeField(null=True)
    noted_label = models.CharField(max_length=200, blank=True)
    refused_at = models.DateTimeField(null=True)
    refused_label = models.CharField(max_length=200, blank=True)
    refusal_reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_label = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["holder", "customer"], name="notice_holder")]

    def __str__(self) -> str:
        return f"notice {self.pk} of {self.customer_id}"
