"""Who uses a line, and with it, if one says so, the right to see its usage: two decisions in one act (A-05; GC 8.5)."""

from datetime import date, datetime

from django.db import transaction

from comptoir.access.actions.rights import give_right
from comptoir.access.capabilities import SERVICE_USER
from comptoir.access.models import Grant, User
from comptoir.inventory.actions.changes import change_end_user
from comptoir.inventory.models import Line
from comptoir.kernel.clock import brussels_midnight
from comptoir.scope.actor import Actor


@transaction.atomic
def hand_over(line: Line, *, user: User | None, from_on: date, sees_usage: bool, by: Actor, at: datetime) -> None:
    """`user`, or nobody, uses the line from a day on; `sees_usage`: they see its usage and settings from then on.

    What the former user saw of it by being its user ends that day. Raises UnableToChangeLine, UnableToGiveRight and
    NotAuthorized: then nothing of it happens.
    """
    change_end_user(line, user=user, from_on=from_on, by=by, at=at)
    if user is not None and sees_usage and not _sees_it(line, user, at):
        starts_at = max(at, brussels_midnight(from_on))
        give_right(line.customer, holder=user, profile=SERVICE_USER, scope=line.scope, from_at=starts_at, by=by, at=at)


def _sees_it(line: Line, user: User, at: datetime) -> bool:
    """Whether such a right runs on already; one that has an end is no answer to giving one without."""
    return Grant.objects.filter(
        from_at__lte=at, holder=user, customer=line.customer, scope=line.scope, profile=SERVICE_USER, to_at=None
    ).exists()
