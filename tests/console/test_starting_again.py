"""A job is started again by who may do its work, where it was not done: some act with rights of their own."""

import pytest

from comptoir.access.models import StaffRole
from comptoir.jobs.models import Job, JobState
from comptoir.jobs.queue import enqueue
from tests.console.cast import Cast
from tests.portal.world import NOW, ROOT

pytestmark = pytest.mark.django_db


def ended(kind: str, state: JobState, **payload: object) -> Job:
    job = enqueue(kind, payload, by=ROOT, at=NOW)
    Job.objects.filter(pk=job.pk).update(state=state, finished_at=NOW)
    return job


def test_the_jobs_desk_brings_in_no_base_that_an_administrator_began(cast: Cast) -> None:
    """The import runs as an administrator: it names people and gives them rights."""
    job = ended("base.import", JobState.CANCELLED, folder="x", dry_run=False)
    cast.bram.post(f"/console/jobs/{job.pk}/again")
    assert Job.objects.count() == 1
    assert f"/console/jobs/{job.pk}/again" not in cast.bram.get(f"/console/jobs/{job.pk}/").content.decode()
    StaffRole.objects.create(user=cast.people["bram"], role="administrator")
    cast.bram.post(f"/console/jobs/{job.pk}/again")
    assert Job.objects.count() == 2, "the twin"


@pytest.mark.parametrize(("state", "count"), [(JobState.DONE, 1), (JobState.FAILED, 2), (JobState.CANCELLED, 2)])
def test_what_was_done_is_not_done_again(cast: Cast, state: JobState, count: int) -> None:
    job = ended("access.send_invitation", state, user=cast.people["bram"].pk, customer=1)
    cast.bram.post(f"/console/jobs/{job.pk}/again")
    assert Job.objects.count() == count
