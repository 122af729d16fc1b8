"""In a browser, also at a phone's width: someone is invited, given a right, sees by it, and the right ends."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Page, expect

from comptoir.access.models import Grant, User
from tests.browser import DARK, NO_SCRIPT, PHONE
from tests.portal.test_journey import assert_no_findings, signed_in
from tests.portal.world import World, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: The first page of a process loads it all, in milliseconds.
FIRST = 60_000


@pytest.fixture
def shown(transactional_db: None, tmp_path: Any) -> Iterator[World]:
    before, settings.HOME = settings.HOME, tmp_path
    cache.clear()
    yield build()
    settings.HOME = before


@pytest.mark.clause("A-02", "A-06")
@pytest.mark.parametrize("options", [PHONE, DARK, NO_SCRIPT], ids=["phone", "dark", "without-script"])
def test_invited_given_seen_and_ended(
    open_page: Callable[..., Page], live_server: Any, shown: World, options: dict[str, Any]
) -> None:
    checks = assert_no_findings if options is not NO_SCRIPT else lambda _page: None
    page = signed_in(open_page(**options), live_server, shown)
    page.goto("/people/", timeout=FIRST)
    checks(page)
    page.get_by_role("link", name="Invite a person").first.click()
    page.get_by_label("Name").fill("Nova Star")
    page.get_by_label("E-mail address").fill("nova@lumen.example")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("heading", name="What may Nova Star do?")).to_be_visible()
    page.get_by_label("Finance administrator").check()
    page.get_by_text("LUMEN Bakeries NV accounts (lumen-ca)", exact=True).click()
    page.get_by_label("Employee").check()
    checks(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="See what follows").click()
    expect(page.get_by_role("heading", name="What follows for Nova Star")).to_be_visible()
    checks(page)
    page.get_by_role("button", name="Give this right").click()
    expect(page.get_by_role("heading", name="Finance administrator")).to_be_visible()
    checks(page)
    nova = User.objects.get(email="nova@lumen.example")
    shown.lumen.people["nova"] = nova
    theirs = signed_in(open_page(**options), live_server, shown, "nova")
    theirs.goto("/invoices/")
    expect(theirs.get_by_role("heading", name="Invoices")).to_be_visible()
    page.get_by_role("link", name="End Finance administrator").click()
    expect(page.get_by_text("Nobody else loses anything.")).to_be_visible()
    checks(page)
    page.get_by_role("button", name="End it now").click()
    expect(page.get_by_text("No right yet")).to_be_visible()
    assert theirs.goto("/invoices/").status == 404  # type: ignore[union-attr]
    assert not Grant.objects.filter(holder=nova, to_at=None).exists()


def test_the_long_tree_is_searched_as_one_types(open_page: Callable[..., Page], live_server: Any, shown: World) -> None:
    from comptoir.parties.actions.accounts import create_cost_centre
    from tests.portal.world import NOW, ROOT

    for number in range(20):
        create_cost_centre(shown.lumen.customer, code=f"X{number}", name=f"Shop {number}", by=ROOT, at=NOW)
    page = signed_in(open_page(**PHONE), live_server, shown, "manager")
    page.goto(f"/people/{shown.lumen.people['finance'].pk}/give", timeout=FIRST)
    page.get_by_label("Buyer").check()
    page.get_by_label("Search a place").first.fill("centre 17")
    expect(page.locator("#places").get_by_text("Cost centre 12")).to_have_count(0)
    page.locator("#places").get_by_text("Cost centre 17").click()
    expect(page.get_by_label("Buyer")).to_be_checked()
    assert_no_findings(page)


def test_a_file_is_looked_at_and_applied(open_page: Callable[..., Page], live_server: Any, shown: World) -> None:
    page = signed_in(open_page(**PHONE), live_server, shown)
    page.goto("/people/file", timeout=FIRST)
    assert_no_findings(page)
    text = "Name;E-mail address;What;Where\nEva;eva@lumen.example;Buyer;100\nMax;max@lumen.example;Emperor;100\n"
    page.set_input_files("input[type=file]", {"name": "p.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name="Look at every line").click()
    expect(page.get_by_text("Emperor is no profile")).to_be_visible()
    assert_no_findings(page)
    page.get_by_role("link", name="Another file").click()
    good = text.rpartition("Max")[0].encode()
    page.set_input_files("input[type=file]", {"name": "p.csv", "mimeType": "text/csv", "buffer": good})
    page.get_by_role("button", name="Look at every line").click()
    page.get_by_role("button", name="Do this now").click()
    expect(page.get_by_text("1 person is invited.")).to_be_visible()
    assert_no_findings(page)


@pytest.mark.parametrize("options", [PHONE, DARK], ids=["phone", "dark"])
def test_every_other_page_of_people_is_found_in_order(
    open_page: Callable[..., Page], live_server: Any, shown: World, options: dict[str, Any]
) -> None:
    finance, fleet = shown.lumen.people["finance"].pk, shown.lumen.people["fleet"].pk
    Grant.objects.filter(holder_id=finance).update(may_delegate=True)
    Grant.objects.create(
        customer=shown.lumen.customer, holder_id=fleet, profile="finance_administrator", given_label="t",
        scope=shown.lumen.account.scope, parent=Grant.objects.get(holder_id=finance),
        from_at=Grant.objects.get(holder_id=finance).from_at,
    )  # fmt: skip
    page = signed_in(open_page(**options), live_server, shown)
    for address in (
        f"/people/{fleet}/copy?colleague={finance}", f"/people/{finance}/leave?to={fleet}", f"/people/{finance}/",
        "/people/profiles", "/people/profiles/new", "/people/mine",
    ):  # fmt: skip
        answer = page.goto(address, timeout=FIRST)
        assert answer is not None and answer.status == 200, address
        assert_no_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_long_words_are_read_at_a_phone(open_page: Callable[..., Page], live_server: Any, shown: World) -> None:
    """In the longest language: an address is not cut, two rights stand below each other, a button is one line."""
    from comptoir.access.actions.rights import give_right
    from comptoir.access.actors import actor_for
    from comptoir.scope.actor import Channel
    from tests.portal.world import NOW

    company, person = shown.lumen.customer, shown.lumen.people["finance"]
    User.objects.filter(pk=person.pk).update(email="marie-christine.vandenbroucke@lumen-bakeries.example")
    User.objects.filter(pk=shown.lumen.people["owner"].pk).update(language="de")
    owner = actor_for(shown.lumen.people["owner"], company.pk, Channel.SESSION, NOW)
    give_right(company, holder=person, profile="buyer", scope=company.scope, by=owner, at=NOW)
    page = signed_in(open_page(**PHONE), live_server, shown, "owner")
    page.goto("/people/", timeout=FIRST)
    cut = "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth).map(cell => cell.innerText)"
    assert page.locator(".table tbody td").evaluate_all(cut) == []
    places = page.locator(".table tbody tr", has_text="vandenbroucke").locator("td > div").all()
    tops = [box["y"] for place in places if (box := place.bounding_box())]
    assert len(tops) == 2
    assert tops[0] < tops[1]
    heights = page.locator(".title-actions > .button").evaluate_all("all => all.map(one => one.clientHeight)")
    assert len(heights) == 2
    assert max(heights) < 42


@pytest.mark.parametrize("width", [400, 1100])
def test_every_tab_is_in_sight_in_the_longest_language(
    open_page: Callable[..., Page], live_server: Any, shown: World, width: int
) -> None:
    """A row that scrolls sideways hides its last tabs: nothing says that there are more."""
    User.objects.filter(pk=shown.lumen.people["owner"].pk).update(language="de")
    page = signed_in(open_page(viewport={"width": width, "height": 800}), live_server, shown)
    page.goto("/people/", timeout=FIRST)
    tabs = page.locator("nav.tabs")
    assert tabs.get_by_role("link").count() >= 6
    assert tabs.evaluate("row => row.scrollWidth <= row.clientWidth")
    for tab in tabs.get_by_role("link").all():
        box = tab.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
