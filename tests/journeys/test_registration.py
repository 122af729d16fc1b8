"""In a browser: a company registers, is asked for a document, and is accepted; without JavaScript too."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import Page, expect

from comptoir.access.models import User
from comptoir.registration.models import Registration
from tests.browser import DARK, NO_SCRIPT, PHONE, axe_findings
from tests.console.cast import Cast, gather, work
from tests.registration.forms import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[Cast]:
    settings.DOCUMENTS_ROOT = tmp_path / "documents"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "receiving"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    yield gather()


def assert_no_findings(page: Page) -> None:
    page.evaluate("Promise.allSettled(document.getAnimations().map((each) => each.finished)).then(() => null)")
    assert axe_findings(page) == []


def mailed(text: str) -> str:
    """The path of the link in the last mail that holds a text."""
    work()
    body = [str(message.body) for message in mail.outbox if text in str(message.body)][-1]
    return "/register" + body.split("/register", 1)[1].split()[0]


def to_the_form(page: Page) -> None:
    page.goto("/account/login/")
    page.get_by_role("link", name="Register your company").click()
    page.get_by_label("Your e-mail address").fill("noor@zinneke.example")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    page.goto(mailed("/register/confirm/"))
    page.get_by_role("button", name="Confirm and go on").click()
    expect(page.get_by_role("heading", name="Register your company")).to_be_visible()


def fill(page: Page) -> None:
    for label, value in {
        "Legal name": "Zinneke Koffie BV", "Legal form": "BV", "Enterprise number": "0403.019.261",
        "VAT number": "BE 0403.019.261", "Street and number": "Vismarkt 3", "Postcode": "1000", "City": "Brussel",
        "Your name": "Noor Peeters", "Your phone number": "02 512 34 56",
    }.items():  # fmt: skip
        page.get_by_label(label).first.fill(value)
    page.get_by_label("I confirm that I have the powers").check()
    page.get_by_label("I have read the conditions of the portal").check()


@pytest.mark.clause("P-01", "P-02")
@pytest.mark.parametrize("options", [{}, DARK, PHONE], ids=["desk", "dark", "phone"])
def test_a_company_registers(
    open_page: Callable[..., Page], live_server: Any, cast: Cast, options: dict[str, Any]
) -> None:
    page = open_page(**options)
    to_the_form(page)
    assert_no_findings(page)
    number = page.get_by_label("Enterprise number").first
    number.fill("0403.019.262")
    number.blur()
    expect(page.locator("#said_enterprise_number")).to_contain_text("no Belgian enterprise number")
    number.fill("0403.019.261")
    number.blur()
    expect(page.locator("#said_enterprise_number")).to_contain_text("0403.019.261")
    expect(page.locator("#saved")).to_contain_text("Saved")
    page.get_by_label("A natural person").check()
    expect(page.get_by_label("Legal form")).to_be_hidden()
    page.get_by_label("A company (legal person)").check()
    page.get_by_role("button", name="Send the registration").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the full legal name")
    assert_no_findings(page)
    fill(page)
    page.get_by_role("button", name="Send the registration").click()
    expect(page.get_by_text("We are looking at it")).to_be_visible()
    assert_no_findings(page)
    registration = Registration.objects.get()
    cast.anna.post(f"/console/registrations/{registration.pk}/ask", {"kind": "statutes"})
    page.goto(mailed("we need"))
    page.get_by_label("File").set_input_files({"name": "statuten.pdf", "mimeType": "text/html", "buffer": PDF})
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_text("statuten.pdf")).to_be_visible()
    assert_no_findings(page)


@pytest.mark.clause("P-01")
def test_without_script(open_page: Callable[..., Page], live_server: Any, cast: Cast) -> None:
    page = open_page(**NO_SCRIPT)
    to_the_form(page)
    page.get_by_label("Legal name").first.fill("Zinneke")
    page.get_by_role("button", name="More affiliates").click()
    expect(page.get_by_role("group", name="Affiliate 3")).to_be_visible()
    page.get_by_role("button", name="Save and go on later").click()
    expect(page.get_by_label("Legal name").first).to_have_value("Zinneke")
    fill(page)
    page.get_by_role("button", name="Send the registration").click()
    expect(page.get_by_text("We are looking at it")).to_be_visible()
    page.get_by_role("button", name="Withdraw the registration").click()
    expect(page.get_by_text("Withdrawn", exact=True)).to_be_visible()


def test_the_desk_answers(open_page: Callable[..., Page], live_server: Any, cast: Cast) -> None:
    registrant = open_page()
    to_the_form(registrant)
    fill(registrant)
    registrant.get_by_role("button", name="Send the registration").click()
    expect(registrant.get_by_text("We are looking at it")).to_be_visible()
    page = open_page()
    client = Client()
    client.force_login(User.objects.get(email="anna@northwind.example"))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto("/console/registrations/")
    assert_no_findings(page)
    page.get_by_role("link", name="Zinneke Koffie BV").click()
    assert_no_findings(page)
    page.get_by_role("button", name="Accept the registration").click()
    expect(page.get_by_text("is a customer from today on")).to_be_visible()
    registrant.reload()
    expect(registrant.get_by_text("Accepted", exact=True)).to_be_visible()
