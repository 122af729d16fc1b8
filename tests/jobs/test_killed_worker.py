"""A worker that is killed with -9 loses nothing: the next one takes its job once the lease is over."""

import signal
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from comptoir.jobs.models import Job, JobState
from comptoir.jobs.queue import enqueue
from comptoir.jobs.worker import Worker
from comptoir.scope.actor import system
from tests.jobs.working import start_worker, wait_until

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


def ask(steps: int) -> Job:
    return enqueue("test.sleep", {"steps": steps}, by=system("root"), at=AT)


def state(job: Job) -> tuple[str, int]:
    found = Job.objects.get(pk=job.pk)
    return found.state, found.done


@pytest.mark.django_db(transaction=True)
def test_a_killed_workers_job_is_done_by_the_next() -> None:
    job = ask(steps=10_000)
    process = start_worker("2", "once")
    try:
        wait_until(lambda: state(job)[1] > 0)
        process.send_signal(signal.SIGKILL)
        process.wait()
        second = Worker(settings.CLOCK)
        assert second.take() is None  # the dead one's lease still runs
        wait_until(second.run_one, seconds=20)
    finally:
        process.kill()
        process.wait()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == (JobState.DONE, 2, {"attempt": 2})


@pytest.mark.django_db(transaction=True)
def test_a_living_workers_job_is_left_alone_beyond_its_first_lease() -> None:
    job = ask(steps=60)  # three seconds on a lease of one
    process = start_worker("1", "once")
    try:
        wait_until(lambda: state(job)[0] == JobState.RUNNING)
        thief = Worker(settings.CLOCK, lease=timedelta(seconds=1))
        while state(job)[0] == JobState.RUNNING:
            assert thief.take() is None
    finally:
        process.wait(timeout=30)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_do_the_same_job() -> None:
    for _ in range(20):
        ask(steps=1)
    processes = [start_worker("60") for _ in range(2)]
    try:
        wait_until(lambda: not Job.objects.exclude(state=JobState.DONE).exists())
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
