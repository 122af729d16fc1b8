"""Changes that a customer asks for later, and its contact persons (P-03; GC 2.1.2, 4.1, 8.1.2)."""

from typing import ClassVar

from django.db import models

from comptoir.access.models import User
from comptoir.parties.models import Customer, Language
from comptoir.scope.models import ScopedModel


class ChangeKind(models.TextChoices):
    NAME = "name"
    LEGAL_FORM = "legal_form"
    ADDRESS = "address"  # of a legal person or an association: the registered seat
    CONTACT = "contact"
    ACCESS_OWNER = "access_owner"


class ChangeRequest(ScopedModel):
    """What is to change from which day on: `wanted` by field, `before` as it stood when it was asked."""

    SCOPE_PATH: ClassVar[str] = "customer__scope"

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="change_requests")
    kind = models.CharField(max_length=20, choices=ChangeKind)
    wanted = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    from_on = models.DateField()
    note = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_label = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer_id}"


class ChangeAnswer(models.Model):
    """What the operator made of a change: applied, or refused with its reason. Given once."""

    request = models.OneToOneField(ChangeRequest, on_delete=models.PROTECT, related_name="answer")
    applied = models.BooleanField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"answer to {self.request_id}"


class ContactPerson(ScopedModel):
    """Whom the operator turns to at a customer, from when to when."""

    SCOPE_PATH: ClassVar[str] = "customer__scope"

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contact_persons")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, choices=Language)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
