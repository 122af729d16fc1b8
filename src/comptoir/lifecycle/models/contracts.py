"""The portal contract from the day of acceptance, and the notices that end it or one application of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comptoir.access.models import User
from comptoir.parties.models import Customer


class Party(models.TextChoices):
    """The two sides of the contract."""

    CUSTOMER = "customer", _("Customer")
    OPERATOR = "operator", _("Operator")


class NoticeGround(models.TextChoices):
    """Why a party ends the contract; by each the written form is the same."""

    ORDINARY = "ordinary", _("Notice")
    TERMS = "terms", _("New terms not accepted")
    BREACH = "breach", _("Breach")
    UNUSED = "unused", _("Not used")


class PortalContract(models.Model):
    """One contract of a customer, for an indefinite time (P-04; GC 2.2.1); `to_on` is the first day without it.

    A customer that has no row yet has the contract since `Customer.accepted_on`: queries.contract_of says so, and
    the daily step makes the row.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="portal_contracts")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    ground = models.CharField(max_length=12, choices=NoticeGround, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer"], condition=Q(to_on=None), name="portal_contract_open_once"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="portal_contract_period"),
        ]

    def __str__(self) -> str:
        return f"portal contract of {self.customer_id}"


class ContractNotice(models.Model):
    """A written notice: by whom, for the whole portal (`application` empty) or one application, and its last day."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contract_notices")
    application = models.CharField(max_length=40, blank=True)
    party = models.CharField(max_length=10, choices=Party)
    ground = models.CharField(max_length=12, choices=NoticeGround, default=NoticeGround.ORDINARY)
    text = models.TextField(blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    given_label = models.CharField(max_length=200)
    last_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_label = models.CharField(max_length=200, blank=True)
    carried_out_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "application", "party"],
                condition=Q(withdrawn_at=None, carried_out_at=None),
                name="contract_notice_running_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["last_on"], condition=Q(withdrawn_at=None, carried_out_at=None), name="contract_notice_running"
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk} of {self.customer_id}"

    @property
    def is_running(self) -> bool:
        return self.withdrawn_at is None and self.carried_out_at is None
