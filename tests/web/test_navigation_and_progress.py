"""Navigation shows what one may do; progress says how far a job is and how long it will take."""

from datetime import timedelta

import pytest
from django.urls import get_resolver
from django.utils import translation

from comptoir.jobs.models import Job, JobState
from comptoir.scope.actor import Actor, Channel
from comptoir.web import icons
from comptoir.web.context import initials
from comptoir.web.navigation import items, shown_to
from comptoir.web.progress import shown_job
from tests.web.things import NOW

STAFF = Actor(label="S", channel=Channel.DESK, staff=frozenset({"operate.settings"}))


def test_items_are_shown_only_to_whom_their_page_would_answer() -> None:
    get_resolver()
    keys = [item.key for item in shown_to(STAFF, "console", "/console/components")]
    assert "components" in keys
    assert "batches" not in keys
    assert shown_to(None, "console") == []
    assert shown_to(Actor(label="N", channel=Channel.SESSION), "portal")[0].key == "overview"


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/console/", "home"),
        ("/console/components", "components"),
        ("/console/components/why", "components"),
        ("/x", ""),
    ],
)
def test_the_item_of_the_page_is_marked(path: str, current: str) -> None:
    marked = [item.key for item in shown_to(STAFF, "console", path) if item.current]
    assert marked == ([current] if current else [])


def test_every_item_has_an_icon_that_exists() -> None:
    for place in ("portal", "console"):
        assert {item.icon for item in items(place)} <= set(icons.names())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "letters"), [("Ann De Smet", "AS"), ("Ann", "A"), ("ann.b@example.org", "AE"), ("", "?"), ("42", "?")]
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def job(**values: object) -> Job:
    return Job(pk=1, kind="x", **{"state": JobState.RUNNING, "started_at": NOW - timedelta(seconds=60), **values})


@pytest.mark.parametrize(
    ("done", "total", "share", "count", "estimate"),
    [
        (50, 100, 50, "50 of 100", "about 60 seconds left"),
        (10, 100, 10, "10 of 100", "about 9 minutes left"),
        (99, 100, 99, "99 of 100", "a few seconds left"),
        (0, 100, 0, "0 of 100", ""),
        (1_234, None, None, "1,234", ""),
        (150, 100, 100, "150 of 100", "a few seconds left"),
    ],
)
def test_a_running_job(done: int, total: int | None, share: int | None, count: str, estimate: str) -> None:
    with translation.override("en"):
        found = shown_job(job(done=done, total=total), now=NOW, title="Job", url="/j")
    assert (found.share, found.count, found.estimate) == (share, count, estimate)
    assert found.is_open


def test_a_finished_job_is_not_asked_again() -> None:
    with translation.override("en"):
        found = shown_job(job(state=JobState.DONE, done=3, total=3), now=NOW, title="Job", url="/j")
    assert not found.is_open
    assert found.estimate == ""
