"""Sub-profiles that a customer defines for itself: a name for a bundle of data capabilities (A-04)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.parties.models import Customer


class SubProfile(models.Model):
    """A bundle with a name of the customer's own. A grant made from it keeps the capabilities it was made with."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="sub_profiles")
    name = models.CharField(max_length=80)
    capabilities = models.JSONField(default=list)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    defined_label = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "name"], condition=Q(to_at__isnull=True), name="sub_profile_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
