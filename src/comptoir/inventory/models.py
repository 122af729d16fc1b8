"""What customers have: lines, SIM cards, numbers, end users, and what was true of them when."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from comptoir.access.models import User
from comptoir.catalogue.models import Offering
from comptoir.parties.models import BillingAccount, CostCentre, Customer
from comptoir.scope.models import Located, ScopedModel


class LineState(models.TextChoices):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Line(Located):
    """One mobile service: a card, its number, its plan. `scope` is its own node in the customer's world."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="lines")
    billing_account = models.ForeignKey(BillingAccount, on_delete=models.PROTECT, related_name="lines")
    code = models.CharField(max_length=40, unique=True)
    # As of today, kept by the actions; history is in the dated rows below.
    number = models.CharField(max_length=16, db_index=True)
    label = models.CharField(max_length=200, blank=True)
    sort_label = models.CharField(max_length=400, blank=True)
    plan = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="+")
    cost_centre = models.ForeignKey(CostCentre, null=True, on_delete=models.PROTECT, related_name="lines")
    end_user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="lines")
    state = models.CharField(max_length=12, choices=LineState, default=LineState.ACTIVE)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "number"], name="line_customer_number")]

    def __str__(self) -> str:
        return self.number


class SimCard(ScopedModel):
    """A trio SIM or an eSIM; its PIN and PUK are shown on demand only, each showing logged (M-01)."""

    SCOPE_PATH = "line__scope"

    iccid = models.CharField(max_length=20, unique=True)
    imsi = models.CharField(max_length=15, unique=True)
    pin = models.CharField(max_length=8)
    puk = models.CharField(max_length=8)
    is_esim = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="active")  # stock, active, suspended, replaced, ended
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="cards")

    def __str__(self) -> str:
        return self.iccid


class Dated(ScopedModel):
    """Something that was true of a line from one Brussels day to another, half open."""

    SCOPE_PATH = "line__scope"

    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


def _period(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name=name)


class NumberAssignment(Dated):
    """Which number and card belonged to a line when; one number is never on two lines at a time (M-02)."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="numbers")
    number = models.CharField(max_length=16, db_index=True)
    imsi = models.CharField(max_length=15, db_index=True)

    class Meta:
        constraints: ClassVar = [
            _period("number_period"),
            models.UniqueConstraint(fields=["number"], condition=Q(to_on__isnull=True), name="number_open_once"),
        ]

    def __str__(self) -> str:
        return self.number


class Subscription(Dated):
    """The plan or option that a line had when."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="subscriptions")
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="+")
    is_plan = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            _period("subscription_period"),
            models.UniqueConstraint(
                fields=["line"], condition=Q(to_on__isnull=True, is_plan=True), name="plan_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.offering_id}"


class CostCentreAssignment(Dated):
    """The cost centre of a line when (I-11)."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="cost_centres")
    cost_centre = models.ForeignKey(CostCentre, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            _period("cost_centre_period"),
            models.UniqueConstraint(fields=["line"], condition=Q(to_on__isnull=True), name="centre_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.cost_centre_id}"


class Holding(Dated):
    """Which billing account paid for a line when: of a line that moved, neither side sees the other's calls."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="holdings")
    billing_account = models.ForeignKey(BillingAccount, on_delete=models.PROTECT, related_name="holdings")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            _period("holding_period"),
            models.UniqueConstraint(fields=["line"], condition=Q(to_on__isnull=True), name="holding_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.billing_account_id}"


class EndUserAssignment(Dated):
    """Who used a line when."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="end_users")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [_period("end_user_period")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.user_id}"
