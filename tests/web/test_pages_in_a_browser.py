"""The component page in a real browser: no finding of axe, works at 400 px, by keyboard and without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from comptoir.access.models import StaffRole, User
from tests.browser import NO_SCRIPT, PHONE, axe_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
COMPONENTS = "/console/components"


@pytest.fixture
def staff_page(open_page: Open, live_server: Any) -> Open:
    """Opens a page of the console, signed in, with the options of a context."""
    user = User.objects.create_user("desk@example.org", name="Olga Peeters", language="en")
    StaffRole.objects.create(user=user, role="administrator")
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value

    def opened(path: str = COMPONENTS, **options: Any) -> Page:
        page = open_page(**options)
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(path, timeout=60_000)  # the first page of a process loads it all
        return page

    return opened


@pytest.mark.parametrize(
    "path", [COMPONENTS, "/console/components/why", "/account/2fa/", "/settings/security/", "/account/email/"]
)
def test_axe_finds_nothing(staff_page: Open, path: str) -> None:
    assert _findings_in_every_look(staff_page(path)) == []


@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/", "/nowhere"])
def test_axe_finds_nothing_before_signing_in(open_page: Open, path: str) -> None:
    page = open_page()
    page.goto(path)
    assert _findings_in_every_look(page) == []


def _findings_in_every_look(page: Page) -> list[str]:
    """At a desk in the light, then the same page on a phone in the dark."""
    at_desk = axe_findings(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.set_viewport_size({"width": 400, "height": 800})
    return at_desk + axe_findings(page)


def test_nothing_scrolls_sideways_at_400(staff_page: Open) -> None:
    page = staff_page(**PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    expect(page.locator(".side")).to_be_hidden()
    page.locator("#fold > summary").click()
    expect(page.locator("#fold").get_by_role("link", name="Components")).to_be_visible()


def test_a_figure_says_why_beside_the_page(staff_page: Open) -> None:
    page = staff_page()
    page.get_by_role("link", name="Why this figure?").first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("at €0.05 a minute")
    assert axe_findings(page) == []
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    assert page.url.endswith(COMPONENTS)


def test_a_list_is_searched_while_one_types(staff_page: Open) -> None:
    page = staff_page()
    page.locator("#list-samples-q").click()
    page.keyboard.type("éclair", delay=20)
    expect(page.locator("#list-samples .pages-range")).to_contain_text("of 20")
    assert "q=%C3%A9clair" in page.url
    expect(page.locator("#list-samples-q")).to_be_focused()
    page.get_by_role("link", name="Remove the filter “éclair”").click()
    expect(page.locator("#list-samples .pages-range")).to_contain_text("of 100")


def test_rows_are_walked_and_opened_by_keyboard(staff_page: Open) -> None:
    page = staff_page()
    page.locator("body").press("j")
    page.locator("body").press("j")
    expect(page.locator("#list-samples tbody tr:nth-child(2) th a")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**row=2**")


def test_ticked_rows_bring_up_what_can_be_done(staff_page: Open) -> None:
    page = staff_page()
    bar = page.locator("#list-samples .bulk-bar")
    expect(bar).to_be_hidden()
    page.get_by_label("Select 2026-11-00418").check()
    expect(bar).to_contain_text("1 selected")
    bar.get_by_label("all 100 that match").check()
    bar.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_role("status")).to_contain_text("Done.")


def test_light_and_dark_are_chosen_at_once_and_kept(staff_page: Open) -> None:
    page = staff_page()
    page.locator(".who").click()
    with page.expect_response("**/preferences/theme"):
        page.get_by_role("button", name="Dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_everything_works_without_javascript(staff_page: Open) -> None:
    page = staff_page(**NO_SCRIPT)
    lists = page.locator("#list-samples")
    lists.locator("summary", has_text="Status").click()
    lists.get_by_label("Overdue").check()
    lists.locator("details[open]").get_by_role("button", name="Apply").click()
    expect(page.locator("#list-samples .pages-range")).to_contain_text("of 20")
    page.get_by_role("link", name="Total").first.click()
    assert "sort=total" in page.url
    page.get_by_role("link", name="Why this figure?").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Why this figure?")


def test_signing_in_reaches_the_page_that_was_wanted(open_page: Open, live_server: Any) -> None:
    user = User.objects.create_user("desk@example.org", "a-long-password", name="Olga Peeters", language="en")
    StaffRole.objects.create(user=user, role="administrator")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    page = open_page()
    page.goto(COMPONENTS)
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"**{COMPONENTS}")


@pytest.mark.parametrize("options", [{}, NO_SCRIPT], ids=["with-script", "without"])
def test_no_table_is_cut_where_the_words_are_long(staff_page: Open, options: dict[str, Any]) -> None:
    """At a tablet's width, in the longest language: what its box cannot show is reached by scrolling in it."""
    User.objects.update(email="olga.peeters.van.den.eynde@customer-desk.northwind.example", language="de")
    page = staff_page("/console/staff/", viewport={"width": 660, "height": 800}, **options)
    box = page.locator(".table-box").first
    last, edge = box.locator("thead th").last, "one => one.getBoundingClientRect().right"
    assert last.evaluate(edge) > box.evaluate(edge)
    box.evaluate("box => box.scrollBy(box.scrollWidth, 0)")
    assert last.evaluate(edge) <= box.evaluate(edge)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if not options:
        assert axe_findings(page) == []
        expect(page.get_by_role("region", name="Personen")).to_have_attribute("tabindex", "0")
