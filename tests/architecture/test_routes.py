"""The route matrix: every address x method x profile is answered as its view declares, and by default not at all."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.seats import designate_access_owner
from comptoir.access.capabilities import PROFILES, SERVICE_USER, STAFF_ROLES
from comptoir.access.models import StaffRole, User
from comptoir.kernel.clock import FixedClock
from comptoir.parties.actions.customers import create_customer
from comptoir.scope.models import ScopeKind
from comptoir.scope.tree import add_node
from comptoir.web.acting import GUARDED_ELSEWHERE
from comptoir.web.views import Declaration, declaration_of
from tests.access.crawling import Route, routes
from tests.portal.world import NOW, ROOT, START

METHODS = ("GET", "HEAD", "POST", "DELETE")
#: Sign-in by django-allauth guards itself: its addresses are fixed here, so that a new one is looked at.
SIGN_IN = "account/"
SAMPLES = {
    "pk": "1", "number": "1", "position": "1", "part": "price", "month": "2026-10", "line": "1",
    "record": "1.1", "thing": "invoice", "named": "1", "report": "by-card", "stem": "app", "digest": "0",
    "ending": "css", "key": "x", "uidb36": "1",
    "field": "legal_name", "application": "my_invoice_online",
    "customer": "matrix", "name": "x", "rest": "x", "kind": "Users", "token": "x",
    "code": "x", "slug": "x", "provider_id": "x", "organization_slug": "x",
}  # fmt: skip


@pytest.fixture(autouse=True)
def at_a_fixed_instant() -> Iterator[None]:
    before, settings.CLOCK = settings.CLOCK, FixedClock(NOW)
    yield
    settings.CLOCK = before


@pytest.fixture
def clients(db: None) -> dict[str, Client]:
    """A browser for each profile, each staff role, someone without rights and someone who is not signed in."""
    customer = create_customer(code="matrix", legal_name="Matrix NV", accepted_on=START, by=ROOT, at=NOW)
    line = add_node(kind=ScopeKind.LINE, label="line", customer_ref=customer.pk, at=NOW, parents=[customer.scope])
    found = {"nobody": _signed_in(_person(customer, "nobody")), "anonymous": _browser()}
    for profile in PROFILES:
        person = _person(customer, profile)
        if profile == "access_owner":
            designate_access_owner(customer, holder=person, by=ROOT, at=NOW)
        else:
            place = line if profile == SERVICE_USER else customer.scope
            give_right(customer, holder=person, profile=profile, scope=place, by=ROOT, at=NOW)
        found[profile] = _signed_in(person)
    for role in STAFF_ROLES:
        person = User.objects.create_user(f"{role}@northwind.example", None, name=role, joined_at=NOW)
        StaffRole.objects.create(user=person, role=role)
        found[f"staff:{role}"] = _signed_in(person)
    return found


def test_every_route_is_declared_or_is_known_to_guard_itself() -> None:
    """An undeclared route fails the build, whoever wrote it."""
    silent = [
        route.pattern
        for route in routes()
        if declaration_of(route.view) is None
        and not (route.view.__module__.startswith(GUARDED_ELSEWHERE) and route.pattern.startswith(SIGN_IN))
    ]
    assert not silent, f"Declare who may reach these (web/views.py): {silent}"


def test_every_declared_capability_exists() -> None:
    known = frozenset().union(*PROFILES.values(), *STAFF_ROLES.values())
    for route in routes():
        declared = declaration_of(route.view)
        assert declared is None or set(declared.capabilities) <= known, route.pattern


def test_whoever_may_not_is_answered_as_if_nothing_were_there(clients: dict[str, Client]) -> None:
    """The whole matrix of those who are to be refused; every cell is asked."""
    wrong = []
    for route in routes():
        declared = declaration_of(route.view)
        if declared is None:
            continue
        address = _address(route)
        for who, client in clients.items():
            for method in METHODS:
                expected = _refusal(declared, who, method)
                if expected and (status := client.generic(method, address).status_code) not in expected:
                    wrong.append(f"{method} {route.pattern} as {who}: {status}, not {expected}")
    assert not wrong


def test_whoever_may_is_let_in(clients: dict[str, Client]) -> None:
    """The legitimate twin: a page without parameters answers everyone whom it declares."""
    wrong = []
    for route in routes():
        declared = declaration_of(route.view)
        if declared is None or route.names or "GET" not in declared.methods:
            continue
        for who, client in clients.items():
            if who != "anonymous" and not _refusal(declared, who, "GET"):
                status = client.get(_address(route)).status_code
                if status not in (200, 302):
                    wrong.append(f"{route.pattern} as {who}: {status}")
    assert not wrong


def _refusal(declared: Declaration, who: str, method: str) -> tuple[int, ...]:
    """The statuses of which one is due; empty: the declaration lets this in."""
    has_method = method in declared.methods or (method == "HEAD" and "GET" in declared.methods)
    if declared.place == "public":
        return () if has_method else (405,)
    if declared.place == "api":
        return (401,)  # a browser's session opens nothing there: tests/api/test_routes.py asks with tokens
    if who == "anonymous":
        return (302,)
    if not has_method:
        return (404, 405)
    if declared.place == "signed_in":
        return ()
    is_staff = who.startswith("staff:")
    if is_staff and declared.place == "portal":
        return (404, 302)  # the overview sends the operator's people to their own first page
    if is_staff != (declared.place == "console"):
        return (404,)
    own = STAFF_ROLES[who.removeprefix("staff:")] if is_staff else PROFILES.get(who, frozenset())
    return () if not declared.capabilities or own & set(declared.capabilities) else (404,)


def _address(route: Route) -> str:
    unknown = [name for name in route.names if name not in SAMPLES]
    assert not unknown, f"{route.pattern} has the parameter {unknown}: add a sample of it to SAMPLES in this file."
    address = route.address(SAMPLES)
    assert address is not None, f"No sample of SAMPLES fits {route.pattern}."
    return address


def _person(customer, name: str) -> User:
    return invite_user(customer, email=f"{name}@matrix.example", name=name, by=ROOT, at=NOW)


def _browser() -> Client:
    return Client(raise_request_exception=False)


def _signed_in(person: User) -> Client:
    client = _browser()
    client.force_login(person)
    return client
