"""A registration from its first address to the operator's answer (P-01, P-02; GC 2.1)."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models

from comptoir.access.models import User
from comptoir.parties.models import Control, Customer, Language


class CustomerKind(models.TextChoices):
    """Who a customer can be (GC 1.2, 2.1.2)."""

    LEGAL_PERSON = "legal_person"
    NATURAL_PERSON = "natural_person"
    ASSOCIATION = "association"


class State(models.TextChoices):
    """Where a registration stands; worked out from its instants and its answer, never stored.

    SUBMITTED: it is the desk's turn. DOCUMENTS: it is the registrant's, a document is asked for and not handed over.
    """

    BEGUN = "begun"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    DOCUMENTS = "documents"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Registration(models.Model):
    """One company that asks to become a customer. Until it is submitted, what was typed stands in `draft` only."""

    email = models.EmailField(db_index=True)
    language = models.CharField(max_length=2, choices=Language)
    begun_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True, db_index=True)
    withdrawn_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    draft = models.JSONField(default=dict)

    kind = models.CharField(max_length=20, choices=CustomerKind, blank=True)
    legal_name = models.CharField(max_length=200, blank=True)
    legal_form = models.CharField(max_length=40, blank=True)
    enterprise_number = models.CharField(max_length=10, blank=True)
    vat_number = models.CharField(max_length=14, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True)
    name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    wants_access_owner = models.BooleanField(default=True)
    may_bind_at = models.DateTimeField(null=True)
    consent_at = models.DateTimeField(null=True)  # that the affiliates agree (GC 9.1)
    terms_version = models.CharField(max_length=40, blank=True)
    terms_accepted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"registration {self.pk}"

    @property
    def terms_on(self) -> date | None:
        """The day from which the conditions hold that were accepted; none where their version is no day."""
        try:
            return date.fromisoformat(self.terms_version)
        except ValueError:
            return None

    def state(self, at: datetime) -> State:
        """Where it stands at an instant; asks for the answer and the documents waited for."""
        answer = getattr(self, "answer", None)
        if answer is not None:
            return State.ACCEPTED if answer.accepted else State.REFUSED
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        if self.submitted_at is not None:
            waits = any(wish.waits_for_registrant for wish in self.wishes.all())
            return State.DOCUMENTS if waits else State.SUBMITTED
        if at >= self.expires_at:
            return State.EXPIRED
        return State.DRAFT if self.proved_at is not None else State.BEGUN


class NamedAffiliate(models.Model):
    """An affiliate whose data is to be reached; `customer` is the one that the operator matched it to (GC 1.2, 9.1)."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="affiliates")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=14)
    ground = models.CharField(max_length=20, choices=Control)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registration", "position"], name="named_affiliate_position_once"),
        ]
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """The operator's answer, given once: accepted with the customer it made, or refused with its reason."""

    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="answer")
    accepted = models.BooleanField()
    reason = models.TextField(blank=True)
    customer = models.OneToOneField(Customer, null=True, on_delete=models.PROTECT, related_name="registration_answer")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(accepted=True, customer__isnull=False)
                | models.Q(accepted=False, customer__isnull=True),
                name="accepted_makes_a_customer",
            ),
        ]

    def __str__(self) -> str:
        return f"answer to {self.registration_id}"
