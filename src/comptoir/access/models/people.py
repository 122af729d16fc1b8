"""Who there is: users, who belongs to which customer and by which tie, and the operator's own staff roles."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comptoir.access.users import UserManager
from comptoir.parties.models import Customer, Language


class UserKind(models.TextChoices):
    PERSON = "person", _("Person")
    SERVICE = "service", _("Service account")


class Tie(models.TextChoices):
    """The tie with the organisation that a right needs for the whole time (A-10; GC 9.2)."""

    EMPLOYMENT = "employment", _("Employee")
    CIVIL_SERVICE = "civil_service", _("Civil servant")
    ADMINISTRATION = "administration", _("Director or administrator")
    THIRD_PARTY = "third_party", _("Third party")
    NONE = "", _("Not stated")


class User(AbstractBaseUser):
    """A natural person who signs in, or a service account, which never does. What they may do is in seats, grants
    and staff roles, never here."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.FRENCH)
    kind = models.CharField(max_length=10, choices=UserKind, default=UserKind.PERSON)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email


class Membership(models.Model):
    """Someone who belongs to a customer's people, as that customer calls them; a right needs one (A-10)."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    name = models.CharField(max_length=200)
    sort_name = models.CharField(max_length=400)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    added_label = models.CharField(max_length=200)
    tie = models.CharField(max_length=20, choices=Tie, blank=True, default=Tie.NONE)
    tie_confirmed_at = models.DateTimeField(null=True)
    tie_confirmed_label = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "user"], condition=Q(to_at__isnull=True), name="member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.customer_id}"


class StaffRole(models.Model):
    """A role of one of the operator's own people in the console."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_roles")
    role = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role"], name="staff_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.user_id}"
