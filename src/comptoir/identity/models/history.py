"""The history of sign-ins: who, when, how, from where, and why not."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from comptoir.access.models import User
from comptoir.identity.models.providers import IdentityProvider


class Method(models.TextChoices):
    PASSWORD = "password", _("Password")
    SECOND_FACTOR = "second_factor", _("Password and second step")
    PASSKEY = "passkey", _("Passkey")
    COMPANY = "company", _("Company sign-in")
    OTHER = "other", _("Other")


class Outcome(models.TextChoices):
    SUCCEEDED = "succeeded", _("Signed in")
    WRONG_PASSWORD = "wrong_password", _("Wrong password")
    WRONG_CODE = "wrong_code", _("Wrong code")
    TOO_MANY = "too_many", _("Too many attempts")
    CLOSED = "closed", _("Account closed or stopped")
    NOT_LINKED = "not_linked", _("Not known to us under this company sign-in")
    REFUSED = "refused", _("The company's answer was refused")


class SignIn(models.Model):
    """One attempt. An attempt at an address that nobody has keeps no address of that kind: only that it was made."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sign_ins")
    provider = models.ForeignKey(IdentityProvider, null=True, on_delete=models.SET_NULL, related_name="sign_ins")
    at = models.DateTimeField(db_index=True)
    method = models.CharField(max_length=20, choices=Method)
    outcome = models.CharField(max_length=20, choices=Outcome)
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)
    device = models.CharField(max_length=64, blank=True)
    is_new_device = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "-at"], name="sign_in_of_user")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.at}"

    @property
    def succeeded(self) -> bool:
        return self.outcome == Outcome.SUCCEEDED
