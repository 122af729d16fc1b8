"""When each customer last used the portal and each of its applications."""

from typing import ClassVar

from django.db import models

from comptoir.parties.models import Customer


class LastUse(models.Model):
    """The last Brussels day on which somebody of the customer used an application (empty: the portal at all).

    `first_on` is the first day that was noted: before it nothing was measured, so nothing counts as unused.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="last_uses")
    application = models.CharField(max_length=40, blank=True)
    first_on = models.DateField()
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "application"], name="last_use_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application or 'portal'} of {self.customer_id}: {self.on}"
