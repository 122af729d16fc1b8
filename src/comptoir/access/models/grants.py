"""Grants: who holds what, where, from which source, from when to when."""

from typing import ClassVar

from django.db import models

from comptoir.access.capabilities import bundle_of
from comptoir.access.models.people import User
from comptoir.access.models.profiles import SubProfile
from comptoir.access.models.third_parties import ThirdPartyNotice
from comptoir.parties.models import Customer
from comptoir.scope.models import ScopeNode


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
    # The most that one order may cost, in millionths of a euro; none: no limit of its own.
    order_limit_micro = models.BigIntegerField(null=True)
    sub_profile = models.ForeignKey(SubProfile, null=True, on_delete=models.PROTECT, related_name="grants")
    notice = models.ForeignKey(ThirdPartyNotice, null=True, on_delete=models.PROTECT, related_name="grants")
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
