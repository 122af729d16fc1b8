"""What every answer says of itself to browsers, and what the key of a session is worth to a thief."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from comptoir.access.models import User
from tests.portal.world import World

pytestmark = pytest.mark.django_db
PAGES = ["/", "/invoices/", "/nothing/here", "/account/login/", "/cards/?export=csv", "/api/v1/invoices", "/search?q=x"]


def someone(password: str) -> User:
    cache.clear()
    user = User.objects.create_user("eve@lumen.example", password, name="Eve", language="en")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)  # type: ignore[attr-defined]
    return user


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_says_how_it_is_to_be_taken(world: World, address: str) -> None:
    for client in (world.client("owner"), Client()):
        headers = client.get(address).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Content-Type"].partition(";")[0] in ("text/html", "text/csv", "application/problem+json")
        assert "charset=utf-8" in headers["Content-Type"] or "json" in headers["Content-Type"]


@pytest.mark.parametrize("address", PAGES)
def test_no_other_origin_is_let_in(world: World, address: str) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for method in ("GET", "OPTIONS"):
        headers = world.client("owner").generic(method, address, headers=asked).headers
        assert not [name for name in headers if name.lower().startswith("access-control-")]


def test_trace_is_no_method(world: World) -> None:
    """The page that answers a GET repeats nothing to a TRACE."""
    client = world.client("owner")
    answer = client.generic("TRACE", "/invoices/", headers={"X-Secret": "canary"})
    assert answer.status_code in (404, 405) and b"canary" not in answer.content
    assert client.get("/invoices/").status_code == 200, "the twin"


def test_signing_in_changes_the_key_of_the_session() -> None:
    """Who knew the key before knows nothing after."""
    password = "violet-harbour-47-lamp"
    user, client = someone(password), Client()
    session = client.session
    session["planted"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post(reverse("account_login"), {"login": user.email, "password": password})
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.session_key != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert "_auth_user_id" not in thief.session


def test_a_long_password_signs_in() -> None:
    """Every sign of it counts: without the last one it is another."""
    password = "violet harbour é " * 8
    user = someone(password.strip() + "x")
    for typed, comes_in in ((password.strip() + "y", False), (password.strip() + "x", True)):
        client = Client()
        client.post(reverse("account_login"), {"login": user.email, "password": typed})
        assert ("_auth_user_id" in client.session) == comes_in
