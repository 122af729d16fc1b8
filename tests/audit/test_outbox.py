"""An event travels with its action's commit, and becomes jobs at least once."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import TestCase

from comptoir.audit.models import OutboxEvent
from comptoir.audit.outbox import emit
from comptoir.jobs.dispatch import dispatch, dispatch_waiting
from comptoir.jobs.models import Job

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_nothing_follows_from_what_was_rolled_back() -> None:
    with TestCase.captureOnCommitCallbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        emit("user.invited", {"user": 1}, AT)
        raise RuntimeError
    assert not OutboxEvent.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_the_commit_makes_the_jobs_of_the_table() -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        emit("user.invited", {"user": 1}, AT)
        assert not Job.objects.exists()
    assert list(Job.objects.values_list("kind", "payload")) == [("identity.send_invitation", {"user": 1})]
    assert OutboxEvent.objects.get().dispatched_at is not None


@pytest.mark.django_db
def test_what_a_dead_process_left_is_picked_up_once() -> None:
    event = emit("user.invited", {"user": 1}, AT)  # the test's transaction never commits: nobody dispatched
    assert not Job.objects.exists()
    assert dispatch_waiting() == 1
    assert dispatch_waiting() == 0
    dispatch(event.pk)
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_an_event_without_reaction_is_settled() -> None:
    emit("nothing.follows", {}, AT)
    assert dispatch_waiting() == 1
    assert dispatch_waiting() == 0
    assert not Job.objects.exists()
