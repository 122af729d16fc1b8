"""Whom the directory has told about, as a list that the database narrows, orders and pages (A-15, A-12)."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from comptoir.access.models import Membership
from comptoir.directory.models import DirectoryUser
from tests.access.group import AT
from tests.directory.connected import GROUP, Directory, two

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-15")]


@pytest.fixture
def connected() -> tuple[Directory, Client]:
    """The parent company's directory with its people, and its owner's browser."""
    group, own, other = two()
    own.provision("emile@parent.example", displayName="Émile Zed")
    own.provision("fanny@parent.example", name={"givenName": "Fanny", "familyName": "Able"})
    own.provision("adam@parent.example", displayName="Adam Ond", active=False)
    other.provision("eve@stranger.example", displayName="Eve Elsewhere")
    client = Client()
    client.force_login(group.people["ann"])
    return own, client


def rows(client: Client, **asked: str) -> list[Any]:
    response = client.get(reverse("portal:tokens:directory"), asked)
    assert response.status_code == 200
    return list(response.context["list"].found.rows)


def names(client: Client, **asked: str) -> list[str]:
    return [row.name for row in rows(client, **asked)]


def test_the_list_is_narrowed_and_ordered(connected: tuple[Directory, Client]) -> None:
    _own, client = connected
    assert names(client) == ["Adam Ond", "Émile Zed", "Fanny Able"], "É stands with E"
    assert names(client, sort="-name") == ["Fanny Able", "Émile Zed", "Adam Ond"]
    assert names(client, sort="-user_name") == ["Fanny Able", "Émile Zed", "Adam Ond"]
    assert names(client, state="active") == ["Émile Zed", "Fanny Able"]
    assert names(client, state="inactive") == ["Adam Ond"]
    assert names(client, q="emile ZED") == ["Émile Zed"]
    assert names(client, q="fanny@") == ["Fanny Able"]
    assert names(client, q="able fan") == ["Fanny Able"]
    assert names(client, q="elsewhere") == [], "another company's"


def test_a_renamed_person_is_found_by_the_new_name(connected: tuple[Directory, Client]) -> None:
    own, client = connected
    emile = DirectoryUser.objects.get(user_name="emile@parent.example")
    assert own.patch(emile.public_id, {"op": "replace", "path": "displayName", "value": "Zoé Zed"}).status_code == 200
    assert names(client) == ["Adam Ond", "Fanny Able", "Zoé Zed"]
    assert names(client, q="zoe") == ["Zoé Zed"] and names(client, q="Émile Zed") == []


def test_groups_are_named_and_only_who_belongs_now_has_a_page(connected: tuple[Directory, Client]) -> None:
    own, client = connected
    fanny = DirectoryUser.objects.get(user_name="fanny@parent.example")
    for name in ("Sales", "Ops"):
        body = {"schemas": [GROUP], "displayName": name, "members": [{"value": fanny.public_id}]}
        assert own.ask("POST", "Groups", body).status_code == 201
    Membership.objects.filter(user__email="emile@parent.example").update(to_at=AT)
    page = client.get(reverse("portal:tokens:directory")).content.decode()
    assert "Ops, Sales" in page
    links = {row.user_name: row.is_member for row in rows(client)}
    assert links == {"adam@parent.example": False, "emile@parent.example": False, "fanny@parent.example": True}
    assert page.count('href="/people/') >= 1 and f"/people/{fanny.user_id}" in page


@pytest.mark.clause("A-12")
def test_a_page_asks_no_more_and_reads_no_more_however_many_there_are(
    connected: tuple[Directory, Client], django_assert_max_num_queries: Any
) -> None:
    own, client = connected
    asked = {"size": "50", "q": "a", "state": "active"}
    rows(client, **asked)
    with django_assert_max_num_queries(60) as seen:
        rows(client, **asked)
    kept = DirectoryUser.objects.get(user_name="fanny@parent.example")
    for number in range(60):
        kept.pk, kept.public_id, kept.user_id = None, f"many-{number}", None
        kept.user_name = kept.user_name_key = f"many{number}@parent.example"
        kept.save()
    with django_assert_max_num_queries(len(seen)):
        found = rows(client, **asked)
    assert len(found) == 50
    assert len({row.pk for row in [*found, *rows(client, **asked, page="2")]}) == 62
    assert own.customer.directory_users.count() == 63


def test_people_told_before_are_found_by_name_too(connected: tuple[Directory, Client]) -> None:
    """The migration gives each the name they are ordered by."""
    _own, client = connected
    DirectoryUser.objects.update(sort_name="")
    module = import_module("comptoir.directory.migrations.0002_people_by_name")
    module._fill(apps, SimpleNamespace(connection=connection))
    assert names(client) == ["Adam Ond", "Émile Zed", "Fanny Able"]
