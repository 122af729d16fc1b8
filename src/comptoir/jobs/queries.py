"""Jobs as people see them: one's own, or, for the operator's people, all. The first argument is who asks."""

from django.db.models import QuerySet

from comptoir.jobs.models import Job
from comptoir.scope.actor import Actor

#: The staff capability; its home, access, stands above this room.
OPERATE_JOBS = "operate.jobs"


def jobs(actor: Actor) -> QuerySet[Job]:
    """The jobs that `actor` may see, newest first."""
    if OPERATE_JOBS in actor.staff:
        return Job.objects.order_by("-created_at", "-pk")
    if actor.user_id is None:
        return Job.objects.none()
    mine = Job.objects.filter(requested_by=actor.user_id, customer_ref=actor.customer_id)
    return mine.order_by("-created_at", "-pk")
