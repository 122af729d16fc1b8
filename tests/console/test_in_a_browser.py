"""The console in a real browser: nothing for axe to find, at home on a phone, and a first run without JavaScript."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from comptoir.billing.models import BillRun, BillRunState, LineQuestion
from comptoir.catalogue.models import TariffVersion
from comptoir.jobs.models import Job
from comptoir.kernel.clock import FixedClock
from comptoir.usage.models import QuarantinedRecord, UsageBatch
from tests.browser import DARK, NO_SCRIPT, PHONE, axe_findings
from tests.console.cast import Cast, work
from tests.console.test_questions import ask
from tests.console.test_usage_files import read, rows
from tests.portal.world import World, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]


@pytest.fixture
def busy(cast: Cast) -> World:
    """A world in which everything has something to show."""
    world = build(pdfs=True)
    ask(world, "Why twice?")
    read(cast, [*rows(world), *rows(world, 2, number="+32479999999"), *rows(world, 1, kind="fax")])
    cast.bram.post("/console/billing/try", {"period": "2026-11"})
    work()
    return world


@pytest.fixture
def desk(open_page: Open, live_server: Any, cast: Cast) -> Open:
    """Opens a page of the console as one of the cast."""

    def opened(path: str, name: str = "anna", **options: Any) -> Page:
        page = open_page(**options)
        session = cast.client(name).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(path)
        return page

    return opened


def paths(world: World) -> list[str]:
    """One of each kind of page."""
    run, trial = BillRun.objects.filter(trial=False).first(), BillRun.objects.get(trial=True)
    assert run is not None
    number = world.lumen.invoice().number
    return [
        "/console/",
        "/console/search/?q=lumen",
        "/console/usage/",
        f"/console/usage/{UsageBatch.objects.latest('pk').pk}/",
        "/console/usage/upload",
        "/console/usage/quarantine/",
        f"/console/usage/quarantine/{QuarantinedRecord.objects.latest('pk').pk}/",
        "/console/billing/",
        "/console/billing/next",
        f"/console/billing/{run.pk}/",
        f"/console/billing/{trial.pk}/",
        f"/console/billing/invoices/{number}/",
        "/console/questions/",
        f"/console/questions/{LineQuestion.objects.latest('pk').pk}/",
        "/console/customers/",
        f"/console/customers/{world.lumen.customer.pk}/",
        "/console/catalogue/",
        "/console/catalogue/offer",
        "/console/catalogue/tariffs/",
        f"/console/catalogue/tariffs/{TariffVersion.objects.latest('pk').pk}/",
        "/console/catalogue/tariffs/adopt",
        "/console/jobs/",
        f"/console/jobs/{Job.objects.latest('pk').pk}/",
        "/console/audit/",
        "/console/setup/",
        "/console/setup/brand",
        "/console/setup/terms",
        "/console/setup/base",
        "/console/setup/customer",
    ]


@pytest.mark.parametrize("look", [{}, DARK | PHONE], ids=["desk", "dark phone"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(desk: Open, busy: World, look: dict[str, Any]) -> None:
    page = desk("/console/", **look)
    found = []
    for path in paths(busy):
        page.goto(path)
        found += [f"{path}: {finding}" for finding in axe_findings(page)]
        width, shown = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if width > shown:
            found.append(f"{path}: {width} px wide on {shown}")
    assert found == []


def test_a_month_is_billed_without_javascript(desk: Open, busy: World, clock: FixedClock) -> None:
    """Links and forms do it all: look, run, follow, see the proof."""
    clock.at = datetime(2026, 12, 2, 8, 0, tzinfo=UTC)
    page = desk("/console/", name="bram", **NO_SCRIPT)
    page.get_by_role("link", name="Month to bill").click()
    page.get_by_role("button", name="Run November 2026").click()
    expect(page.get_by_text("Queued").first).to_be_visible()
    work()
    page.get_by_role("link", name="Refresh").click() if page.get_by_role("link", name="Refresh").count() else None
    page.reload()
    page.get_by_role("link", name="See the result").click()
    expect(page.get_by_text("All totals agree")).to_be_visible()
    assert BillRun.objects.get(period="2026-11", trial=False).state == BillRunState.RECONCILED


def test_the_colour_is_shown_while_it_is_chosen(desk: Open, cast: Cast) -> None:
    page = desk("/console/setup/brand")
    page.locator("input[name=colour]").fill("#ffee88")
    expect(page.locator("#brand-preview")).to_contain_text("reads well")
    expect(page.get_by_role("img", name="Comptoir in #ffee88")).to_be_visible()


def test_progress_follows_by_itself_and_shows_the_end(desk: Open, busy: World) -> None:
    page = desk("/console/billing/next", name="bram")
    page.get_by_role("button", name="Try November 2026").click()
    expect(page.get_by_text("Queued").first).to_be_visible()
    work()
    expect(page.get_by_role("link", name="See the result")).to_be_visible()


def test_rows_are_ticked_and_discarded_together(desk: Open, busy: World) -> None:
    page = desk("/console/usage/quarantine/", name="bram")
    page.locator("[data-pick-all]").check()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("status")).to_contain_text("3 records are discarded.")
    expect(page.get_by_text("Nothing waits")).to_be_visible()
