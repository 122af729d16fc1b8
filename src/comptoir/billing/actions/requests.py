"""Asking for a bill run or a trial: checked at once, carried out by a job."""

from datetime import datetime

from django.db import transaction

from comptoir.access.capabilities import OPERATE_BILLING
from comptoir.billing.actions.runs import UnableToBill, assert_billable
from comptoir.billing.jobs import RUN, TRY
from comptoir.billing.models import BillRun, BillRunState
from comptoir.catalogue.models import TariffVersion
from comptoir.jobs.models import Job
from comptoir.jobs.queue import enqueue
from comptoir.kernel.periods import Month
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import require


@transaction.atomic
def request_run(month: Month, *, by: Actor, at: datetime) -> Job:
    """The job that bills a month; asked for twice it is one job. Raises UnableToBill."""
    require(by, OPERATE_BILLING)
    present = BillRun.objects.filter(period=str(month), trial=False).first()
    if present is None:
        assert_billable(month, at)
    elif present.state == BillRunState.RECONCILED:
        raise UnableToBill("billing.already_billed", period=str(month))
    return enqueue(RUN, {"period": str(month)}, by=by, at=at, key=f"{RUN}:{month}")


@transaction.atomic
def request_trial(month: Month, *, by: Actor, at: datetime) -> Job:
    """The job that tries a month, one that is not over as well. Raises UnableToBill."""
    require(by, OPERATE_BILLING)
    if not TariffVersion.objects.filter(from_on__lte=month.first_day).exists():
        raise UnableToBill("billing.no_tariff", period=str(month))
    return enqueue(TRY, {"period": str(month)}, by=by, at=at, key=f"{TRY}:{month}")
