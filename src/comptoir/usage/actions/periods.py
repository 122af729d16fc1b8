"""Closing a month for usage: what arrives for it later goes to the first month still open (U-06)."""

from datetime import datetime

from django.db import transaction

from comptoir.audit.log import record
from comptoir.kernel.periods import Month
from comptoir.manifest.actions.publications import hold_publishing
from comptoir.scope.actor import Actor
from comptoir.usage.models import ClosedPeriod


@transaction.atomic
def close_period(month: Month, *, by: Actor, at: datetime) -> ClosedPeriod:
    """The month takes no more usage; closing it twice changes nothing.

    Publications wait meanwhile: a batch is either in the month before it closes, or goes to the next one.
    """
    hold_publishing()
    closed, is_new = ClosedPeriod.objects.get_or_create(
        period=str(month), defaults={"closed_at": at, "closed_by": by.label}
    )
    if is_new:
        record(actor=by, verb="usage.period_closed", obj=closed, at=at, period=str(month))
    return closed


def first_open_month(month: Month) -> Month:
    """The month in which a record of `month` is billed: its own, or the first one after it that is still open."""
    last = ClosedPeriod.objects.order_by("-period").values_list("period", flat=True).first()
    return month if last is None or str(month) > last else Month.parse(last).plus(1)
