"""The sub-profiles that a customer has defined for itself."""

from datetime import datetime

from django.db.models import QuerySet

from comptoir.access.capabilities import RIGHTS_GIVE
from comptoir.access.models import SubProfile
from comptoir.access.queries import running
from comptoir.scope.actor import Actor


def sub_profiles(actor: Actor, at: datetime) -> "QuerySet[SubProfile]":
    """Those that can be given now, by name; none for who gives no rights."""
    if not actor.may(RIGHTS_GIVE) or actor.customer_id is None:
        return SubProfile.objects.none()
    found = SubProfile.objects.filter(running(at), customer_id=actor.customer_id)
    return found.select_related("customer").order_by("name", "pk")
