"""Whether somebody who reaches nothing is stopped, rather than somebody without rights."""

from datetime import datetime

from django.db.models import Q

from comptoir.access.models import Membership, Suspension


def is_stopped(user_id: int, at: datetime) -> bool:
    """Whether a stop runs against the person, or against a customer that they belong to; one query."""
    running = Q(from_at__lte=at) & (Q(lifted_at=None) | Q(lifted_at__gt=at))
    own = Membership.objects.filter(user=user_id, to_at=None).values("customer_id")
    of_them = Q(user=user_id) | Q(user=None, customer__in=own)
    return Suspension.objects.filter(running, of_them).exists()
