"""What a customer asks of everyone who acts for it: a rule with who and when is a row."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comptoir.parties.models import Customer


class RuleKind(models.TextChoices):
    SECOND_FACTOR = "second_factor", _("Second step required")
    SINGLE_SIGN_ON = "single_sign_on", _("Only through the company's own sign-in")


class SignInRule(models.Model):
    """One rule of one customer, from an instant until it is lifted."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="sign_in_rules")
    kind = models.CharField(max_length=20, choices=RuleKind)
    from_at = models.DateTimeField()
    by_label = models.CharField(max_length=200)
    to_at = models.DateTimeField(null=True)
    lifted_label = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "kind"], condition=Q(to_at__isnull=True), name="sign_in_rule_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer_id}"
