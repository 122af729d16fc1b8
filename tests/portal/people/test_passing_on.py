"""Rights copied, passed on, handed on by who leaves, and profiles of one's own, on their pages."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.access.models import Grant, Membership, SubProfile
from comptoir.access.snapshot import live_grant_ids
from tests.portal.world import NOW, World


def page(world: World, name: str, person: str) -> str:
    return reverse(f"portal:people:{name}", args=[world.lumen.people[person].pk])


def text(client: Client, url: str, data: dict[str, Any] | None = None) -> str:
    answer = client.get(url) if data is None else client.post(url, data, follow=True)
    return str(answer.content.decode())


def right_of(world: World, person: str) -> Grant:
    return Grant.objects.filter(holder=world.lumen.people[person]).order_by("pk")[0]


def passes_on(world: World, person: str, **fields: Any) -> Grant:
    right = right_of(world, person)
    Grant.objects.filter(pk=right.pk).update(may_delegate=True, **fields)
    right.refresh_from_db()
    return right


@pytest.mark.clause("A-02", "A-10")
def test_rights_of_a_colleague_are_ticked_and_given(world: World) -> None:
    client, url = world.client("manager"), page(world, "copy", "user")
    finance = world.lumen.people["finance"]
    shown = text(client, f"{url}?colleague={finance.pk}")
    right = right_of(world, "finance")
    assert f'value="{right.pk}" checked' in shown
    asked = {"colleague": str(finance.pk), "right": [str(right.pk)], "tie": "employment"}
    assert "Say by which tie" in text(client, url, asked | {"tie": ""})
    assert "Tick at least one right." in text(client, url, asked | {"right": []})
    assert Grant.objects.filter(holder=world.lumen.people["user"]).count() == 1
    assert "now holds 1 right more" in text(client, url, asked)
    copy = Grant.objects.filter(holder=world.lumen.people["user"]).order_by("-pk")[0]
    assert (copy.profile, copy.scope_id, copy.given_label) == (right.profile, right.scope_id, "Manager LUMEN")
    assert "Held already." in text(client, f"{url}?colleague={finance.pk}")


@pytest.mark.clause("A-03")
def test_what_cannot_be_copied_is_shown_with_its_reason_and_cannot_be_ticked(world: World) -> None:
    client, url = world.client("owner"), page(world, "copy", "finance")
    shown = text(client, f"{url}?colleague={world.lumen.people['manager'].pk}")
    assert "an Access Manager never sees customer data" in shown
    assert "disabled" in shown and "Give to" not in shown
    line = text(client, f"{url}?colleague={world.lumen.people['user'].pk}")
    assert (
        "tick it if it is theirs too" in line and " checked" not in line.partition("What User")[2].partition("Tie")[0]
    )


def test_nobody_copies_from_a_stranger(world: World) -> None:
    client, url = world.client("owner"), page(world, "copy", "user")
    stranger = world.borealis.people["finance"]
    theirs = Grant.objects.filter(holder=stranger)[0]
    for colleague in (stranger.pk, "x", "9" * 30):
        shown = text(client, url, {"colleague": str(colleague), "right": [str(theirs.pk)], "tie": "employment"})
        assert "BOREALIS" not in shown
    own = world.lumen.people["finance"].pk
    text(client, url, {"colleague": str(own), "right": [str(theirs.pk)], "tie": "employment"})
    assert Grant.objects.filter(holder=world.lumen.people["user"]).count() == 1


@pytest.mark.clause("A-04", "A-07")
def test_one_passes_on_a_part_of_ones_own_right_and_takes_it_back(world: World) -> None:
    source = passes_on(world, "finance")
    client, mine = world.client("finance"), reverse("portal:people:mine")
    assert "Pass it on" in text(client, mine)
    url = reverse("portal:people:pass_on", args=[source.pk])
    asked = {
        "email": "User@lumen.example", "parts": ["invoices.view"], "place": str(world.lumen.account.scope_id),
    }  # fmt: skip
    shown = text(client, url, asked)
    assert "It comes from your own right" in shown and "See invoices" in shown
    assert not Grant.objects.filter(parent=source).exists()
    text(client, url, asked | {"save": "1"})
    passed = Grant.objects.get(parent=source)
    assert (passed.held_capabilities, passed.may_delegate) == (frozenset({"invoices.view"}), False)
    assert world.client("user").get(reverse("portal:invoices:index")).status_code == 200
    assert "What you passed on" in text(client, mine)
    end = reverse("portal:people:take_back", args=[passed.pk])
    assert "loses this right at once" in text(client, end)
    text(client, end, {})
    assert world.client("user").get(reverse("portal:invoices:index")).status_code == 404


@pytest.mark.clause("A-07")
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": "finance@borealis.example"}, "Nobody of your company has this address."),
        ({"email": "finance@lumen.example"}, "This is your own address."),
        ({"email": "manager@lumen.example"}, "an Access Manager never sees customer data"),
        ({"parts": ["people.manage"]}, "Choose one of these."),
        ({"parts": []}, "Tick at least one thing."),
        ({"place": "outside"}, "Choose one of these."),
        ({"until": "2030-01-01"}, "That is longer than the right it comes from."),
        ({}, "What follows for User LUMEN"),
    ],
)
def test_nothing_wider_or_longer_is_passed_on(world: World, changed: dict[str, Any], sentence: str) -> None:
    source = passes_on(world, "finance", to_at=NOW + timedelta(days=100), scope=world.lumen.account.scope)
    asked = {
        "email": "user@lumen.example", "parts": ["invoices.view", "usage.view"], "until": "2026-12-31",
        "place": str(world.lumen.account.scope_id),
    }  # fmt: skip
    if changed.get("place"):
        changed = {"place": str(world.lumen.customer.scope_id)}
    url = reverse("portal:people:pass_on", args=[source.pk])
    assert sentence in text(world.client("finance"), url, asked | changed)
    if changed:
        text(world.client("finance"), url, asked | changed | {"save": "1"})
        assert not Grant.objects.filter(parent=source).exists()


def test_only_ones_own_right_that_may_be_passed_on_has_such_a_page(world: World) -> None:
    right = right_of(world, "finance")
    pass_on = reverse("portal:people:pass_on", args=[right.pk])
    assert world.client("finance").get(pass_on).status_code == 404, "off by default"
    passes_on(world, "finance")
    passes_on(world, "manager")
    for person in ("owner", "manager", "fleet"):
        assert world.client(person).get(pass_on).status_code == 404
    own_role = reverse("portal:people:pass_on", args=[right_of(world, "manager").pk])
    assert world.client("manager").get(own_role).status_code == 404, "a manager's role is no source"
    take_back = reverse("portal:people:take_back", args=[right.pk])
    assert world.client("finance").post(take_back).status_code == 404
    assert world.client("finance", world.borealis).get(pass_on).status_code == 404


@pytest.mark.clause("A-07", "A-10")
def test_who_leaves_hands_on_to_a_colleague_who_stays(world: World) -> None:
    source = passes_on(world, "finance")
    child = Grant.objects.create(
        customer=world.lumen.customer, holder=world.lumen.people["user"], profile="finance_administrator",
        capabilities=["invoices.view"], scope=world.lumen.account.scope, parent=source,
        from_at=NOW - timedelta(days=3), given_label="Finance LUMEN",
    )  # fmt: skip
    client, url = world.client("manager"), page(world, "leave", "finance")
    fleet, manager = world.lumen.people["fleet"], world.lumen.people["manager"]
    assert "1 colleague holds something from them" in text(client, url)
    assert "User LUMEN" in text(client, page(world, "person", "finance"))
    refused = text(client, f"{url}?to={manager.pk}")
    assert "an Access Manager never sees customer data" in refused and "disabled" in refused
    shown = text(client, f"{url}?to={fleet.pk}")
    assert f'value="{source.pk}" checked' in shown
    text(client, url, {"to": str(fleet.pk), "source": [str(source.pk)]})
    live = live_grant_ids(world.lumen.customer.pk, NOW)
    assert child.pk not in live
    again = Grant.objects.get(holder=child.holder, parent__holder=fleet)
    assert again.pk in live and again.held_capabilities == frozenset({"invoices.view"})
    assert world.client("user").get(reverse("portal:invoices:index")).status_code == 200
    assert not Membership.objects.filter(user=world.lumen.people["finance"], to_at=None).exists()


def test_nothing_is_handed_on_to_a_stranger(world: World) -> None:
    source = passes_on(world, "finance")
    Grant.objects.create(
        customer=world.lumen.customer, holder=world.lumen.people["user"], profile="finance_administrator",
        scope=world.lumen.account.scope, parent=source, from_at=NOW - timedelta(days=3), given_label="Finance LUMEN",
    )  # fmt: skip
    stranger = world.borealis.people["owner"]
    url = page(world, "leave", "finance")
    assert "BOREALIS" not in text(world.client("manager"), f"{url}?to={stranger.pk}")
    text(world.client("manager"), url, {"to": str(stranger.pk), "source": [str(source.pk)]})
    assert not Grant.objects.filter(holder=stranger, customer=world.lumen.customer).exists()


@pytest.mark.clause("A-04")
def test_a_profile_is_defined_changed_and_ended(world: World) -> None:
    client = world.client("owner")
    new, index = reverse("portal:people:profile_new"), reverse("portal:people:profiles")
    for asked, sentence in (
        ({"name": "", "capabilities": []}, "Give the profile a name."),
        ({"name": "Achats", "capabilities": []}, "Tick at least one thing that it allows."),
        ({"name": "Achats", "capabilities": ["people.manage"]}, "Choose one of these."),
        ({"name": " buyer ", "capabilities": ["lines.view"]}, "A profile of that name exists for everyone"),
    ):
        assert sentence in text(client, new, asked)
    text(client, new, {"name": "Site manager", "capabilities": ["lines.view", "usage.view"]})
    own = SubProfile.objects.get()
    assert "Site manager" in text(world.client("manager"), index)
    change = reverse("portal:people:profile", args=[own.pk])
    assert "Rights that run stay as they were given." in text(client, change)
    text(client, change, {"name": "Site manager", "capabilities": ["lines.view"]})
    own.refresh_from_db()
    assert own.capabilities == ["lines.view"]
    strangers = world.client("owner", world.borealis)
    end = reverse("portal:people:profile_end", args=[own.pk])
    assert [strangers.post(url).status_code for url in (change, end)] == [404, 404]
    assert "Site manager" not in text(strangers, index)
    text(client, end, {})
    assert "None yet." in text(client, index)


def test_ones_own_rights_are_there_for_everybody(world: World) -> None:
    for person, what in (("user", "User of a line"), ("manager", "Access Manager"), ("owner", "Access Owner")):
        shown = text(world.client(person), reverse("portal:people:mine"))
        assert what in shown
        assert not re.search("BOREALIS", shown)
    assert world.lumen.customer.legal_name not in text(world.client("manager"), reverse("portal:people:mine"))
