"""People told by a directory: let in, described anew, let go by any spelling, never merged across customers (A-15)."""

import json
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from comptoir.access.actions.rights import give_right
from comptoir.access.capabilities import FINANCE_ADMINISTRATOR
from comptoir.access.models import Grant, Membership, User
from comptoir.audit.models import AuditEvent
from comptoir.directory.models import DirectoryEmail, DirectoryUser
from tests.access.group import AT, ROOT, Group
from tests.directory.connected import GROUP, PATCH, USER, Directory, two, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-15")]
NAME = "eva@parent.example"
CORE = f"{USER}:active"


@pytest.fixture
def world() -> tuple[Group, Directory, Directory]:
    return two()


@pytest.fixture
def own(world: tuple[Group, Directory, Directory]) -> Directory:
    return world[1]


@pytest.fixture
def other(world: tuple[Group, Directory, Directory]) -> Directory:
    return world[2]


def belongs(directory: Directory, email: str = NAME) -> bool:
    return Membership.objects.filter(customer=directory.customer, user__email=email, to_at=None).exists()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/")
    return client


def test_a_person_told_is_a_person_invited(own: Directory, django_capture_on_commit_callbacks: Any) -> None:
    said = own.provision(NAME, displayName="Eva Maes", preferredLanguage="nl-BE")
    assert said["active"] is True
    assert said["meta"]["location"].endswith(f"/scim/v2/parent/Users/{said['id']}")
    user = user_of(NAME)
    assert (user.name, user.language, user.is_active) == ("Eva Maes", "nl", True)
    assert belongs(own)
    assert not Grant.objects.filter(holder=user).exists(), "provisioning gives no right"


def test_one_told_inactive_is_nobody_yet(own: Directory) -> None:
    said = own.provision(NAME, active=False)
    assert not User.objects.filter(email=NAME).exists()
    own.patch(said["id"], {"op": "replace", "path": "active", "value": True})
    assert belongs(own)


RENAMED = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "displayName", "value": "Renamed"}]}
SPELLINGS: dict[str, Any] = {
    "replace with path": {"op": "replace", "path": "active", "value": False},
    "operation in capitals": {"op": "REPLACE", "path": "active", "value": False},
    "operation as one directory writes it": {"op": "Replace", "path": "active", "value": "False"},
    "path in another case": {"op": "replace", "path": "Active", "value": False},
    "path in capitals": {"op": "replace", "path": "ACTIVE", "value": "false"},
    "text": {"op": "replace", "path": "active", "value": "false"},
    "text in capitals": {"op": "Replace", "path": "active", "value": "FALSE"},
    "add": {"op": "add", "path": "active", "value": False},
    "qualified path": {"op": "replace", "path": CORE, "value": False},
    "qualified path in another case": {"op": "replace", "path": CORE.upper(), "value": False},
    "no path": {"op": "replace", "value": {"active": False}},
    "no path, another case": {"op": "Replace", "value": {"Active": "False"}},
    "no path, add": {"op": "Add", "value": {"ACTIVE": False}},
    "no path, qualified key": {"op": "replace", "value": {CORE: False}},
    "taken away": {"op": "remove", "path": "active"},
    "taken away, other case": {"op": "Remove", "path": "Active"},
    "null": {"op": "replace", "path": "active", "value": None},
    "among others": {"op": "replace", "value": {"displayName": "Eva", "active": False, "externalId": "7"}},
}


@pytest.mark.parametrize("spelling", SPELLINGS, ids=str)
def test_no_longer_active_by_any_spelling_ends_everything_at_once(own: Directory, spelling: str) -> None:
    """The membership, its rights, the open session; and by none is it answered as done and left undone."""
    person = own.provision(NAME)
    user = user_of(NAME)
    give_right(own.customer, holder=user, profile=FINANCE_ADMINISTRATOR, scope=own.customer.scope, by=ROOT, at=AT)
    browser = signed_in(user)
    assert browser.get("/invoices/").status_code == 200
    response = own.patch(person["id"], SPELLINGS[spelling])
    assert response.status_code == 200, response.content
    assert response.json().get("active") in (False, None)
    assert not belongs(own)
    assert not Grant.objects.filter(holder=user, to_at=None).exists()
    assert not User.objects.get(pk=user.pk).is_active
    assert not Session.objects.exists()
    assert browser.get("/invoices/").status_code == 302


@pytest.mark.parametrize("value", ["no", "nothing", 2, [], [False], {"value": False}, "", "0.0"], ids=repr)
def test_what_is_no_yes_or_no_is_refused_or_done(own: Directory, value: Any) -> None:
    """Never answered 200 with the person left active."""
    person = own.provision(NAME)
    response = own.patch(person["id"], {"op": "replace", "path": "active", "value": value})
    assert response.status_code == 400 or not belongs(own), response.content


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "activ", "value": False},
        {"op": "replace", "path": "active.value", "value": False},
        {"op": "replace", "path": "status", "value": "inactive"},
        {"op": "replace", "value": {"is_active": False}},
        {"op": "disable", "path": "active"},
        {"op": "replace", "path": "urn:example:active", "value": False},
        {"op": "remove"},
        {"path": "active", "value": False},
        {"op": "replace", "path": 'active[value eq "x"]', "value": False},
    ],
    ids=str,
)
def test_what_is_misspelt_is_refused(own: Directory, operation: dict[str, Any]) -> None:
    person = own.provision(NAME)
    response = own.patch(person["id"], operation)
    assert response.status_code == 400
    assert response.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert belongs(own)


def test_put_and_delete_end_it_too(own: Directory) -> None:
    person = own.provision(NAME)
    body = {"schemas": [USER], "userName": NAME, "emails": [{"value": NAME}], "active": False}
    assert own.ask("PUT", f"Users/{person['id']}", body).json()["active"] is False
    assert not belongs(own)
    assert own.ask("PUT", f"Users/{person['id']}", {**body, "active": True}).json()["active"] is True
    assert belongs(own)
    assert own.ask("DELETE", f"Users/{person['id']}").status_code == 204
    assert not belongs(own)
    assert not DirectoryUser.objects.exists()
    assert not DirectoryEmail.objects.exists(), "what was told is erased"
    assert own.ask("GET", f"Users/{person['id']}").status_code == 404


def test_a_put_that_says_nothing_of_active_changes_nothing_of_it(own: Directory) -> None:
    person = own.provision(NAME)
    own.patch(person["id"], SPELLINGS["replace with path"])
    body = {"schemas": [USER], "userName": NAME, "emails": [{"value": NAME}]}
    assert own.ask("PUT", f"Users/{person['id']}", body).json()["active"] is False
    assert not belongs(own)


def test_let_in_again_they_sign_in_again_and_hold_nothing(own: Directory) -> None:
    person = own.provision(NAME)
    user = user_of(NAME)
    give_right(own.customer, holder=user, profile=FINANCE_ADMINISTRATOR, scope=own.customer.scope, by=ROOT, at=AT)
    own.patch(person["id"], SPELLINGS["replace with path"])
    own.patch(person["id"], {"op": "replace", "path": "active", "value": True})
    assert belongs(own)
    assert User.objects.get(pk=user.pk).is_active
    assert not Grant.objects.filter(holder=user, to_at=None).exists()


def test_the_seat_is_not_emptied_by_a_directory(world: tuple[Group, Directory, Directory]) -> None:
    """An error of one sentence, and nothing changes; the twin: once another holds the seat, it works."""
    group, own, _other = world
    ann = group.people["ann"]
    person = own.provision("ann", ann.email)
    for ask in (
        lambda: own.patch(person["id"], SPELLINGS["among others"]),
        lambda: own.ask("DELETE", f"Users/{person['id']}"),
    ):
        response = ask()
        assert response.status_code == 409
        assert response.json()["detail"] == "This person is the Access Owner. Name another Access Owner first."
        assert belongs(own, ann.email)
        assert DirectoryUser.objects.get().active is True
        assert DirectoryUser.objects.get().external_id == ""


def test_someone_of_another_customer_stays_as_they_are(world: tuple[Group, Directory, Directory]) -> None:
    """One person, two customers: a membership here under this directory's name, and nothing else of theirs."""
    group, own, other = world
    sam = group.people["sam"]
    User.objects.filter(pk=sam.pk).update(phone="+3225551234", language="de")
    browser = signed_in(sam)
    before = User.objects.values().get(pk=sam.pk)
    person = own.provision("x", sam.email, displayName="Stolen Name", preferredLanguage="fr", active=True)
    assert "Sam" not in json.dumps(person)
    assert sam.email in json.dumps(person), "what this directory said itself"
    own.patch(person["id"], {"op": "replace", "path": "displayName", "value": "Another"})
    own.patch(person["id"], {"op": "replace", "path": "emails", "value": [{"value": "attacker@evil.example"}]})
    assert User.objects.values().get(pk=sam.pk) == before | {"last_login": User.objects.get(pk=sam.pk).last_login}
    assert Membership.objects.get(customer=own.customer, user=sam).name == "Another"
    assert Membership.objects.get(customer=other.customer, user=sam).name == "Sam"
    own.patch(person["id"], SPELLINGS["replace with path"])
    assert not belongs(own, sam.email)
    assert belongs(other, sam.email)
    assert User.objects.get(pk=sam.pk).is_active
    assert browser.get("/").status_code == 200, "signed in for the other customer still"


def test_a_changed_address_moves_nobodys_sign_in(own: Directory) -> None:
    person = own.provision(NAME)
    own.patch(person["id"], {"op": "replace", "path": "emails", "value": [{"value": "new@parent.example"}]})
    assert user_of(NAME).pk == DirectoryUser.objects.get().user_id
    assert not User.objects.filter(email="new@parent.example").exists()


def test_user_names_are_unique_within_a_customer_only(own: Directory, other: Directory) -> None:
    """Whatever their case; and the twin: the same name in two customers is two people told."""
    own.provision("Eva", NAME)
    for name in ("eva", "EVA", "Eva"):
        body = {"schemas": [USER], "userName": name, "emails": [{"value": "else@parent.example"}]}
        response = own.ask("POST", "Users", body)
        assert (response.status_code, response.json()["scimType"]) == (409, "uniqueness")
    mine, theirs = own.ask("GET", "Users").json(), other.provision("eva", NAME)
    assert mine["totalResults"] == 1
    assert mine["Resources"][0]["id"] != theirs["id"]
    assert DirectoryUser.objects.filter(user=user_of(NAME)).count() == 2


def test_one_person_is_told_once_by_a_directory(own: Directory) -> None:
    own.provision("first", NAME)
    body = {"schemas": [USER], "userName": "second", "emails": [{"value": NAME.upper()}]}
    response = own.ask("POST", "Users", body)
    assert response.status_code == 409
    assert DirectoryUser.objects.count() == 1


def test_who_works_for_the_operator_and_what_is_no_person_is_not_let_in(own: Directory) -> None:
    account = User.objects.get(kind="service", directory_users=None, memberships__customer=own.customer)
    for address in (account.email, "no address", "", "a@b"):
        body = {"schemas": [USER], "userName": "x", "emails": [{"value": address}]}
        assert own.ask("POST", "Users", body).status_code == 400, address
    assert not DirectoryUser.objects.exists()


def test_read_only_and_unknown_attributes_reach_nothing(own: Directory) -> None:
    """Mass assignment: ids, groups, dates, passwords, rights. What is not of the standard is refused."""
    said = own.provision(
        NAME,
        id="11111111-1111-1111-1111-111111111111",
        meta={"created": "2001-01-01T00:00:00Z", "version": 'W/"99"', "location": "https://evil.example"},
        groups=[{"value": "admins"}],
        password="hunter22 hunter22",
        title="Boss",
        roles=[{"value": "access_owner"}],
        entitlements=[{"value": "invoices.view"}],
    )
    assert said["id"] != "11111111-1111-1111-1111-111111111111"
    assert said["meta"]["version"] == 'W/"1"'
    assert "evil" not in json.dumps(said)
    assert not {"password", "groups", "title", "roles", "entitlements"} & set(said)
    assert not user_of(NAME).has_usable_password()
    for unknown in ({"is_staff": True}, {"customer": 1}, {"user": 1}, {"kind": "service"}, {"urn:x:y": {"a": 1}}):
        body = {"schemas": [USER], "userName": "y", "emails": [{"value": "y@y.example"}], **unknown}
        assert own.ask("POST", "Users", body).status_code == 400
    for path in ("id", "meta.created", "groups", "schemas", "customer"):
        response = own.patch(said["id"], {"op": "replace", "path": path, "value": "x"})
        assert response.status_code == 400, path
    assert own.ask("GET", f"Users/{said['id']}").json()["meta"]["version"] == 'W/"1"'


def test_every_change_is_in_the_log_under_the_directorys_name(own: Directory) -> None:
    person = own.provision(NAME)
    own.patch(person["id"], {"op": "replace", "path": "displayName", "value": "Eva M"})
    own.patch(person["id"], {"op": "replace", "path": "displayName", "value": "Eva M"})
    own.ask("DELETE", f"Users/{person['id']}")
    events = AuditEvent.objects.filter(verb__startswith="directory.").order_by("pk")
    assert [event.verb for event in events] == [
        "directory.person_provisioned",
        "directory.person_changed",
        "directory.person_removed",
    ]
    assert {(event.actor_label, event.channel) for event in events} == {("directory: directory", "token")}
    assert NAME not in "".join(json.dumps(event.data) for event in events)


def test_what_was_changed_in_the_meantime_is_not_written_over(own: Directory) -> None:
    person = own.provision(NAME)
    version = person["meta"]["version"]
    body = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "displayName", "value": "A"}]}
    assert own.ask("PATCH", f"Users/{person['id']}", body, If_Match=version).status_code == 200
    for method in ("PATCH", "DELETE"):
        assert own.ask(method, f"Users/{person['id']}", body, If_Match=version).status_code == 412
    for nonsense in ("x", 'W/"-1"', '"' + "9" * 400 + '"'):
        assert own.ask("PATCH", f"Users/{person['id']}", body, If_Match=nonsense).status_code == 412
    assert own.ask("DELETE", f"Users/{person['id']}", If_Match='W/"2"').status_code == 204


def test_what_a_directory_has_already_is_not_sent_again(own: Directory) -> None:
    """By its version, strong or weak, or among several; the twin, once it is another, is sent."""
    person = own.provision(NAME)
    address, version = f"Users/{person['id']}", person["meta"]["version"]
    for said in (version, version.removeprefix("W/"), f'"x", {version}', "*"):
        answer = own.ask("GET", address, If_None_Match=said)
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", version), said
    own.patch(person["id"], {"op": "replace", "path": "displayName", "value": "Eva M"})
    assert own.ask("GET", address, If_None_Match=version).json()["displayName"] == "Eva M"
    changed = own.ask("PATCH", address, RENAMED, If_None_Match='W/"3"')
    assert changed.status_code == 200, "a change is always answered with what came of it"
    assert changed.json()["displayName"] == "Renamed"


def test_what_the_service_can_do_is_given_whole(own: Directory) -> None:
    """RFC 7644, 4: a filter there is refused, so that nobody takes a part for all."""
    for path in ("Schemas", "ResourceTypes"):
        assert own.ask("GET", f"{path}?filter=id pr").status_code == 403
        assert own.ask("GET", path).json()["totalResults"] == 2


def test_groups_are_kept_and_give_no_right(own: Directory) -> None:
    person = own.provision(NAME)
    body = {"schemas": [GROUP], "displayName": "Finance", "members": [{"value": person["id"]}]}
    made = own.ask("POST", "Groups", body)
    assert made.status_code == 201
    team = made.json()
    assert [member["value"] for member in team["members"]] == [person["id"]]
    shown = own.ask("GET", f"Users/{person['id']}").json()
    assert [one["display"] for one in shown["groups"]] == ["Finance"]
    assert not Grant.objects.filter(holder=user_of(NAME)).exists()
    removal = {"op": "Remove", "path": "members", "value": [{"value": person["id"]}]}
    assert own.patch(team["id"], removal, kind="Groups").status_code == 200
    assert "members" not in own.ask("GET", f"Groups/{team['id']}").json()
    adding = {"op": "add", "path": "members", "value": [{"value": person["id"]}]}
    own.patch(team["id"], adding, kind="Groups")
    own.patch(team["id"], {"op": "remove", "path": f'members[value eq "{person["id"]}"]'}, kind="Groups")
    assert "members" not in own.ask("GET", f"Groups/{team['id']}").json()
    assert own.ask("DELETE", f"Groups/{team['id']}").status_code == 204


def test_nobody_is_written_to_without_a_sentence(own: Directory) -> None:
    """Every refusal is SCIM's own error with words, and no trace."""
    for body in ("", "{", "[]", "null", '"x"', "[" * 5000, '{"userName": NaN}', b"\xff\xfe", '{"schemas": "x"}'):
        response = own.ask("POST", "Users", body)
        assert response.status_code == 400, body
        assert response.json()["detail"]
        assert "Traceback" not in response.content.decode()
    assert mail.outbox == []  # type: ignore[attr-defined]
