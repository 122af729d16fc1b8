"""Which level of Invoice Insights a customer has, and since when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.parties.models import Customer
from comptoir.scope.models import ScopedModel, ScopeKind


class Level(models.TextChoices):
    """Essential comes to every customer with its first data; the others by order form (I-01, P-21)."""

    ESSENTIAL = "essential"
    PLUS = "plus"
    ADVANCED = "advanced"


class Activation(ScopedModel):
    """A paid level of a customer, from one day to another."""

    SCOPE_PATH = "customer__scope"
    SCOPE_KIND = ScopeKind.CUSTOMER

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="insights")
    level = models.CharField(max_length=12, choices=Level)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer"], condition=Q(to_on=None), name="insights_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.level}"
