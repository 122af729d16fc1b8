"""Reports of a credential lost, stolen or misused (P-13; GC 4.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comptoir.access.models import User
from comptoir.parties.models import Customer


class What(models.TextChoices):
    PASSWORD = "password", _("Password")
    PHONE = "phone", _("Telephone with codes or passkeys")
    CARD = "card", _("SIM card")
    KEY = "key", _("Security key")
    TOKEN = "token", _("Access token")


class Happened(models.TextChoices):
    LOST = "lost", _("Lost")
    STOLEN = "stolen", _("Stolen")
    MISUSED = "misused", _("Misused by someone else")


class CredentialReport(models.Model):
    """One report: what happened to whose credential, who said so, and what ended by it. For the registered letter."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="credential_reports")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="credential_reports")
    what = models.CharField(max_length=20, choices=What)
    happened = models.CharField(max_length=20, choices=Happened)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=200)
    sessions = models.PositiveIntegerField()
    tokens = models.PositiveIntegerField()
    second_steps = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.what} of {self.user_id}"
