"""What a customer asked for that does not come by itself."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.access.models import User
from comptoir.parties.models import Customer


class ApplicationRequest(models.Model):
    """A request for an application: Fleet Manager, or one that was closed. Open until it is answered.

    `granted_at` turns it into what keeps a requested application on, until `ended_at`.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="application_requests")
    application = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_label = models.CharField(max_length=200)
    granted_at = models.DateTimeField(null=True)
    answered_label = models.CharField(max_length=200, blank=True)
    refused_at = models.DateTimeField(null=True)
    refusal_reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_label = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "application"],
                condition=Q(refused_at=None, ended_at=None),
                name="application_request_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} for {self.customer_id}"

    @property
    def is_open(self) -> bool:
        return self.granted_at is None and self.refused_at is None and self.ended_at is None
