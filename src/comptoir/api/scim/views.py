"""SCIM 2.0 of one customer: its people and groups, by a token of that customer that may provision (A-15; RFC 7644)."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from scim2_models import Context, ResourceType, Schema, SearchRequest

from comptoir.access.capabilities import SCIM_PROVISION
from comptoir.api.guard import api_view
from comptoir.api.scim import discovery
from comptoir.api.scim.answering import found_rows, listed, page_of, resource, unchanged
from comptoir.api.scim.asking import body_of, customer_of, is_known, provisioner, root_of, search_of, version_of
from comptoir.api.scim.errors import NOT_THERE, error, speaks_scim
from comptoir.directory import queries
from comptoir.directory.actions.groups import describe_group, make_group, remove_group
from comptoir.directory.actions.people import describe, forget, provision
from comptoir.directory.columns import PEOPLE, TEAMS
from comptoir.directory.patching import POLICY, patched_group, patched_person
from comptoir.directory.shapes import (
    Person,
    SentGroup,
    SentUser,
    Team,
    shown_person,
    shown_team,
    wanted_group,
    wanted_person,
)

View = Callable[..., HttpResponseBase]
UNFILTERED = "What the service can do is given whole: it cannot be filtered."


def scim_view(*methods: str) -> Callable[[View], View]:
    """An address of the service, for a token that may provision the customer that it names."""

    def wrap(view: View) -> View:
        return api_view(SCIM_PROVISION, methods=methods, refuse=error)(speaks_scim(view))

    return wrap


@scim_view("GET")
def config(request: Any, customer: str) -> HttpResponse:
    """What the service can do."""
    customer_of(request, customer)
    return resource(discovery.configuration(root_of(customer)))


@scim_view("GET")
def resource_types(request: Any, customer: str, name: str = "") -> HttpResponse:
    """The kinds of resources, or one of them."""
    customer_of(request, customer)
    return _described(request, ResourceType, discovery.resource_types(root_of(customer)), name)


@scim_view("GET")
def schemas(request: Any, customer: str, name: str = "") -> HttpResponse:
    """The schemas, or one of them."""
    customer_of(request, customer)
    return _described(request, Schema, discovery.schemas(root_of(customer)), name)


@scim_view("GET", "POST")
def users(request: Any, customer: str) -> HttpResponse:
    """The people of the directory; a new one."""
    own = customer_of(request, customer)
    if request.method == "POST":
        said = SentUser.model_validate(body_of(request), scim_ctx=Context.RESOURCE_CREATION_REQUEST, scim_policy=POLICY)
        wanted = wanted_person(said, silent_active=True)
        made = provision(own, wanted, by=provisioner(request), at=request.now)
        return _person(request, customer, made.public_id, status=201)
    asked = search_of(request, Person)
    rows = found_rows(queries.people(request.actor), PEOPLE, asked)
    things, total = page_of([(rows, lambda row: shown_person(row, root_of(customer)))], asked)
    return listed(Person, things, total, asked)


@scim_view("GET", "PUT", "PATCH", "DELETE")
def user(request: Any, customer: str, name: str) -> HttpResponse:
    """One person: as they are, described anew, changed, forgotten."""
    customer_of(request, customer)
    if request.method == "GET":
        return _person(request, customer, name)
    person = queries.people(request.actor).get(public_id=name)
    acting = {"by": provisioner(request), "at": request.now, "version": version_of(request)}
    if request.method == "DELETE":
        forget(person, **acting)
        return HttpResponse(status=204)
    body = body_of(request)
    if request.method == "PUT":
        context = Context.RESOURCE_REPLACEMENT_REQUEST
        said = SentUser.model_validate(body, scim_ctx=context, scim_policy=POLICY)
        wanted = wanted_person(said, silent_active=person.active)
    else:
        wanted = patched_person(person, body)
    describe(person, wanted, **acting)
    return _person(request, customer, name)


@scim_view("GET", "POST")
def groups(request: Any, customer: str) -> HttpResponse:
    """The groups of the directory; a new one."""
    own = customer_of(request, customer)
    if request.method == "POST":
        context = Context.RESOURCE_CREATION_REQUEST
        said = SentGroup.model_validate(body_of(request), scim_ctx=context, scim_policy=POLICY)
        made = make_group(own, wanted_group(said), by=provisioner(request), at=request.now)
        return _team(request, customer, made.public_id, status=201)
    asked = search_of(request, Team)
    rows = found_rows(queries.groups(request.actor), TEAMS, asked)
    things, total = page_of([(rows, lambda row: shown_team(row, root_of(customer)))], asked)
    return listed(Team, things, total, asked)


@scim_view("GET", "PUT", "PATCH", "DELETE")
def group(request: Any, customer: str, name: str) -> HttpResponse:
    """One group: as it is, described anew, changed, removed."""
    customer_of(request, customer)
    if request.method == "GET":
        return _team(request, customer, name)
    found = queries.groups(request.actor).get(public_id=name)
    acting = {"by": provisioner(request), "at": request.now, "version": version_of(request)}
    if request.method == "DELETE":
        remove_group(found, **acting)
        return HttpResponse(status=204)
    body = body_of(request)
    if request.method == "PUT":
        context = Context.RESOURCE_REPLACEMENT_REQUEST
        wanted = wanted_group(SentGroup.model_validate(body, scim_ctx=context, scim_policy=POLICY))
    else:
        wanted = patched_group(found, body)
    describe_group(found, wanted, **acting)
    return _team(request, customer, name)


@scim_view("POST")
def search(request: Any, customer: str, kind: str = "") -> HttpResponse:
    """A list by a body instead of an address: of people, of groups, or of both, people first."""
    customer_of(request, customer)
    kinds: Any = {"Users": Person, "Groups": Team}.get(kind, Person | Team)
    asked = SearchRequest[kinds].model_validate(body_of(request), scim_ctx=Context.SEARCH_REQUEST)
    root = root_of(customer)
    parts: list[Any] = []
    if kinds is not Team:
        parts.append((found_rows(queries.people(request.actor), PEOPLE, asked), lambda row: shown_person(row, root)))
    if kinds is not Person:
        parts.append((found_rows(queries.groups(request.actor), TEAMS, asked), lambda row: shown_team(row, root)))
    things, total = page_of(parts, asked)
    return listed(kinds, things, total, asked)


@scim_view("GET", "POST", "PUT", "PATCH", "DELETE")
def nothing(request: HttpRequest, customer: str, rest: str) -> HttpResponse:
    """Any other address; also what is not offered: /Bulk, /Me."""
    return error(request, 404, NOT_THERE)


def _described(request: HttpRequest, kind: Any, things: list[Any], name: str) -> HttpResponse:
    if "filter" in request.GET:
        return error(request, 403, UNFILTERED)  # RFC 7644, 4: all of them, or none
    if not name:
        return listed(kind, things, len(things))
    found = next((one for one in things if str(one.id).casefold() == name.casefold()), None)
    if found is None:
        raise Http404
    return resource(found)


def _person(request: Any, customer: str, name: str, *, status: int = 200) -> HttpResponse:
    asked = search_of(request, Person)
    row = queries.people(request.actor).get(public_id=name)
    if is_known(request, row.version):
        return unchanged(row)
    return resource(shown_person(row, root_of(customer)), asked, status=status)


def _team(request: Any, customer: str, name: str, *, status: int = 200) -> HttpResponse:
    asked = search_of(request, Team)
    row = queries.groups(request.actor).get(public_id=name)
    if is_known(request, row.version):
        return unchanged(row)
    return resource(shown_team(row, root_of(customer)), asked, status=status)
