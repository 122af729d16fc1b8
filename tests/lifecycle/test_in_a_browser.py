"""The pages of contracts in a real browser: nothing for axe to find, at home on a phone, and without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from comptoir.access.actions.suspensions import block_address, suspend_user
from comptoir.access.models import Suspension, User
from comptoir.lifecycle.actions.defaults import send_notice_of_default
from comptoir.lifecycle.actions.documents import accept, publish_version
from comptoir.lifecycle.actions.notices import give_notice
from comptoir.lifecycle.models import ContractNotice
from comptoir.lifecycle.reading import in_force
from tests.browser import DARK, NO_SCRIPT, PHONE, axe_findings
from tests.lifecycle.cast import NOW, TODAY, Firm, desk, firm, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]


@pytest.fixture
def told() -> Firm:
    """A customer of which everything has something to show."""
    found = firm()
    root, by = desk("administrator"), found.actor(found.owner)
    for days, body in ((20, "A notice takes 15 days."), (2, "A notice takes 30 days. We answer.")):
        texts = dict.fromkeys(("fr", "nl", "en", "de"), f"Keep it safe.\n\n{body}")
        ago = NOW - timedelta(days=days)
        publish_version(kind="general_conditions", effective_on=ago.date(), texts=texts, by=root, at=ago)
    first = in_force((NOW - timedelta(days=10)).date())
    accept(first, user=found.owner, customer=found.customer, way="use", by=by, at=NOW - timedelta(days=9))
    send_notice_of_default(found.customer, obligation="Two invoices.", by=root, at=NOW - timedelta(days=17))
    give_notice(found.customer, text="We leave.", by=by, at=NOW)
    why = {"ground": "security", "reason": "Odd."}
    suspend_user(found.fleet, customer=found.customer, **why, by=root, at=NOW)
    block_address("198.51.100.0/24", reason="Attack.", by=root, at=NOW)
    return found


@pytest.fixture
def opened(open_page: Open, live_server: Any) -> Open:
    """Opens a page as somebody."""

    def opening(path: str, user: User, **options: Any) -> Page:
        page = open_page(**options)
        session = signed_in(user).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(path, timeout=60_000)  # the first page of a process loads it all
        return page

    return opening


def paths(told: Firm) -> tuple[list[str], list[str]]:
    """One of each kind of page: the portal's, the console's."""
    latest, stop = in_force(TODAY)[0].pk, Suspension.objects.get().pk
    documents = ("terms", f"terms/{latest}/", "terms/refuse", "order")
    portal = ["/cards/", *(f"/contract/{name}" for name in ("", "notice", "applications", "defaults/send", *documents))]
    own = f"/console/contracts/{told.customer.pk}/"
    console = ["/console/contracts/", own, own + "notice", own + "letter", own + "default", "/console/contracts/unused",
               "/console/contracts/documents", f"/console/contracts/documents/{latest}/", "/console/contracts/order",
               "/console/contracts/documents/publish", "/console/suspensions/", "/console/suspensions/person",
               f"/console/suspensions/{stop}/", "/console/suspensions/addresses", "/console/jobs/"]  # fmt: skip
    return portal, console


@pytest.mark.parametrize("look", [{}, DARK, PHONE], ids=["light", "dark", "phone"])
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(told: Firm, opened: Open, look: Any) -> None:
    portal, console = paths(told)
    anna = User.objects.get(email="administrator@northwind.example")
    found = {}
    for person, addresses in ((told.owner, portal), (anna, console)):
        page = opened(addresses[0], person, **look)
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None and answer.status == 200, address
            wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            if problems := [*axe_findings(page), *(["wider than the window"] if wide else [])]:
                found[address] = problems
    assert found == {}


def test_a_notice_without_javascript(opened: Open, db: None) -> None:
    lumen = firm()
    page = opened("/contract/", lumen.owner, **NO_SCRIPT)
    page.get_by_role("link", name="End by notice").click()
    page.get_by_label("Your letter").fill("We leave.")
    page.get_by_role("button", name="End by notice").click()
    assert page.get_by_text("The whole portal ends: the last day is 6 December 2026").is_visible()
    page.get_by_role("button", name="Withdraw the notice").click()
    assert ContractNotice.objects.get().withdrawn_at is not None


def test_the_difference_is_said_to_who_does_not_see_it(told: Firm, opened: Open) -> None:
    latest = in_force(TODAY)[0].pk
    page = opened(f"/contract/terms/{latest}/", told.owner)
    assert "15" in page.locator("del").inner_text()
    assert "came" in page.locator("ins").first.text_content().lower()


def test_somebody_stopped_reads_one_sentence(told: Firm, opened: Open) -> None:
    page = opened("/", told.fleet)
    assert page.get_by_role("heading", level=1).inner_text() == "Your access is closed at the moment"
    assert axe_findings(page) == []
