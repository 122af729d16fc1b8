"""Which jobs one may see: one's own, for the customer one acts for; the operator's people with that task, all."""

from django.db.models import QuerySet

from comptoir.jobs.models import Job
from comptoir.scope.actor import Actor, Channel

OPERATE_JOBS = "operate.jobs"


def jobs(actor: Actor) -> QuerySet[Job]:
    """The newest first."""
    if OPERATE_JOBS in actor.staff:
        return Job.objects.all()
    if actor.user_id is None or actor.channel == Channel.PREVIEW:
        return Job.objects.none()
    return Job.objects.filter(requested_by=actor.user_id, customer_ref=actor.customer_id)


def job(actor: Actor, pk: int) -> Job:
    """One of them; raises Job.DoesNotExist."""
    return jobs(actor).get(pk=pk)
