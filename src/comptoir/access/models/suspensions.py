"""Suspensions: what stops someone, a whole customer, an application or a network address, reversibly (P-09, P-10)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.access.models.people import User
from comptoir.parties.models import Customer


class Ground(models.TextChoices):
    """Why access stands still. Only the operator lifts one of security, fraud or breach (GC 2.2.4, 2.2.5)."""

    SECURITY = "security"
    FRAUD = "fraud"
    BREACH = "breach"
    REPORTED = "reported"  # a credential reported lost, stolen or misused (GC 4.3)
    DORMANT = "dormant"  # not used for the time that the terms say (GC 2.2.3)
    ENDED = "ended"  # the portal contract, or the application's, has ended (GC 2.2.2)


class Suspension(models.Model):
    """One stop, from an instant until it is lifted: of a user (everywhere, or in one customer), or of a customer.

    No right is revoked by it: what hangs from a suspended person's rights stands still with them, and lives again
    once the suspension is lifted.
    """

    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="suspensions")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="suspensions")
    ground = models.CharField(max_length=20, choices=Ground)
    reason = models.TextField(blank=True)
    from_at = models.DateTimeField()
    by_label = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True)
    lifted_label = models.CharField(max_length=200, blank=True)
    lifted_reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(customer__isnull=False), name="suspension_of_someone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.pk}"


class ClosedApplication(models.Model):
    """An application that is off for a customer: its capabilities reach nothing while it is (P-05, P-08, P-21)."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="closed_applications")
    application = models.CharField(max_length=40)
    ground = models.CharField(max_length=20, choices=Ground)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    by_label = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "application"], condition=Q(to_at__isnull=True), name="closed_application_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} of {self.customer_id}"


class BlockedAddress(models.Model):
    """A network (an address or a CIDR range) from which nobody is let in (GC 2.2.4)."""

    network = models.CharField(max_length=64)
    reason = models.TextField()
    from_at = models.DateTimeField()
    by_label = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True)
    lifted_label = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.network
