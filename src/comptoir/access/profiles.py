"""The sub-profiles that a customer has defined for itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Count, QuerySet

from comptoir.access.capabilities import RIGHTS_GIVE
from comptoir.access.models import Grant, SubProfile
from comptoir.access.queries import running
from comptoir.scope.actor import Actor


def sub_profiles(actor: Actor, at: datetime) -> "QuerySet[SubProfile]":
    """Those that can be given now, by name; none for who gives no rights."""
    if not actor.may(RIGHTS_GIVE) or actor.customer_id is None:
        return SubProfile.objects.none()
    found = SubProfile.objects.filter(running(at), customer_id=actor.customer_id)
    return found.select_related("customer").order_by("name", "pk")


def rights_from(found: Iterable[SubProfile], at: datetime) -> Mapping[int, int]:
    """How many rights run that were given from each of them; one query."""
    rows = Grant.objects.filter(running(at), sub_profile__in=list(found)).values("sub_profile")
    return dict(rows.annotate(number=Count("pk")).values_list("sub_profile", "number"))
