"""The second step works under the strict content policy: passkeys, an authenticator app, recovery codes (A-13)."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from comptoir.access.models import StaffRole, User
from tests.browser import axe_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clause("A-13")]
PASSWORD = "a-long-password"


@pytest.fixture
def person() -> User:
    user = User.objects.create_user("desk@example.org", PASSWORD, name="Olga Peeters", language="en")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    StaffRole.objects.create(user=user, role="administrator")
    return user


def sign_in(page: Page, user: User) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/account/login/" not in url)


def sign_out(page: Page) -> None:
    page.locator(".who").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/**")


def code_of(secret: str) -> str:
    """What the app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_a_passkey_is_added_and_signs_in(open_page: Callable[..., Page], person: User) -> None:
    page = open_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, person)
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add a key").click()
    expect(page.get_by_text("Recovery codes").first).to_be_visible()
    page.goto("/account/2fa/webauthn/")
    expect(page.get_by_role("row", name="My laptop")).to_contain_text("Passkey")
    assert axe_findings(page) == []
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/console/")


def test_an_authenticator_app_asks_for_its_code(open_page: Callable[..., Page], person: User) -> None:
    page = open_page()
    sign_in(page, person)
    page.goto("/account/2fa/totp/activate/")
    expect(page.locator(".qr")).to_be_visible()
    assert axe_findings(page) == []
    secret = page.locator(".mono").inner_text().strip()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    expect(page.locator(".codes li")).to_have_count(10)
    recovery = page.locator(".codes li").first.inner_text()
    assert axe_findings(page) == []
    page.goto("/console/")
    sign_out(page)
    sign_in(page, person)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    assert axe_findings(page) == []
    page.locator("input[name=code]").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/console/")
