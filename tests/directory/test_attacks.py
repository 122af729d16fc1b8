"""One customer's directory reaches nothing of another's: by path, filter, body, header or page; each with its twin."""

import json
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptoir.access.actions.rights import end_right, give_right
from comptoir.access.actions.suspensions import lift, suspend_customer
from comptoir.access.actions.tokens import create_token, revoke_token
from comptoir.access.capabilities import ACCESS_MANAGER, INVOICES_VIEW, PEOPLE_MANAGE, SCIM_PROVISION
from comptoir.access.models import Grant, Membership
from comptoir.api import limits
from comptoir.api.scim import asking, views
from comptoir.directory import patching
from comptoir.directory.models import DirectoryGroup, DirectoryUser
from comptoir.kernel.clock import FixedClock
from tests.access.group import AT, ROOT, Group
from tests.directory.connected import GROUP, PATCH, USER, Directory, ask, two

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-15")]
METHODS = ("GET", "PUT", "PATCH", "DELETE")
RENAMED = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "displayName", "value": "pwned"}]}


@pytest.fixture
def world() -> tuple[Group, Directory, Directory]:
    return two()


def test_another_customers_ids_do_not_exist(world: tuple[Group, Directory, Directory]) -> None:
    """By whatever method, with the own root and with theirs; the answer is that of an id made up."""
    _group, own, other = world
    theirs = other.provision("sue", "sue@stranger.example")
    team = other.ask("POST", "Groups", {"schemas": [GROUP], "displayName": "Theirs"}).json()
    for kind, key in (("Users", theirs["id"]), ("Groups", team["id"])):
        body = RENAMED | {"userName": "x", "displayName": "pwned"}
        for method in METHODS:
            made_up = own.ask(method, f"{kind}/00000000-0000-0000-0000-000000000000", body)
            answer = own.ask(method, f"{kind}/{key}", body)
            assert (answer.status_code, answer.content) == (404, made_up.content)
            assert own.ask(method, f"{kind}/{key}", body, code=other.customer.code).status_code == 404
            assert other.ask(method, f"{kind}/{key}").status_code != 404, "the twin"
            other.ask("DELETE", "nothing")
    assert not DirectoryUser.objects.filter(display_name="pwned").exists()
    assert not DirectoryGroup.objects.filter(display_name="pwned").exists()


def test_another_customers_root_does_not_exist(world: tuple[Group, Directory, Directory]) -> None:
    """Not even its description, and no differently from a customer that was never there."""
    _group, own, other = world
    for path in ("ServiceProviderConfig", "Schemas", "ResourceTypes", "Users", "Groups"):
        foreign, made_up = own.ask("GET", path, code=other.customer.code), own.ask("GET", path, code="nobody")
        assert (foreign.status_code, foreign.content) == (404, made_up.content)
        assert own.ask("GET", path).status_code == 200
    body = {"schemas": [USER], "userName": "x", "emails": [{"value": "x@stranger.example"}]}
    assert own.ask("POST", "Users", body, code=other.customer.code).status_code == 404
    assert not DirectoryUser.objects.exists()


def test_a_parent_companys_token_does_not_provision_its_affiliate(world: tuple[Group, Directory, Directory]) -> None:
    """The Access Owner of a parent manages its affiliates by hand; a directory's token is for the one customer."""
    group, _own, _other = world
    actor = group.acting("ann")
    secret = create_token(
        group.parent.customer,
        user=group.people["ann"],
        name="own",
        capabilities=[SCIM_PROVISION],
        days=1,
        by=actor,
        at=AT,
    ).secret
    assert ask(secret, "GET", "/scim/v2/parent/Users").status_code == 200
    assert ask(secret, "GET", "/scim/v2/affiliate/Users").status_code == 404


def test_a_right_on_a_part_provisions_nothing(world: tuple[Group, Directory, Directory]) -> None:
    """People belong to the whole customer."""
    group, own, _other = world
    end_right(Grant.objects.get(holder=own.token.user), by=group.acting("ann"), at=AT)
    part = group.parent.billing[0].scope
    give_right(
        own.customer,
        holder=own.token.user,
        profile=ACCESS_MANAGER,
        capabilities=[SCIM_PROVISION],
        scope=part,
        by=ROOT,
        at=AT,
    )
    assert own.ask("GET", "Users").status_code == 404


def test_filters_and_searches_find_ones_own_only(world: tuple[Group, Directory, Directory]) -> None:
    _group, own, other = world
    mine = own.provision("eva", "eva@both.example")
    other.provision("eva", "eva@both.example", externalId="secret-7")
    other.ask("POST", "Groups", {"schemas": [GROUP], "displayName": "Theirs"})
    for filter_ in ('userName eq "eva"', 'emails.value eq "eva@both.example"', "id pr", 'userName ne "x"'):
        found = own.ask("GET", f"Users?filter={filter_}").json()
        assert [one["id"] for one in found["Resources"]] == [mine["id"]]
    assert own.ask("GET", 'Users?filter=externalId eq "secret-7"').json()["totalResults"] == 0
    for path in (".search", "Users/.search"):
        found = own.ask("POST", path, {"filter": "id pr"}).json()
        assert [one["id"] for one in found["Resources"]] == [mine["id"]]
    assert own.ask("GET", "Groups").json()["totalResults"] == 0


def test_another_customers_people_join_no_group(world: tuple[Group, Directory, Directory]) -> None:
    """As little as someone who does not exist; the twin joins."""
    _group, own, other = world
    mine, theirs = own.provision("eva", "eva@parent.example"), other.provision("sue", "sue@stranger.example")
    team = {"schemas": [GROUP], "displayName": "Mixed"}
    answers = [
        own.ask("POST", "Groups", team | {"members": [{"value": key}]})
        for key in (theirs["id"], "00000000-0000-0000-0000-000000000000", str(DirectoryUser.objects.first().pk))
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(400, answers[0].content)}
    nested = own.ask("POST", "Groups", team | {"members": [{"value": mine["id"], "type": "Group"}]})
    assert nested.status_code == 400
    assert not DirectoryGroup.objects.exists()
    assert own.ask("POST", "Groups", team | {"members": [{"value": mine["id"]}]}).status_code == 201


INJECTIONS = [
    'userName eq "x\' OR 1=1 --"',
    'userName eq "\\" or id pr or userName eq \\""',
    'userName co "%"',
    'userName sw "_"',
    'displayName eq "\\u0000"',
    'displayName co "\\ud800"',
    'userName eq "x"; DROP TABLE directory_directoryuser',
    'emails[value eq "x\') UNION SELECT 1 --"]',
    "user.password pr",
    "customer eq 1",
    'userName__regex eq "."',
    "active eq 'true'",
    'meta.created gt "9999-12-31T23:59:59-23:59"',
    'meta.created gt "0001-01-01T00:00:00+23:59"',
    "not (" * 40 + "id pr" + ")" * 40,
    " or ".join(["id pr"] * 240),
    " or ".join(["emails pr"] * 150),
    " or ".join(["not (emails pr)"] * 60),
    "userName eq " + '"' + "x" * 3000 + '"',
    "((((((((",
    "",
    " ",
    "id",
    'id eq "x" and',
]


@pytest.mark.parametrize("filter_", INJECTIONS, ids=lambda said: said[:40])
def test_a_filter_is_never_more_than_a_filter(world: tuple[Group, Directory, Directory], filter_: str) -> None:
    """Answered with rows of one's own or refused in a sentence; nothing else happens."""
    _group, own, other = world
    own.provision("eva", "eva@parent.example")
    other.provision("sue", "sue@stranger.example")
    response = own.ask("GET", f"Users?filter={quote(filter_)}")
    assert response.status_code in (200, 400), response.content
    assert "sue" not in response.content.decode()
    if response.status_code == 400:
        assert response.json()["detail"]
    assert DirectoryUser.objects.count() == 2


@pytest.mark.parametrize(
    "query",
    [
        "count=999999999999999999999", "startIndex=99999999999999999999999", "count=-5", "startIndex=-9", "count=0",
        "count=1e3", "sortBy=password", "sortBy=emails", "sortBy=userName&sortOrder=sideways", "attributes=password",
        "attributes=user,customer,pk", "excludedAttributes=id,schemas", "sortBy=user__password", "count=%00",
    ],
)  # fmt: skip
def test_pages_have_an_end(world: tuple[Group, Directory, Directory], query: str) -> None:
    _group, own, _other = world
    own.provision("eva", "eva@parent.example")
    response = own.ask("GET", f"Users?{query}")
    assert response.status_code in (200, 400), response.content
    if response.status_code == 200:
        assert len(response.json()["Resources"]) <= 200
        assert "password" not in response.content.decode()


def test_tokens_of_another_kind_provision_nothing(world: tuple[Group, Directory, Directory]) -> None:
    """A token for reading people, for invoices; one revoked, over, in the address, in a cookie, twice, as Basic."""
    group, own, _other = world
    actor, ann = group.acting("ann"), group.people["ann"]
    for capabilities in ([PEOPLE_MANAGE], [INVOICES_VIEW]):
        secret = create_token(
            own.customer, user=ann, name=capabilities[0], capabilities=capabilities, days=1, by=actor, at=AT
        ).secret
        assert ask(secret, "GET", "/scim/v2/parent/Users").status_code == 403
    root = "/scim/v2/parent/Users"
    browser = Client(raise_request_exception=False)
    assert browser.get(root).status_code == 401
    assert browser.get(f"{root}?access_token={own.secret}").status_code == 401
    assert browser.get(f"{root}?{own.secret}").status_code == 401
    assert own.ask("GET", f"Users?token={own.secret}").status_code == 401, "in the address as well as in the header"
    for header in (
        f"Basic {own.secret}",
        own.secret,
        f"Bearer {own.secret},x",
        f"Bearer Bearer {own.secret}",
        "Bearer ",
    ):
        assert browser.get(root, headers={"Authorization": header}).status_code == 401, header
    browser.cookies["Authorization"] = f"Bearer {own.secret}"
    browser.force_login(ann)
    assert browser.get(root).status_code == 401, "a session opens nothing here"
    for header in ("X-Forwarded-User", "X-Original-Url", "X-Http-Method-Override", "Remote-User"):
        assert browser.get(root, headers={header: "ann"}).status_code == 401
    assert own.ask("GET", "Users").status_code == 200
    revoke_token(own.token, by=actor, at=AT)
    assert own.ask("GET", "Users").status_code == 401


def test_a_method_in_a_header_or_form_is_no_method(world: tuple[Group, Directory, Directory]) -> None:
    _group, own, _other = world
    person = own.provision("eva", "eva@parent.example")
    assert own.ask("GET", f"Users/{person['id']}?_method=DELETE", X_HTTP_Method_Override="DELETE").status_code == 200
    assert DirectoryUser.objects.exists()


def test_a_token_opens_no_page(world: tuple[Group, Directory, Directory]) -> None:
    _group, own, _other = world
    browser = Client(headers={"Authorization": f"Bearer {own.secret}"})
    for address in ("/", "/people/", reverse("portal:settings:index"), "/console/"):
        assert browser.get(address).status_code == 302


def test_addresses_given_out_are_the_portals_own(world: tuple[Group, Directory, Directory]) -> None:
    """Whatever host or proxy a request names."""
    _group, own, _other = world
    person = own.provision("eva", "eva@parent.example")
    for headers in ({"Host": "evil.example"}, {"X_Forwarded_Host": "evil.example"}):
        response = own.ask("GET", f"Users/{person['id']}", **headers)
        assert response.status_code in (200, 400)
        assert "evil.example" not in response.content.decode() + str(dict(response.headers))


def test_answers_are_nobodys_to_keep(world: tuple[Group, Directory, Directory]) -> None:
    _group, own, _other = world
    response = own.ask("GET", "Users")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Authorization" in response.headers["Vary"]


def test_a_large_list_costs_as_many_queries_as_a_small_one(world: tuple[Group, Directory, Directory]) -> None:
    """One person and forty, with addresses and groups (A-12)."""
    _group, own, _other = world

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert own.ask("GET", 'Users?filter=emails[value co "parent"]&sortBy=userName').status_code == 200
            assert own.ask("GET", "Groups").status_code == 200
        return len(asked)

    queries()
    first = own.provision("p0", "p0@parent.example")
    own.ask("POST", "Groups", {"schemas": [GROUP], "displayName": "g", "members": [{"value": first["id"]}]})
    small = queries()
    people = [own.provision(f"p{number}", f"p{number}@parent.example") for number in range(1, 40)]
    members = [{"value": person["id"]} for person in people]
    for number in range(3):
        own.ask("POST", "Groups", {"schemas": [GROUP], "displayName": f"g{number}", "members": members})
    assert queries() == small


def test_suspension_reaches_a_directory_at_once(world: tuple[Group, Directory, Directory]) -> None:
    _group, own, other = world
    stop = suspend_customer(own.customer, ground="breach", reason="unpaid", by=ROOT, at=AT)
    assert own.ask("GET", "Users").status_code == 401
    assert other.ask("GET", "Users").status_code == 200
    lift(stop, reason="paid", by=ROOT, at=AT)
    assert own.ask("GET", "Users").status_code == 200
    stop = suspend_customer(own.customer, ground="security", reason="leak", by=ROOT, at=AT)
    lift(stop, reason="found", by=ROOT, at=AT)
    assert own.ask("GET", "Users").status_code == 401, "a secret that may have leaked dies (P-09)"
    assert other.ask("GET", "Users").status_code == 200


def test_too_many_requests_are_slowed(world: tuple[Group, Directory, Directory], monkeypatch: Any) -> None:
    monkeypatch.setattr(limits, "A_MINUTE", 3)
    _group, own, other = world
    answers = [own.ask("GET", "Users") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[0].headers["RateLimit-Remaining"] == "2"
    assert other.ask("GET", "Users").status_code == 200, "each token its own"


def test_large_bodies_are_refused(world: tuple[Group, Directory, Directory]) -> None:
    _group, own, _other = world
    body = {"schemas": [USER], "userName": "x", "emails": [{"value": "x@y.example"}]}
    assert own.ask("POST", "Users", json.dumps(body | {"displayName": "x" * 1_100_000})).status_code == 413
    for more in ({"displayName": "x" * 201}, {"displayName": "a\0b"}, {"displayName": "\ud800"}):
        assert own.ask("POST", "Users", json.dumps(body | more)).status_code == 400
    many = [{"value": f"x{number}@y.example"} for number in range(25)]
    assert own.ask("POST", "Users", body | {"emails": many}).status_code == 400
    assert not Membership.objects.filter(user__email="x@y.example").exists()
    assert own.ask("POST", "Users", body | {"displayName": "x" * 200}).status_code == 201


DEEP = "(" * 10_000 + "id pr" + ")" * 10_000
LONG = " or ".join(["id pr"] * 400)


class _NeverRead:
    """In place of what reads a request."""

    def __class_getitem__(cls, _kind: Any) -> Any:
        return cls

    @staticmethod
    def model_validate(*_: Any, **__: Any) -> None:
        raise AssertionError("read")


@pytest.mark.parametrize("filter_", [DEEP, LONG, "(" * 400_000, "not (" * 3_000], ids=lambda said: said[:12])
def test_a_filter_too_long_is_not_even_read(
    world: tuple[Group, Directory, Directory], filter_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an address, in a search, as the path of a change or as a name in one without; in any case of letters."""
    _group, own, _other = world
    person = own.provision("eva", "eva@parent.example")["id"]

    for module, name in ((asking, "SearchRequest"), (views, "SearchRequest"), (patching, "PatchOp")):
        monkeypatch.setattr(module, name, _NeverRead)
    answers = [
        own.ask("GET", f"Users?filter={quote(filter_)}"),
        own.ask("POST", "Users/.search", {"FILTER": filter_}),
        own.ask("POST", ".search", {"sortBy": filter_}),
        own.ask("POST", ".search", {"attributes": ["userName", filter_]}),
        own.patch(person, {"op": "replace", "Path": f"emails[{filter_}].value", "value": "x"}),
        own.patch(person, {"op": "replace", "value": {f"emails[{filter_}].value": "x"}}),
    ]
    assert [(answer.status_code, answer.json()["scimType"]) for answer in answers] == [(400, "invalidFilter")] * 6


def test_a_change_has_an_end(world: tuple[Group, Directory, Directory]) -> None:
    """So many operations, so many in a large group, so many attributes; and the twins, which are done."""
    _group, own, _other = world
    person = own.provision("eva", "eva@parent.example")
    named = [{"op": "replace", "path": "displayName", "value": f"E{number}"} for number in range(201)]
    assert own.patch(person["id"], *named).status_code == 413
    assert own.patch(person["id"], *named[:200]).json()["displayName"] == "E199"
    assert own.ask("POST", ".search", {"attributes": ["userName"] * 101}).status_code == 413
    team = own.ask("POST", "Groups", {"displayName": "g", "members": [{"value": person["id"]}]}).json()
    leaving = [{"op": "remove", "path": f'members[value eq "{person["id"]}"]'}] * 2
    with patch.object(patching, "MOST_STEPS", 1):
        assert own.patch(team["id"], *leaving, kind="Groups").status_code == 413
        assert own.patch(team["id"], leaving[0], kind="Groups").status_code == 200


def test_a_token_over_is_over(world: tuple[Group, Directory, Directory], settings: Any) -> None:
    _group, own, _other = world
    settings.CLOCK = FixedClock(AT + timedelta(days=30))
    assert own.ask("GET", "Users").status_code == 401
