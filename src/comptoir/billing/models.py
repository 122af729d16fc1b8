"""Bill runs, invoices, their lines, and the questions customers ask about them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comptoir.access.models import User
from comptoir.parties.models import BillingAccount, Customer
from comptoir.scope.models import Located, ScopedModel, ScopeKind


class BillRunState(models.TextChoices):
    OPEN = "open", _("Open")
    RATED = "rated", _("Rated")
    DRAFTED = "drafted", _("Drafted")
    ISSUED = "issued", _("Issued")
    RECONCILED = "reconciled", _("Reconciled")
    TRIED = "tried", _("Tried")


class BillRun(models.Model):
    """One closed period billed once. Each state is one commit; a killed run goes on from the last (B-02)."""

    period = models.CharField(max_length=7)  # YYYY-MM, Brussels calendar month
    trial = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=BillRunState, default=BillRunState.OPEN)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    started_label = models.CharField(max_length=200)
    # Totals and the reconciliation report, computed by another path than the run (B-09).
    totals = models.JSONField(default=dict)
    reconciliation = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period"], condition=Q(trial=False), name="period_billed_once"),
        ]
        ordering: ClassVar = ["-period", "-pk"]

    def __str__(self) -> str:
        return self.period


class InvoiceSeries(models.Model):
    """The next number of a series: taken in the transaction that issues, so that no number is lost (B-03)."""

    code = models.CharField(max_length=20, unique=True)
    next_number = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return self.code


class Invoice(Located):
    """An issued document; never changed once it has a number. `scope` is its billing account's node."""

    SCOPE_KIND = ScopeKind.BILLING_ACCOUNT

    run = models.ForeignKey(BillRun, on_delete=models.PROTECT, related_name="invoices")
    billing_account = models.ForeignKey(BillingAccount, on_delete=models.PROTECT, related_name="invoices")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="invoices")
    kind = models.CharField(max_length=12, default="invoice")  # invoice, credit_note
    series = models.CharField(max_length=20)
    number = models.CharField(max_length=30, unique=True, null=True)
    period = models.CharField(max_length=7, db_index=True)
    issued_on = models.DateField()
    due_on = models.DateField()
    structured_communication = models.CharField(max_length=20, blank=True)
    net_micro = models.BigIntegerField()
    vat_micro = models.BigIntegerField()
    total_micro = models.BigIntegerField()
    # [{"code", "rate": "21.00", "base_micro", "vat_micro"}]
    vat_lines = models.JSONField(default=list)
    # Seller, buyer and language as they stood on the day of issue: a later change never alters the document.
    document = models.JSONField(default=dict)
    # Why it differs from the account's invoice before: {part: {"micro", "lines"}}, summing to the difference.
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    difference = models.JSONField(default=dict)
    pdf_path = models.CharField(max_length=200, blank=True)
    pdf_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["billing_account", "period", "run"],
                condition=Q(kind="invoice"),
                name="invoice_account_period_once",
            ),
        ]
        indexes: ClassVar = [
            # What is issued: of some accounts, counted and summed without the rows; and the newest of all.
            models.Index(
                fields=["scope", "issued_on"],
                include=["net_micro", "vat_micro", "total_micro"],
                condition=Q(number__isnull=False),
                name="invoice_place",
            ),
            models.Index(fields=["issued_on", "id"], condition=Q(number__isnull=False), name="invoice_newest"),
        ]
        ordering: ClassVar = ["-issued_on", "-number"]

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"


class InvoiceLine(ScopedModel):
    """One line: a sum over charge items or rated records, rounded once; `remainder_micro` keeps the rest (B-09)."""

    SCOPE_PATH = "invoice__scope"
    SCOPE_KIND = ScopeKind.BILLING_ACCOUNT

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)  # recurring, usage, one_off, discount, credit
    key = models.CharField(max_length=100)  # what sums into it, e.g. plan:flex-m or usage:national_voice
    code = models.CharField(max_length=60)  # offering code or usage category
    values = models.JSONField(default=dict)  # what the words of the line need
    quantity = models.BigIntegerField()
    unit = models.CharField(max_length=12)  # cards, seconds, bytes, messages, pieces
    unit_micro = models.BigIntegerField(null=True)
    exact_micro = models.BigIntegerField()
    amount_micro = models.BigIntegerField()
    remainder_micro = models.BigIntegerField()
    vat_code = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "position"], name="line_position_once"),
            models.UniqueConstraint(fields=["invoice", "key"], name="line_key_once"),
            models.CheckConstraint(
                condition=Q(exact_micro=models.F("amount_micro") + models.F("remainder_micro")),
                name="line_remainder_exact",
            ),
        ]
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return f"{self.invoice_id}/{self.position}"


class OneOff(ScopedModel):
    """A one-off charge, discount or credit that waits for the next bill run, or was billed by one."""

    SCOPE_PATH = "billing_account__scope"
    SCOPE_KIND = ScopeKind.BILLING_ACCOUNT

    billing_account = models.ForeignKey(BillingAccount, on_delete=models.PROTECT, related_name="one_offs")
    line_ref = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12)  # one_off, discount, credit
    code = models.CharField(max_length=60)
    names = models.JSONField(default=dict)
    amount_micro = models.BigIntegerField()  # discounts and credits are negative
    # A discount may be a share of the recurring charges instead: 0.10 is written 100000 millionths.
    share_micro = models.BigIntegerField(null=True)
    vat_code = models.CharField(max_length=20, default="standard")
    from_on = models.DateField()
    to_on = models.DateField(null=True)  # a repeated discount runs until then; none: once
    repeats = models.BooleanField(default=False)
    clause = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return self.code


class QuestionState(models.TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


class LineQuestion(ScopedModel):
    """A customer's question about an invoice line, followed until it is answered (D-01)."""

    SCOPE_PATH = "invoice__scope"
    SCOPE_KIND = ScopeKind.BILLING_ACCOUNT

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="questions")
    line = models.ForeignKey(InvoiceLine, null=True, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=QuestionState, default=QuestionState.OPEN)

    class Meta:
        ordering: ClassVar = ["-asked_at"]

    def __str__(self) -> str:
        return f"question {self.pk}"


class QuestionMessage(ScopedModel):
    SCOPE_PATH = "question__invoice__scope"
    SCOPE_KIND = ScopeKind.BILLING_ACCOUNT

    question = models.ForeignKey(LineQuestion, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_operator = models.BooleanField(default=False)
    text = models.TextField(max_length=4000)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"message {self.pk}"
