"""What is on offer: plans and options as dated, priced offerings, and the tariffs that price usage."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class OfferingKind(models.TextChoices):
    PLAN = "plan"
    OPTION = "option"
    APPLICATION = "application"
    ONE_OFF = "one_off"


class Offering(models.Model):
    """A mobile plan, an option, a paid application or a one-off; `code` of a plan names it in the tariff."""

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=OfferingKind)
    # Names and descriptions by language: {"fr": ..., "nl": ..., "en": ..., "de": ...}
    names = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict)
    plan_kind = models.CharField(max_length=20, blank=True)  # metered, bundled, shared, unlimited, data
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code

    def name_in(self, language: str) -> str:
        return str(self.names.get(language) or self.names.get("en") or self.code)


class OfferingPrice(models.Model):
    """The recurring or one-off price of an offering, excluding VAT, from one day to another."""

    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="prices")
    amount_micro = models.BigIntegerField()
    vat_code = models.CharField(max_length=20, default="standard")
    in_advance = models.BooleanField(default=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name="price_period"),
            models.UniqueConstraint(fields=["offering", "from_on"], name="price_start_once"),
        ]

    def __str__(self) -> str:
        return f"{self.offering_id} {self.amount_micro}"


class TariffVersion(models.Model):
    """A usage tariff in force from a day on: the text of its TOML and its destinations, kept as imported."""

    code = models.SlugField(max_length=60)
    from_on = models.DateField(unique=True)
    document = models.TextField()
    destinations = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["from_on"]

    def __str__(self) -> str:
        return f"{self.code} from {self.from_on}"


class Operator(models.Model):
    """The operator whose catalogue this is: its name, colour, legal and bank data. One row."""

    name = models.CharField(max_length=100)
    colour = models.CharField(max_length=7, default="#2f5fd0")
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=100, blank=True)
    vat_number = models.CharField(max_length=14, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    website = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.name
