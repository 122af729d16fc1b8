"""Signing in and looking after it, in a real browser: at a desk and on a telephone, without script too (A-13, P-13)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Page, expect

from comptoir.access.models import User
from comptoir.identity.actions.domains import ask_domain
from tests.browser import NO_SCRIPT, axe_findings
from tests.identity.company import AGO, PASSWORD, World, build, invited, openid
from tests.identity.provider import Provider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clause("A-13")]
Open = Callable[..., Page]


@pytest.fixture
def world(transactional_db: None) -> World:
    return build()


@pytest.fixture
def at_our_address(live_server: Any, settings: LazySettings) -> Iterator[None]:
    settings.PORTAL_URL = live_server.url
    yield


@pytest.fixture
def as_ann(open_page: Open, world: World, live_server: Any) -> Open:
    """Pages of Acme's Access Owner."""
    client = Client()
    client.force_login(User.objects.get(pk=world.acme.people["ann"].pk))
    session = client.cookies["sessionid"].value

    def opened(path: str) -> Page:
        page = open_page(viewport={"width": 1280, "height": 900})
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(path)
        return page

    return opened


def in_every_look(page: Page) -> list[str]:
    """At a desk in the light, then on a telephone in the dark; nothing scrolls sideways there."""
    found = axe_findings(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.set_viewport_size({"width": 400, "height": 800})
    sideways = page.evaluate("document.documentElement.scrollWidth > 400")
    found += axe_findings(page) + (["scrolls sideways"] if sideways else [])
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


@pytest.mark.parametrize("options", [{}, NO_SCRIPT], ids=["with script", "without"])
def test_signing_in_takes_an_address_and_a_password(open_page: Open, world: World, options: dict[str, Any]) -> None:
    page = open_page(**options)
    page.goto("/account/login/?next=/invoices/")
    page.get_by_label("E-mail address").fill("bob@acme.example")
    page.get_by_role("button", name="Continue").click()
    if not options:
        assert in_every_look(page) == []
    page.get_by_label("Password").fill("something-else-entirely")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("The e-mail address or the password is not right.").first).to_be_visible()
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/invoices/")


def test_the_company_s_page_is_reached_and_comes_back(
    open_page: Open, world: World, provider: Provider, at_our_address: None
) -> None:
    """A browser carries it all: our policy lets it go to the provider, and back it comes signed in."""
    world.acme.prove("acme.example", "ann")
    row = openid(world.acme, provider, "ann")
    link = invited(row, world.acme.people["bob"], world.acme.acting("ann"))
    page = open_page(ignore_https_errors=True)

    page.goto(link)
    assert in_every_look(page) == []
    page.get_by_role("button", name="Continue").click()
    page.locator("#go").click()
    page.locator(".who").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill("bob@acme.example")
    page.get_by_role("button", name="Continue").click()
    page.locator("#go").click()
    page.goto("/settings/security/")
    expect(page.get_by_text("it looks after your password").first).to_be_visible()
    assert in_every_look(page) == []


def test_pages_of_signing_in_and_security(as_ann: Open, world: World, provider: Provider) -> None:
    world.acme.prove("acme.example", "ann")
    row = openid(world.acme, provider, "ann")
    asked = ask_domain(world.acme.customer, name="b.example", by=world.acme.acting("ann"), at=AGO)
    page = as_ann("/settings/security/")
    addresses = (
        "", "history", "report", "rules", "rules/history", "domains/add", f"domains/{asked.pk}", "providers/add",
        f"providers/{row.pk}", f"report/for/{world.acme.people['bob'].pk}",
    )  # fmt: skip
    found = {}
    for address in addresses:
        page.goto(f"/settings/security/{address}")
        found[address] = in_every_look(page)
    assert not any(found.values()), found


def test_a_domain_is_asked_for_and_shown(as_ann: Open) -> None:
    page = as_ann("/settings/security/rules")
    page.get_by_role("link", name="Add a domain").click()
    page.get_by_label("Domain").fill("gmail.com")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("cannot be your company's alone").first).to_be_visible()
    page.get_by_label("Domain").fill("acme.example")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("_comptoir.acme.example")).to_be_visible()
    page.get_by_role("button", name="Look for it now").click()
    expect(page.get_by_text("is not there yet").first).to_be_visible()


def test_only_what_the_chosen_protocol_needs_is_asked(as_ann: Open) -> None:
    page = as_ann("/settings/security/providers/add")
    expect(page.get_by_label("Client ID")).to_be_visible()
    expect(page.get_by_label("Or its metadata itself")).to_be_hidden()
    page.get_by_label("SAML 2.0").check()
    expect(page.get_by_label("Client ID")).to_be_hidden()
    expect(page.get_by_label("Or its metadata itself")).to_be_visible()


@pytest.mark.clause("P-13")
def test_a_report_is_one_page_and_one_press(as_ann: Open) -> None:
    page = as_ann("/settings/security/")
    page.get_by_role("link", name="Report it").first.click()
    page.get_by_label("Password").check()
    page.get_by_label("Stolen").check()
    page.get_by_role("button", name="Report it and end everything").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reported, and everything has ended")
    assert in_every_look(page) == []
    page.goto("/")
    page.wait_for_url("**/account/login/**")
