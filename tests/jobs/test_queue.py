"""Asking for work, watching it, stopping it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from comptoir.jobs.context import REPORT_EVERY, JobContext, LeaseLost
from comptoir.jobs.models import Job, JobState
from comptoir.jobs.queries import OPERATE_JOBS, jobs
from comptoir.jobs.queue import enqueue, request_stop
from comptoir.jobs.registry import UnknownJob, job
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock
from comptoir.scope.actor import Actor, Channel, system
from comptoir.scope.refusal import Refused

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
ROOT = system("root")
behaviour: dict[str, Callable[[JobContext], Mapping[str, Any] | None]] = {}


@job("test.any")
def carry_out(context: JobContext, payload: dict[str, Any]) -> Mapping[str, Any] | None:
    return behaviour["now"](context)


def ask(what: Callable[[JobContext], Mapping[str, Any] | None] = lambda _: None, **more: Any) -> Job:
    behaviour["now"] = what
    return enqueue("test.any", {}, by=more.pop("by", ROOT), at=AT, **more)


def worker() -> Worker:
    return Worker(FixedClock(AT + timedelta(minutes=1)), backoff=timedelta(0))


@pytest.mark.django_db(transaction=True)
def test_a_job_is_carried_out_and_keeps_its_result() -> None:
    asked = ask(lambda context: {"seen": context.job.payload})
    assert worker().drain() == 1
    asked.refresh_from_db()
    assert (asked.state, asked.result, asked.attempts) == (JobState.DONE, {"seen": {}}, 1)
    assert (asked.started_at, asked.finished_at, asked.lease_until) == (AT + timedelta(minutes=1),) * 2 + (None,)


@pytest.mark.django_db
def test_nobody_asks_for_work_that_nobody_can_do() -> None:
    with pytest.raises(UnknownJob):
        enqueue("no.such.job", {}, by=ROOT, at=AT)


@pytest.mark.django_db(transaction=True)
def test_the_same_work_asked_twice_is_one_job_while_it_is_open() -> None:
    first, second = ask(key="month"), ask(key="month")
    assert first.pk == second.pk
    worker().drain()
    assert ask(key="month").pk != first.pk
    assert ask().pk != ask().pk


@pytest.mark.django_db(transaction=True)
def test_an_accident_is_tried_again_until_the_attempts_are_used_up() -> None:
    def break_down(context: JobContext) -> None:
        raise RuntimeError(f"broken at attempt {context.job.attempts}")

    asked = ask(break_down)
    assert worker().drain() == 3
    asked.refresh_from_db()
    assert (asked.state, asked.attempts) == (JobState.FAILED, 3)
    assert asked.failure == {"message": "job.broke", "values": {}}
    assert "broken at attempt 3" in asked.error


@pytest.mark.django_db(transaction=True)
def test_a_broken_job_waits_longer_before_each_attempt() -> None:
    asked = ask(lambda _: 1 / 0)  # type: ignore[arg-type, return-value]
    patient = Worker(FixedClock(AT), backoff=timedelta(hours=1))
    assert patient.drain() == 1
    waits = Job.objects.filter(pk=asked.pk, not_before__gt=Now() + timedelta(minutes=59), state=JobState.QUEUED)
    assert waits.exists()


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_final_and_says_why() -> None:
    class UnableToDoIt(Refused):
        pass

    def refuse(_: JobContext) -> None:
        raise UnableToDoIt("thing.refused", name="it")

    asked = ask(refuse)
    assert worker().drain() == 1
    asked.refresh_from_db()
    assert asked.state == JobState.FAILED
    assert asked.failure == {"message": "thing.refused", "values": {"name": "it"}}


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_and_a_stop_request_ends_the_job_at_its_next_step() -> None:
    def count(context: JobContext) -> None:
        for step in range(5):
            context.progress(step, 5, f"stage {step}")
            if step == 2:
                seen.append(Job.objects.get(pk=context.job.pk))
                request_stop(job=context.job, by=ROOT, at=AT)

    seen: list[Job] = []
    asked = ask(count)
    worker().drain()
    asked.refresh_from_db()
    assert (seen[0].done, seen[0].total, seen[0].stage) == (2, 5, "stage 2")
    assert (asked.state, asked.done) == (JobState.CANCELLED, 3)


@pytest.mark.django_db(transaction=True)
def test_progress_may_be_reported_often() -> None:
    def count(context: JobContext) -> None:
        for step in range(5_000):
            context.progress(step, 5_000)

    asked = ask(count)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("comptoir.jobs.context.REPORT_EVERY", REPORT_EVERY * 100)
        worker().drain()
    asked.refresh_from_db()
    assert asked.state == JobState.DONE


@pytest.mark.django_db(transaction=True)
def test_a_queued_job_stops_at_once_and_a_finished_one_stays() -> None:
    waiting = ask()
    assert request_stop(job=waiting, by=ROOT, at=AT).state == JobState.CANCELLED
    assert worker().drain() == 0
    done = ask()
    worker().drain()
    assert request_stop(job=done, by=ROOT, at=AT).state == JobState.DONE


@pytest.mark.django_db(transaction=True)
def test_who_lost_the_lease_writes_nothing_more() -> None:
    other = worker()

    def lose(context: JobContext) -> Mapping[str, Any]:
        Job.objects.filter(pk=context.job.pk).update(lease_until=Now() - timedelta(seconds=1))
        behaviour["now"] = lambda _: {"by": "the other"}
        other.run_one()
        with pytest.raises(LeaseLost):
            context.heartbeat()
        return {"by": "the first"}

    asked = ask(lose)
    worker().run_one()
    asked.refresh_from_db()
    assert (asked.state, asked.result, asked.attempts) == (JobState.DONE, {"by": "the other"}, 2)


@pytest.mark.django_db(transaction=True)
def test_a_job_that_loses_its_worker_each_time_fails() -> None:
    asked = ask()
    Job.objects.filter(pk=asked.pk).update(
        state=JobState.RUNNING, attempts=3, lease_until=Now() - timedelta(seconds=1), worker="dead"
    )
    assert worker().run_one() is False
    asked.refresh_from_db()
    assert (asked.state, asked.failure["message"]) == (JobState.FAILED, "job.worker_lost")


@pytest.mark.django_db
@pytest.mark.clause("A-12")
def test_people_see_their_own_jobs_for_the_customer_they_act_for() -> None:
    ann = Actor("Ann", Channel.SESSION, user_id=1, customer_id=10)
    mine = ask(by=ann, customer_id=10)
    ask(by=ann, customer_id=11)
    ask(by=Actor("Bob", Channel.SESSION, user_id=2, customer_id=10), customer_id=10)
    assert list(jobs(ann)) == [mine]
    assert not jobs(ROOT).exists()
    assert jobs(system("desk", staff=frozenset({OPERATE_JOBS}))).count() == 3
