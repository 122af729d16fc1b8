"""The route matrix for programs: every address x method x profile, by the token of each profile (A-14)."""

import pytest
from django.test import Client

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.seats import designate_access_owner
from comptoir.access.actions.tokens import create_token
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import PROFILES
from comptoir.access.tokens import TOKEN_CAPABILITIES
from comptoir.parties.actions.customers import create_customer
from comptoir.scope.actor import Channel
from comptoir.scope.models import ScopeKind
from comptoir.scope.tree import add_node
from comptoir.web.views import Declaration, declaration_of
from tests.access.crawling import Route, routes
from tests.architecture.test_routes import SAMPLES
from tests.portal.world import NOW, ROOT, START

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def tokens(db: None) -> dict[str, tuple[Client, frozenset[str]]]:
    """For each profile a program with all that its token can be made for."""
    customer = create_customer(code="matrix", legal_name="Matrix NV", accepted_on=START, by=ROOT, at=NOW)
    line = add_node(kind=ScopeKind.LINE, label="line", customer_ref=customer.pk, at=NOW, parents=[customer.scope])
    found = {}
    for profile in PROFILES:
        person = invite_user(customer, email=f"{profile}@matrix.example", name=profile, by=ROOT, at=NOW)
        if profile == "access_owner":
            designate_access_owner(customer, holder=person, by=ROOT, at=NOW)
        else:
            scope = line if profile == "service_user" else customer.scope
            give_right(customer, holder=person, profile=profile, scope=scope, by=ROOT, at=NOW)
        actor = actor_for(person, customer.pk, Channel.SESSION, NOW)
        named = [one for one in TOKEN_CAPABILITIES if actor.may(one)]
        if profile != "access_owner":
            named = [one for one in named if one != "scim.provision"]
        made = create_token(customer, user=person, name="all", capabilities=named, days=1, by=actor, at=NOW)
        client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {made.secret}"})
        found[profile] = (client, frozenset(named))
    return found


def test_every_cell_is_answered_as_declared(tokens: dict[str, tuple[Client, frozenset[str]]]) -> None:
    """Who holds none of what an operation needs is refused, by whatever method; who does is not."""
    wrong = []
    for route, declared in _for_programs():
        for who, (client, named) in tokens.items():
            for method in METHODS:
                status = client.generic(method, _address(route), b"{}", content_type="application/json").status_code
                if not _fits(declared, named, method, status):
                    wrong.append(f"{method} {route.pattern} as {who}: {status}")
    assert not wrong


def test_a_page_without_parameters_answers_who_may(tokens: dict[str, tuple[Client, frozenset[str]]]) -> None:
    """The legitimate twin of the matrix."""
    wrong = []
    for route, declared in _for_programs():
        if route.names or "GET" not in declared.methods:
            continue
        for who, (client, named) in tokens.items():
            allowed = not declared.capabilities or named & set(declared.capabilities)
            if allowed and (status := client.get(_address(route)).status_code) != 200:
                wrong.append(f"{route.pattern} as {who}: {status}")
    assert not wrong


@pytest.mark.django_db
def test_each_operation_is_described_with_what_it_needs(client: Client) -> None:
    """The OpenAPI document and the declarations say the same."""
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    described = {
        path: tuple(operation["x-capabilities"]) for path, methods in paths.items() for operation in methods.values()
    }
    declared = {
        "/" + route.pattern.replace("<", "{").replace(">", "}"): found.capabilities
        for route, found in _for_programs()
        if route.pattern.startswith("api/v1/") and "path:rest" not in route.pattern
    }
    assert described == declared


def _for_programs() -> list[tuple[Route, Declaration]]:
    found = [(route, declaration_of(route.view)) for route in routes()]
    kept = [(route, declared) for route, declared in found if declared is not None and declared.place == "api"]
    assert len(kept) > 20
    return kept


def _fits(declared: Declaration, named: frozenset[str], method: str, status: int) -> bool:
    if method not in declared.methods and not (method == "HEAD" and "GET" in declared.methods):
        return status == 405
    if declared.capabilities and not named & set(declared.capabilities):
        return status == 403
    return status not in (401, 403, 405) and status < 500


def _address(route: Route) -> str:
    address = route.address(SAMPLES)
    assert address is not None, route.pattern
    return address
