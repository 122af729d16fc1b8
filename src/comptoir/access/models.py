"""Who may do what: users, the Access Owner's seat, grants, and the operator's own staff roles."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q

from comptoir.access.capabilities import bundle_of
from comptoir.access.users import UserManager
from comptoir.parties.models import Customer, Language
from comptoir.scope.models import ScopeNode


class User(AbstractBaseUser):
    """A natural person who signs in. What they may do is in seats, grants and staff roles, never here."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.FRENCH)
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

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "user"], condition=Q(to_at__isnull=True), name="member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.customer_id}"


class Seat(models.Model):
    """The Access Owner's seat of a customer: the root from which its grants hang, filled or vacant (A-01)."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="seat")

    def __str__(self) -> str:
        return f"seat of {self.customer_id}"


class SeatHolding(models.Model):
    """Who holds the seat, from when to when."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="holdings")
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seat_holdings")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    designated_by = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat"], condition=Q(to_at__isnull=True), name="one_open_seat_holding"),
        ]

    def __str__(self) -> str:
        return f"{self.holder_id} on {self.seat_id}"


class Grant(models.Model):
    """A profile with its capabilities, on a part of the customer's world, from a source (A-04 to A-07).

    `parent` is the source of the right; none means the seat itself. `given_by` is who gave it: source is
    not actor, an Access Manager gives rights that it does not hold.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="grants")
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    profile = models.CharField(max_length=40)
    capabilities = models.JSONField(default=list)
    scope = models.ForeignKey(ScopeNode, on_delete=models.PROTECT, related_name="grants")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    may_delegate = models.BooleanField(default=False)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="given_grants")
    given_label = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["holder", "customer"], name="grant_holder")]

    @property
    def held_capabilities(self) -> frozenset[str]:
        """The profile's bundle, or the part of it that this grant names."""
        return bundle_of(self.profile, self.capabilities)

    def __str__(self) -> str:
        return f"{self.profile} of {self.holder_id} on {self.scope_id}"


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
