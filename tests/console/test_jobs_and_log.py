"""Jobs and the audit log: what runs, what failed and why, who did what, and that nothing was taken away."""

import pytest
from django.utils import translation

from comptoir.access.models import User
from comptoir.audit.models import AuditEvent
from comptoir.console.jobs.words import title_of
from comptoir.jobs.models import DailyStep, Job, JobState
from comptoir.jobs.queue import enqueue
from comptoir.jobs.registry import kinds
from comptoir.kernel.clock import brussels_date
from tests.audit.tampering import guards_away
from tests.console.cast import Cast, text, work
from tests.portal.world import NOW, ROOT, World, actor_of


def test_a_job_that_failed_says_why_and_is_started_again(cast: Cast) -> None:
    job = enqueue("billing.try", {"period": "1999-99"}, by=actor_of(cast.people["bram"]), at=NOW)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.FAILED,
        finished_at=NOW,
        failure={"message": "billing.no_tariff", "values": {"period": "2026-10"}},
    )
    page = text(cast.bram.get(f"/console/jobs/{job.pk}/"))
    assert "No tariff is in force for October 2026; adopt one first." in page
    assert "Jobs that failed 1" in text(cast.bram.get("/console/"))
    again = cast.bram.post(f"/console/jobs/{job.pk}/again")
    assert again.status_code == 302 and Job.objects.filter(kind="billing.try").count() == 2
    newest = Job.objects.latest("pk")
    for _ in range(2):
        cast.bram.post(f"/console/jobs/{newest.pk}/stop")
    told = AuditEvent.objects.filter(object_type="jobs.job").order_by("sequence")
    assert [(event.verb, event.actor_label, event.object_ref) for event in told] == [
        ("job.started_again", "Bram", str(job.pk)),
        ("job.stop_asked", "Bram", str(newest.pk)),
    ]


def test_an_open_job_is_not_started_twice(cast: Cast) -> None:
    job = enqueue("billing.try", {"period": "2026-10"}, by=actor_of(cast.people["bram"]), at=NOW)
    for _ in range(2):
        assert cast.bram.post(f"/console/jobs/{job.pk}/again").headers["Location"] == f"/console/jobs/{job.pk}/"
    assert Job.objects.count() == 1


def test_progress_is_asked_for_alone_and_the_page_is_new_once_it_ended(cast: Cast) -> None:
    job = enqueue("billing.try", {"period": "2026-10"}, by=actor_of(cast.people["bram"]), at=NOW)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, done=3, total=12, stage="rating", started_at=NOW)
    answer = cast.bram.get(f"/console/jobs/{job.pk}/progress")
    assert "Pricing the month's usage" in text(answer) and "3 of 12" in text(answer)
    assert "<html" not in answer.content.decode() and "HX-Refresh" not in answer.headers
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, finished_at=NOW)
    assert cast.bram.get(f"/console/jobs/{job.pk}/progress").headers["HX-Refresh"] == "true"


def test_the_customer_desk_sees_its_own_jobs_only(cast: Cast) -> None:
    own = enqueue("billing.try", {"period": "2026-10"}, by=actor_of(cast.people["carla"]), at=NOW)
    other = enqueue("billing.try", {"period": "2026-09"}, by=actor_of(cast.people["bram"]), at=NOW)
    assert cast.carla.get(f"/console/jobs/{own.pk}/").status_code == 200
    for path in ("", "progress"):
        assert cast.carla.get(f"/console/jobs/{other.pk}/{path}").status_code == 404
    assert cast.carla.post(f"/console/jobs/{other.pk}/stop").status_code == 404
    assert Job.objects.get(pk=other.pk).cancel_requested_at is None


@pytest.mark.clause("R-10")
def test_the_log_is_searched_and_its_seals_are_checked(cast: Cast, world: World) -> None:
    anna = cast.anna
    page = text(anna.get("/console/audit/"))
    assert "Cards brought into service" in page and "lines.activated" not in page
    assert "the test world" in page
    narrowed = text(anna.get("/console/audit/", {"verb": "tariff.adopted"}))
    assert "1–1 of 1" in narrowed
    by_day = text(anna.get("/console/audit/", {"at_from": "2026-11-22"}))
    assert "Nothing matches these filters" in by_day
    assert "The operator's log is whole" in text(anna.post("/console/audit/verify", follow=True))
    tampered = AuditEvent.objects.filter(chain__customer_ref=0).order_by("sequence")[1]
    with guards_away():
        AuditEvent.objects.filter(pk=tampered.pk).update(verb="nothing")
    assert f"broken at event {tampered.sequence}" in text(anna.post("/console/audit/verify", follow=True))


def test_every_event_that_is_recorded_has_words(cast: Cast, world: World) -> None:
    """Nobody reads a code: what the world has done so far is named."""
    from comptoir.web.log.kinds import OBJECTS, VERBS

    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    objects = set(AuditEvent.objects.values_list("object_type", flat=True)) - {""}
    assert verbs - set(VERBS) == set()
    assert objects - set(OBJECTS) == set()


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_every_kind_of_job_has_a_name_of_its_own_language(language: str) -> None:
    """Whatever a context registers: the list of jobs names it, and nobody reads a code."""
    found = kinds()
    assert {"usage.import", "identity.send_invitation", "access.third_party_ends_soon", "jobs.daily"} <= set(found)
    with translation.override(language):
        names = {kind: title_of(Job(kind=kind, payload={})) for kind in found}
    assert [kind for kind, name in names.items() if name == kind] == []
    if language != "en":
        with translation.override("en"):
            assert [kind for kind in found if names[kind] == title_of(Job(kind=kind, payload={}))] == []


def test_what_came_of_the_day_is_said_in_words(cast: Cast) -> None:
    on = brussels_date(NOW)
    results = {"log_heads": {"chains": 6}, "lake_sweep": {"files": 2, "bytes": 3_000_000}, "reviews": {"count": 1}}
    for name, result in results.items():
        DailyStep.objects.create(on=on, name=name, finished_at=NOW, result=result)
    page = text(cast.anna.get("/console/jobs/"))
    for words in ("Chains of the log: 6", "Files removed: 2 · Room freed: 3", "Number: 1"):
        assert words in page
    assert "chains 6" not in page


def test_the_console_speaks_the_readers_language(cast: Cast) -> None:
    User.objects.filter(pk=cast.people["anna"].pk).update(language="fr")
    with translation.override("fr"):
        assert '<html lang="fr"' in cast.anna.get("/console/").content.decode()


def test_nothing_waits_once_all_is_done(cast: Cast) -> None:
    from tests.portal.world import build

    build(pdfs=True)
    work()
    assert "Nothing waits for you" in text(cast.bram.get("/console/"))
    assert ROOT.label == "the test world"
