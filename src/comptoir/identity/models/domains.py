"""Domains of mail addresses that a customer has proved to be its own."""

from typing import ClassVar, Literal

from django.db import models
from django.db.models import Q

from comptoir.parties.models import Customer

State = Literal["asked", "proved", "lapsed"]


class Domain(models.Model):
    """One domain of one customer: asked, then proved by a TXT record, lapsed once the record is gone.

    Several customers may ask for a domain; one at most has it proved.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="mail_domains")
    name = models.CharField(max_length=253)
    code = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    asked_label = models.CharField(max_length=200)
    proved_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    missing_since = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "name"], condition=Q(ended_at__isnull=True), name="domain_asked_once"
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(proved_at__isnull=False, lapsed_at__isnull=True, ended_at__isnull=True),
                name="domain_proved_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> State:
        if self.lapsed_at is not None:
            return "lapsed"
        return "asked" if self.proved_at is None else "proved"
