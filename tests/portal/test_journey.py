"""In a browser: from the overview to the invoice, its line, a card, a call, and why it costs what it costs."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DARK, NO_SCRIPT, PHONE, axe_findings
from tests.portal.world import Firm, World, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shown(transactional_db: None) -> Iterator[World]:
    yield build(pdfs=True)


def signed_in(page: Page, live_server: Any, world: World, person: str = "owner", firm: Firm | None = None) -> Page:
    """The page with this person's session."""
    session = world.client(person, firm).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return page


def assert_no_findings(page: Page) -> None:
    """What axe says once nothing moves any more: half shown is half as strong a contrast."""
    page.evaluate("Promise.allSettled(document.getAnimations().map((each) => each.finished)).then(() => null)")
    assert axe_findings(page) == []


@pytest.mark.clause("D-01")
@pytest.mark.parametrize("options", [{}, DARK, PHONE], ids=["desk", "dark", "phone"])
def test_from_the_total_to_one_call(
    open_page: Callable[..., Page], live_server: Any, shown: World, options: dict[str, Any]
) -> None:
    page = signed_in(open_page(**options), live_server, shown)
    page.goto("/")
    assert_no_findings(page)
    page.locator(".answer-value a").first.click()
    expect(page.get_by_role("heading", name="Why it differs from the last one")).to_be_visible()
    assert_no_findings(page)
    page.get_by_role("link", name="National calls", exact=True).click()
    expect(page.get_by_role("heading", name="Cards that make up this line")).to_be_visible()
    assert_no_findings(page)
    page.locator("tbody th a").first.click()
    page.wait_for_url("**/usage/2026-10/**")
    assert_no_findings(page)
    page.locator("tbody a.why").first.click()
    expect(page.locator("#sheet .explained-sentence")).to_be_visible()
    assert_no_findings(page)


def test_a_question_without_script(open_page: Callable[..., Page], live_server: Any, shown: World) -> None:
    page = signed_in(open_page(**NO_SCRIPT), live_server, shown)
    page.goto(f"/invoices/{shown.lumen.invoice().number}/")
    page.get_by_role("link", name="National calls", exact=True).click()
    page.get_by_role("link", name="Ask about this line").click()
    page.get_by_label("Your question").fill("Who called so much?")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("Who called so much?")).to_be_visible()
    expect(page.get_by_text("Waiting for an answer")).to_be_visible()


def test_the_pdf_downloads(open_page: Callable[..., Page], live_server: Any, shown: World) -> None:
    page = signed_in(open_page(), live_server, shown)
    number = shown.lumen.invoice().number
    page.goto(f"/invoices/{number}/")
    with page.expect_download() as started:
        page.get_by_role("link", name="PDF").click()
    assert started.value.suggested_filename == f"{number}.pdf"


def test_the_slash_key_goes_to_the_search(open_page: Callable[..., Page], live_server: Any, shown: World) -> None:
    page = signed_in(open_page(), live_server, shown)
    page.goto("/cards/")
    page.keyboard.press("/")
    page.keyboard.type("LUMEN person 1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    expect(page.get_by_text("LUMEN person 1").first).to_be_visible()
    assert_no_findings(page)
