"""The Access Owner's seat: the root from which a customer's grants hang."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.access.models.people import User
from comptoir.parties.models import Customer


class Seat(models.Model):
    """The Access Owner's seat of a customer: the root from which its grants hang, filled or vacant (A-01)."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="seat")

    def __str__(self) -> str:
        return f"seat of {self.customer_id}"


class SeatHolding(models.Model):
    """Who holds the seat, from when to when."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="holdings")
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seat_holdings")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    designated_by = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat"], condition=Q(to_at__isnull=True), name="one_open_seat_holding"),
        ]

    def __str__(self) -> str:
        return f"{self.holder_id} on {self.seat_id}"
