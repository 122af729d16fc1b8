"""Bill runs in the console: preview, trial, run, double clicks, stopping, going on, the proof."""

from datetime import UTC, datetime

import pytest
from django.conf import settings

from comptoir.billing.actions.runs import finish
from comptoir.billing.jobs import run as run_job
from comptoir.billing.models import BillRun, BillRunState, Invoice, InvoiceLine
from comptoir.jobs.context import Cancelled, JobContext
from comptoir.jobs.models import Job, JobState
from comptoir.jobs.worker import LEASE
from comptoir.kernel.clock import FixedClock
from tests.console.cast import Cast, last_job, text, work
from tests.portal.world import ROOT, World, build

DECEMBER = datetime(2026, 12, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def billed(cast: Cast) -> World:
    """The world with its three months billed to the end, documents and proof included."""
    return build(pdfs=True)


@pytest.fixture
def december(billed: World, clock: FixedClock) -> World:
    """November is over: its usage waits, priced at the standard price."""
    clock.at = DECEMBER
    return billed


def test_a_month_is_looked_at_before_anything_happens(cast: Cast, december: World) -> None:
    home, page = text(cast.bram.get("/console/")), text(cast.bram.get("/console/billing/next"))
    assert "Month to bill November 2026 is over and not billed yet" in home
    assert "Bill November 2026" in page
    assert "Billing accounts 2" in page and "Cards 5" in page and "Usage records 40" in page
    assert "End the preview" not in page, "nobody looks as someone else here"
    assert not BillRun.objects.filter(period="2026-11").exists() and not Job.objects.filter(kind="billing.run")


def test_running_bills_the_month_and_shows_the_proof(cast: Cast, december: World) -> None:
    bram = cast.bram
    asked = bram.post("/console/billing/run", {"period": "2026-11"})
    assert asked.headers["Location"] == f"/console/jobs/{last_job('billing.run').pk}/"
    assert "Bill run of November 2026" in text(bram.get(asked.headers["Location"]))
    work()
    done = BillRun.objects.get(period="2026-11")
    assert done.state == BillRunState.RECONCILED
    page = bram.get(f"/console/billing/{done.pk}/")
    said = text(page)
    assert "All totals agree" in said and "Differ 0" not in said
    assert said.count(" Done ") == 5
    for invoice in Invoice.objects.filter(run=done):
        assert str(invoice.number) in said
        assert f"/console/billing/invoices/{invoice.number}/pdf" in page.content.decode()
    listed = text(bram.get("/console/billing/"))
    assert "Everything that is over is billed; December 2026 still runs" in listed


def test_a_second_click_is_the_same_job_and_a_later_one_says_so(cast: Cast, december: World) -> None:
    """B-02: a period is billed once, whoever clicks how often."""
    first, second = (cast.client(name).post("/console/billing/run", {"period": "2026-11"}) for name in ("bram", "anna"))
    assert first.headers["Location"] == second.headers["Location"]
    assert Job.objects.filter(kind="billing.run").count() == 1
    work()
    numbers = list(Invoice.objects.order_by("pk").values_list("number", flat=True))
    late = cast.bram.post("/console/billing/run", {"period": "2026-11"}, follow=True)
    assert "November 2026 is billed already; a month is billed once." in text(late)
    assert list(Invoice.objects.order_by("pk").values_list("number", flat=True)) == numbers
    assert not Job.objects.filter(kind="billing.run", state=JobState.QUEUED).exists()


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        ("2026-12", "December 2026 is not over yet, so it cannot be billed."),
        ("2026-07", "October 2026 is billed already, so July 2026 can no longer be."),
        ("november", "That is no month such as 2026-10."),
        ("", "That is no month such as 2026-10."),
    ],
)
def test_what_cannot_be_billed_is_said_in_one_sentence(cast: Cast, december: World, period: str, sentence: str) -> None:
    answer = cast.bram.post("/console/billing/run", {"period": period}, follow=True)
    assert answer.status_code == 200 and sentence in text(answer)
    assert not Job.objects.filter(kind="billing.run").exists()


def test_a_trial_keeps_totals_beside_the_last_run_and_nothing_else(cast: Cast, billed: World) -> None:
    """A month that still runs can be tried; no number is given and nobody sees anything."""
    before = (Invoice.objects.count(), InvoiceLine.objects.count())
    asked = cast.bram.post("/console/billing/try", {"period": "2026-11"})
    again = cast.bram.post("/console/billing/try", {"period": "2026-11"})
    assert asked.headers["Location"] == again.headers["Location"]
    work()
    tried = BillRun.objects.get(trial=True)
    page = text(cast.bram.get(f"/console/billing/{tried.pk}/"))
    assert "Trial of November 2026" in page and "against October 2026" in page
    assert (Invoice.objects.count(), InvoiceLine.objects.count()) == before
    job = text(cast.bram.get(asked.headers["Location"]))
    assert "See the result" in job


def test_a_run_stopped_between_stages_goes_on_where_it_stopped(cast: Cast, december: World) -> None:
    """B-02: what was finished stays; going on gives the same invoices as a run in one go."""
    bram = cast.bram
    bram.post("/console/billing/run", {"period": "2026-11"})
    job = last_job("billing.run")
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, worker="w", attempts=1)
    assert "It stops at its next step" in text(bram.post(f"/console/jobs/{job.pk}/stop", follow=True))
    job.refresh_from_db()
    with pytest.raises(Cancelled):
        run_job(JobContext(job, settings.CLOCK, LEASE), job.payload)
    Job.objects.filter(pk=job.pk).update(state=JobState.CANCELLED)
    stopped = BillRun.objects.get(period="2026-11")
    assert stopped.state != BillRunState.RECONCILED
    page = text(bram.get(f"/console/billing/{stopped.pk}/"))
    assert "Go on with this run" in page
    assert "Bill run not finished November 2026" in text(bram.get("/console/"))
    went_on = bram.post("/console/billing/run", {"period": "2026-11"})
    assert went_on.headers["Location"] == f"/console/billing/{stopped.pk}/"
    work()
    stopped.refresh_from_db()
    assert stopped.state == BillRunState.RECONCILED
    assert Invoice.objects.filter(run=stopped).count() == 2


def test_a_job_in_line_is_stopped_before_it_begins(cast: Cast, december: World) -> None:
    cast.bram.post("/console/billing/run", {"period": "2026-11"})
    assert "Stopped before it began." in text(
        cast.bram.post(f"/console/jobs/{last_job('billing.run').pk}/stop", follow=True)
    )
    work()
    assert not BillRun.objects.filter(period="2026-11").exists()


def test_totals_that_differ_are_listed_and_the_failure_is_a_sentence(cast: Cast, world: World) -> None:
    """B-09: an amount changed by hand is found, said where, and the run stays unproven."""
    run = BillRun.objects.get(period="2026-10")
    line = InvoiceLine.objects.filter(invoice__run=run).first()
    assert line is not None
    InvoiceLine.objects.filter(pk=line.pk).update(
        exact_micro=line.exact_micro + 1, remainder_micro=line.remainder_micro + 1
    )
    cast.bram.post("/console/billing/run", {"period": "2026-10"})
    work()
    page = text(cast.bram.get(f"/console/billing/{run.pk}/"))
    assert "Totals differ" in page and "What differs" in page and line.key in page
    assert "The run of October 2026 does not reconcile" in page
    assert "its totals differ" in text(cast.bram.get("/console/"))


def test_finish_is_the_stage_that_proves(world: World) -> None:
    """The page's last two stages are one commit: documents, then the comparison."""
    run = BillRun.objects.get(period="2026-10")
    assert run.state == BillRunState.ISSUED
    finish(run, by=ROOT, at=DECEMBER, progress=lambda *_: None)
    assert run.reconciliation["reconciled"] is True


def test_an_invoice_shows_its_lines_with_their_reasons(cast: Cast, world: World) -> None:
    invoice = world.lumen.invoice()
    page = text(cast.bram.get(f"/console/billing/invoices/{invoice.number}/"))
    assert "LUMEN Bakeries NV" in page and "National calls" in page
    for line in invoice.lines.all():
        why = cast.bram.get(f"/console/billing/invoices/{invoice.number}/lines/{line.position}/why")
        assert why.status_code == 200 and "Clause" in text(why)
    assert cast.bram.get(f"/console/billing/invoices/{invoice.number}/pdf").status_code == 404, "no document yet"
    assert cast.bram.get("/console/billing/invoices/2026-999999/").status_code == 404
