"""Who the operator serves: customers, their accounts, their agreements to pay, their cost centres."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comptoir.scope.models import Located, ScopeKind


class Language(models.TextChoices):
    FRENCH = "fr", _("French")
    DUTCH = "nl", _("Dutch")
    ENGLISH = "en", _("English")
    GERMAN = "de", _("German")


class Customer(Located):
    """A natural person, legal person or de facto association with a contract (GC 1.2)."""

    SCOPE_KIND = ScopeKind.CUSTOMER

    code = models.SlugField(max_length=40, unique=True)
    legal_name = models.CharField(max_length=200)
    sort_name = models.CharField(max_length=400, db_index=True)
    legal_form = models.CharField(max_length=40, blank=True)
    enterprise_number = models.CharField(max_length=10, blank=True)
    vat_number = models.CharField(max_length=14, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, default="BE")
    language = models.CharField(max_length=2, choices=Language, default=Language.FRENCH)
    has_access_owner = models.BooleanField(default=True)
    accepted_on = models.DateField()

    def __str__(self) -> str:
        return self.legal_name


class Control(models.TextChoices):
    """By what a customer controls another company, of law or in fact (GC 1.2)."""

    VOTES = "votes", _("More than half of the votes")
    BOARD = "board", _("Names or dismisses the majority of the board")
    STATUTES = "statutes", _("Its statutes, or an agreement with it")
    IN_FACT = "in_fact", _("In fact: more than half of the votes cast at its last two meetings")


class Bond(models.Model):
    """What is kept of an affiliate, now or before: the ground, and who guarantees that it agrees (GC 1.2, 9.1)."""

    ground = models.CharField(max_length=40, choices=Control)
    since_on = models.DateField()
    # When it was named here; empty: before that was kept.
    named_at = models.DateTimeField(null=True)
    named_label = models.CharField(max_length=200, blank=True)
    # Who guarantees, for the parent company, that the affiliate agrees to being seen and ordered for.
    guaranteed_by = models.CharField(max_length=200, blank=True)
    guaranteed_on = models.DateField(null=True)

    class Meta:
        abstract = True


class Affiliation(Bond):
    """A company that the parent controls now: the parent's Access Owner reaches it (A-08)."""

    parent = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="affiliations")
    affiliate = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="affiliation")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(parent=F("affiliate")), name="affiliate_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.affiliate} < {self.parent}"


class PastAffiliation(Bond):
    """One that has ended. In a table of its own: no question about rights can take it for one that runs."""

    parent = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="past_affiliations")
    affiliate = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="past_parents")
    ended_at = models.DateTimeField()
    ended_label = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.affiliate} < {self.parent} until {self.ended_at}"


class CustomerAccount(Located):
    SCOPE_KIND = ScopeKind.CUSTOMER_ACCOUNT

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="accounts")
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.code


class PaymentAgreement(Located):
    """How a set of invoices is paid and by which channel they are delivered."""

    SCOPE_KIND = ScopeKind.CUSTOMER

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="payment_agreements")
    code = models.CharField(max_length=40, unique=True)
    iban = models.CharField(max_length=34, blank=True)
    paper = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.code


class BillingAccount(Located):
    """What an invoice is made for (B-01)."""

    SCOPE_KIND = ScopeKind.BILLING_ACCOUNT

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="billing_accounts")
    account = models.ForeignKey(CustomerAccount, on_delete=models.PROTECT, related_name="billing_accounts")
    payment_agreement = models.ForeignKey(PaymentAgreement, on_delete=models.PROTECT, related_name="billing_accounts")
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=2, choices=Language, default=Language.FRENCH)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class CostCentre(Located):
    SCOPE_KIND = ScopeKind.COST_CENTRE

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="cost_centres")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    sort_name = models.CharField(max_length=400)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "code"], name="cost_centre_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
