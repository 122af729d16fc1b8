"""The name under which this site is reached is a request's claim: links and redirects come from the settings."""

from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from comptoir.access.models import User
from tests.portal.world import World

pytestmark = pytest.mark.django_db
PASSWORD = "violet-harbour-47-lamp"
FORWARDED = ("X-Forwarded-Host", "X-Host", "X-Original-Host", "Forwarded", "X-Forwarded-Server")


@pytest.fixture(autouse=True)
def two_brands(settings: Any) -> None:
    """One process that answers under two names; people are told one."""
    settings.ALLOWED_HOSTS = ["portal.example", "second.example", "testserver"]
    settings.PORTAL_URL = "https://portal.example"
    cache.clear()


def reachable(email: str = "eve@lumen.example") -> User:
    user = User.objects.create_user(email, PASSWORD, name="Eve", language="en")
    user.emailaddress_set.create(email=email, verified=True, primary=True)  # type: ignore[attr-defined]
    return user


def test_a_host_that_is_not_ours_is_refused() -> None:
    assert Client().get("/account/login/", HTTP_HOST="evil.example").status_code == 400
    assert Client().get("/account/login/", HTTP_HOST="second.example.evil.example").status_code == 400
    assert Client().get("/account/login/", HTTP_HOST="second.example").status_code == 200, "the twin"


@pytest.mark.parametrize("header", FORWARDED)
def test_a_host_that_a_header_claims_is_not_believed(header: str) -> None:
    answer = Client(headers={header: "evil.example"}).get("/invoices/")
    assert answer.status_code == 302
    assert "evil.example" not in str(dict(answer.headers))


@pytest.mark.parametrize("host", ["portal.example", "second.example"])
def test_the_link_of_a_mail_leads_to_the_portal_whatever_name_the_request_used(host: str) -> None:
    """A link for a new password never leads where a stranger asked for it."""
    user = reachable()
    asked = Client(headers={"X-Forwarded-Host": "evil.example"}).post(
        reverse("account_reset_password"), {"email": user.email}, HTTP_HOST=host
    )
    assert asked.status_code == 302
    (sent,) = mail.outbox  # type: ignore[attr-defined]
    said = f"{sent.subject}\n{sent.body}"
    assert "https://portal.example/account/password/reset/key/" in said
    assert "second.example" not in said and "evil.example" not in said and "http://" not in said


def test_the_link_to_confirm_an_address_leads_there_too() -> None:
    user = reachable()
    user.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]
    asked = {"login": user.email, "password": PASSWORD}
    assert Client().post(reverse("account_login"), asked, HTTP_HOST="second.example").status_code == 302
    (sent,) = mail.outbox  # type: ignore[attr-defined]
    assert "https://portal.example/account/confirm-email/" in sent.body
    assert "second.example" not in sent.body


def test_a_session_of_one_name_is_not_opened_by_a_link_of_another(world: World) -> None:
    """Cookies name no domain: a browser sends them to the name that set them alone."""
    client = Client()
    answer = client.post("/preferences/language", {"language": "nl"}, HTTP_HOST="second.example")
    client.force_login(world.lumen.people["finance"])
    assert answer.cookies
    assert all(not cookie["domain"] for cookie in (*answer.cookies.values(), *client.cookies.values()))
