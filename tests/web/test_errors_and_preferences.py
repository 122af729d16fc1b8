"""Errors say one clear sentence; language and light are chosen by a form and kept."""

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from comptoir.access.models import User
from comptoir.config.urls import handler404, handler500
from comptoir.config.urls import urlpatterns as known
from comptoir.scope.authorize import NotAuthorized
from comptoir.web.errors import MESSAGES, server_error
from comptoir.web.views import public_view

pytestmark = pytest.mark.django_db
# This module is an address tree of its own, with the handlers of the real one.
__all__ = ["handler404", "handler500"]


@public_view("breaks on purpose")
def broken(request: object) -> None:
    raise RuntimeError("the secret of the trace")


@public_view("refuses on purpose")
def refused(request: object) -> None:
    raise NotAuthorized("invoices.view")


@public_view("looks for nothing on purpose")
def missing(request: object) -> None:
    User.objects.get(email="nobody@example.org")


def undeclared(request: object) -> None:
    raise AssertionError("A view without a declaration must never be reached.")


urlpatterns = [
    path("broken", broken),
    path("refused", refused),
    path("missing", missing),
    path("undeclared", undeclared),
    *known,
]


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_of_ours_shows_no_trace() -> None:
    response = Client(raise_request_exception=False).get("/broken")
    assert response.status_code == 500
    text = response.content.decode()
    assert "Something went wrong on our side" in text
    assert "secret of the trace" not in text


def test_even_without_a_database_the_fault_has_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_args: object, **_options: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(connection, "cursor", unreachable)
    request = RequestFactory().get("/")
    response = server_error(request)
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("address", ["/refused", "/missing", "/undeclared"])
def test_refused_missing_and_undeclared_are_the_same_404(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "This page does not exist" in response.content.decode()


def test_a_form_without_its_token_says_so_kindly() -> None:
    response = Client(enforce_csrf_checks=True).post("/preferences/theme", {"theme": "dark"})
    assert response.status_code == 403
    assert "This form has been open too long" in response.content.decode()


def test_every_error_has_its_sentence() -> None:
    assert set(MESSAGES) == {400, 403, 404, 405, 429, 500}
    assert all(str(title) and str(text) for title, text, _tone in MESSAGES.values())


def test_the_language_is_kept_for_the_browser_and_the_person(client: Client) -> None:
    """P-20: a user chooses a language."""
    user = User.objects.create_user("someone@example.org", name="Someone", language="fr")
    client.force_login(user)
    response = client.post("/preferences/language", {"language": "de", "next": "/account/sessions/"})
    assert response.headers["Location"] == "/account/sessions/"
    user.refresh_from_db()
    assert user.language == "de"
    assert '<html lang="de"' in client.get("/account/sessions/").content.decode()


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    response = client.post("/preferences/language", {"language": "xx", "next": "//elsewhere.example/"})
    assert response.headers["Location"] == "/"
    assert "language" not in response.cookies


@pytest.mark.parametrize(("chosen", "written"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"')])
def test_light_or_dark_is_kept(client: Client, chosen: str, written: str) -> None:
    client.post("/preferences/theme", {"theme": chosen, "next": "/"})
    assert written in client.get("/account/login/").content.decode()
    client.post("/preferences/theme", {"theme": "", "next": "/"})
    assert "data-theme=" not in client.get("/account/login/").content.decode()


@pytest.mark.parametrize("next_page", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x", "x"])
def test_nobody_is_sent_elsewhere(client: Client, next_page: str) -> None:
    response = client.post("/preferences/theme", {"theme": "dark", "next": next_page})
    assert response.headers["Location"] == "/"


def test_a_foreign_customer_cannot_be_chosen(client: Client) -> None:
    client.force_login(User.objects.create_user("someone@example.org", name="Someone"))
    client.post("/preferences/customer", {"customer": "7"})
    assert "active_customer" not in client.session
