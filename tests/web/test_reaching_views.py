"""Default deny: who may reach a view stands on the view, and what may not be seen does not exist."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from comptoir.access.models import StaffRole, User
from comptoir.scope.actor import Actor, Channel
from comptoir.web.acting import GUARDED_ELSEWHERE
from comptoir.web.views import console_view, declaration_of, portal_view, public_view, signed_in_view

CUSTOMER = Actor(label="C", channel=Channel.SESSION, customer_id=1, grants={"invoices.view": frozenset({1})})
STAFF = Actor(label="S", channel=Channel.DESK, staff=frozenset({"operate.billing", "invoices.view"}))
NOBODY = Actor(label="N", channel=Channel.SESSION)


def said(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


def request_of(actor: Actor | None, method: str = "GET", path: str = "/x/") -> Any:
    request: Any = RequestFactory().generic(method, path)
    request.actor = actor
    request.user = SimpleNamespace(is_authenticated=True) if actor else AnonymousUser()
    return request


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.callback
        else:
            yield from routes(pattern, prefix + str(pattern.pattern))


def test_every_route_declares_who_may_reach_it() -> None:
    """A-12: a route without a declaration answers 404; none is left so by mistake."""
    silent = [
        path
        for path, view in routes()
        if declaration_of(view) is None and not view.__module__.startswith(GUARDED_ELSEWHERE)
    ]
    assert not silent


def test_public_routes_are_few_and_say_why() -> None:
    public = {path: declaration_of(view) for path, view in routes()}
    reasons = {path: found.reason for path, found in public.items() if found and found.place == "public"}
    assert all(len(reason) > 10 for reason in reasons.values()), reasons


def test_the_operators_people_have_no_page_of_the_portal_and_customers_none_of_the_console() -> None:
    """Each place is for its own people, whatever capability they hold."""
    with pytest.raises(Http404):
        portal_view("invoices.view")(said)(request_of(STAFF))
    with pytest.raises(Http404):
        console_view("invoices.view")(said)(request_of(CUSTOMER))
    assert portal_view("invoices.view")(said)(request_of(CUSTOMER)).status_code == 200
    assert console_view("operate.billing")(said)(request_of(STAFF)).status_code == 200


def test_without_the_capability_the_page_does_not_exist() -> None:
    for view in (portal_view("lines.view"), portal_view("lines.view", "usage.view")):
        with pytest.raises(Http404):
            view(said)(request_of(CUSTOMER))
    assert portal_view("lines.view", "invoices.view")(said)(request_of(CUSTOMER)).status_code == 200
    with pytest.raises(Http404):
        portal_view("invoices.view")(said)(request_of(NOBODY))


def test_who_is_not_signed_in_is_asked_to_and_comes_back() -> None:
    response = portal_view("invoices.view")(said)(request_of(None, path="/invoices/?state=late"))
    assert response.status_code == 302
    assert response.headers["Location"] == "/account/login/?next=/invoices/%3Fstate%3Dlate"
    posted = signed_in_view(methods=("POST",))(said)(request_of(None, "POST"))
    assert posted.headers["Location"].endswith("?next=/")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_methods_that_are_not_declared_are_refused(method: str) -> None:
    assert portal_view()(said)(request_of(CUSTOMER, method)).status_code == 405
    assert public_view("everyone")(said)(request_of(None, method)).status_code == 405
    assert portal_view()(said)(request_of(CUSTOMER, "HEAD")).status_code == 200


def test_what_someone_sees_is_kept_by_no_cache() -> None:
    for response in (portal_view()(said)(request_of(CUSTOMER)), portal_view()(said)(request_of(None))):
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "Cookie" in response.headers["Vary"]


@pytest.mark.django_db
def test_staff_are_shown_to_the_console_from_the_front_door(client: Client) -> None:
    user = User.objects.create_user("desk@example.org", name="Desk")
    StaffRole.objects.create(user=user, role="administrator")
    client.force_login(user)
    assert client.get("/").headers["Location"] == "/console/"
    assert client.get("/console/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/console/components", "/nowhere"])
def test_a_page_that_is_not_yours_and_one_that_is_not_there_look_the_same(client: Client, path: str) -> None:
    client.force_login(User.objects.create_user("someone@example.org", name="Someone", language="en"))
    response = client.get(path)
    assert response.status_code == 404
    assert "This page does not exist" in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"
