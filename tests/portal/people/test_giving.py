"""Giving a right on its pages: from a tree, with what follows first; from when, for how much, in whose place."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptoir.access.actions.sub_profiles import define_sub_profile
from comptoir.access.capabilities import INVOICES_VIEW, LINES_VIEW
from comptoir.access.models import Grant, Membership, Tie, User
from comptoir.access.places import KnownPlace
from comptoir.kernel.clock import brussels_midnight
from comptoir.parties.actions.accounts import create_cost_centre
from comptoir.portal.people.tree import MOST_TWIGS, tree_of
from tests.portal.world import NOW, ROOT, World


def address(world: World, person: str, name: str = "give") -> str:
    return reverse(f"portal:people:{name}", args=[world.lumen.people[person].pk])


def asked(world: World, **changed: Any) -> dict[str, Any]:
    place = str(world.lumen.account.scope_id)
    return {"what": "fleet_administrator", "place": place, "tie": "employment", **changed}


def text(client: Client, url: str, data: dict[str, Any] | None = None) -> str:
    answer = client.get(url) if data is None else client.post(url, data)
    return str(answer.content.decode())


def given(world: World, person: str) -> list[Grant]:
    return list(Grant.objects.filter(holder=world.lumen.people[person], from_at__gte=NOW).order_by("pk"))


@pytest.mark.clause("A-02", "A-06")
def test_what_follows_says_what_it_allows_and_what_not_and_saves_nothing(world: World) -> None:
    page = text(world.client("owner"), address(world, "finance"), asked(world))
    assert "Nothing is saved yet." in page
    assert "from 21/11/2026, until someone ends it" in page
    assert "What it does not" in page and "See invoices" in page
    assert "Employee, confirmed by you today" in page
    assert "They may not pass it on." in page, "off unless it is ticked"
    assert not given(world, "finance")


@pytest.mark.clause("A-04", "A-10")
def test_a_buyer_is_given_a_first_day_a_limit_and_a_tie(world: World) -> None:
    days = {"from_on": "2026-12-01", "until": "2026-12-31"}
    wanted = asked(world, what="buyer", limit="250.00", may_delegate="on", tie="administration", **days)
    client = world.client("owner")
    page = text(client, address(world, "finance"), wanted)
    assert "at most" in page and "250" in page and "from 01/12/2026 to 31/12/2026" in page
    client.post(address(world, "finance"), wanted | {"save": "1"})
    right = given(world, "finance")[0]
    assert (right.profile, right.order_limit_micro, right.may_delegate) == ("buyer", 250_000_000, True)
    assert (right.from_at, right.to_at) == (brussels_midnight(date(2026, 12, 1)), brussels_midnight(date(2027, 1, 1)))
    member = Membership.objects.get(user=world.lumen.people["finance"], to_at=None)
    assert (member.tie, member.tie_confirmed_label) == (Tie.ADMINISTRATION, "Owner LUMEN")


def test_a_limit_is_for_who_orders_only(world: World) -> None:
    world.client("owner").post(address(world, "finance"), asked(world, limit="250", save="1"))
    assert given(world, "finance")[0].order_limit_micro is None


def test_what_was_chosen_stands_again_when_one_goes_back(world: World) -> None:
    page = text(world.client("owner"), address(world, "finance"), asked(world, until="2026-12-31", change="1"))
    assert 'value="fleet_administrator" checked' in page
    assert f'value="{world.lumen.account.scope_id}" checked' in page
    assert 'value="2026-12-31"' in page
    assert "Please check what is marked" not in page


@pytest.mark.clause("A-07")
def test_a_wider_right_takes_the_place_of_a_narrower_when_one_says_so(world: World) -> None:
    client, url = world.client("owner"), address(world, "user")
    client.post(url, asked(world, save="1"))
    narrow = given(world, "user")[0]
    wider = asked(world, place=str(world.lumen.customer.scope_id))
    page = text(client, url, wider)
    assert "It can take the place of" in page
    client.post(url, wider | {"save": "1", "replace": [str(narrow.pk), str(Grant.objects.order_by("pk")[0].pk)]})
    narrow.refresh_from_db()
    assert narrow.to_at == NOW
    assert [right.scope_id for right in given(world, "user") if right.to_at is None] == [world.lumen.customer.scope_id]
    assert Grant.objects.filter(to_at=None, holder=world.lumen.people["finance"]).exists(), "nobody else's right ends"
    assert "Giving it again changes nothing." in text(client, url, asked(world))


@pytest.mark.clause("A-04")
def test_a_profile_of_ones_own_is_given_by_its_name(world: World) -> None:
    own = define_sub_profile(world.lumen.customer, name="Site manager", capabilities=[LINES_VIEW], by=ROOT, at=NOW)
    client, url = world.client("manager"), address(world, "user")
    assert "Site manager" in text(client, url)
    wanted = asked(world, what=f"own-{own.pk}")
    assert "Site manager" in text(client, url, wanted)
    client.post(url, wanted | {"save": "1"})
    right = given(world, "user")[0]
    assert (right.sub_profile, right.held_capabilities) == (own, frozenset({LINES_VIEW}))
    assert "Site manager" in text(client, address(world, "user", "person"))
    other = define_sub_profile(world.borealis.customer, name="Skipper", capabilities=[INVOICES_VIEW], by=ROOT, at=NOW)
    assert "Choose one of these." in text(client, url, asked(world, what=f"own-{other.pk}"))


@pytest.mark.clause("A-03")
def test_a_manager_searches_a_long_tree_by_kind_and_number_and_learns_no_name(world: World) -> None:
    for number in range(60):
        create_cost_centre(world.lumen.customer, code=f"X{number}", name=f"Secret {number}", by=ROOT, at=NOW)
    client, url = world.client("manager"), address(world, "finance")
    page = text(client, url)
    assert "more: search" in page
    assert "Secret" not in page
    found = text(client, url, {"search": "1", "find": "centre 57", "what": "buyer"})
    assert found.count("Cost centre 57<") == 1 and "Cost centre 12<" not in found
    assert 'value="buyer" data-orders checked' in found, "nothing typed is lost"
    assert "Secret" not in text(client, url, {"search": "1", "find": "secret"})
    assert "No place is called" in text(client, url, {"search": "1", "find": "secret"})
    assert "Secret 57" in text(world.client("owner"), url, {"search": "1", "find": "secret 57"})


def test_the_tree_opens_where_the_choice_lies_and_shows_no_branch_whole_that_is_long() -> None:
    places = [KnownPlace(1, "customer", 1)]
    places += [KnownPlace(10 + n, "cost_centre", n, f"Shop {n}", 1) for n in range(200)]
    places += [KnownPlace(900, "cost_centre", 201, "Last", 1), KnownPlace(901, "line", 1, "", 2)]
    tree = tree_of(places, chosen="901")
    root = tree.roots[0]
    assert tree.is_long and root.is_open
    assert root.twigs[-1].id == 900 and root.twigs[-1].is_open and root.twigs[-1].twigs[0].is_chosen
    assert len(root.twigs) + root.left_off == 201 and len(root.twigs) == MOST_TWIGS + 1
    found = tree_of(places, searched="SHOP 19")
    assert [twig.name for twig in found.roots[0].twigs] == [f"Shop {n}" for n in range(200) if "19" in str(n)]
    assert tree_of(places, searched="nowhere").found_nothing


def test_a_place_outside_is_refused_whatever_is_sent(world: World) -> None:
    """Parent and child of two customers: neither the tree, nor a line, nor a number reaches over."""
    client, url = world.client("owner"), address(world, "finance")
    other = world.borealis
    for place, line in ((other.account.scope_id, ""), (other.customer.scope_id, ""), ("line", other.lines[0].number)):
        page = text(client, url, asked(world, place=str(place), line=line, save="1"))
        assert "Please check what is marked" in page
    for place in ("", "x" * 30, "9" * 19, "-1", "０"):
        assert "Please check what is marked" in text(client, url, asked(world, place=place, save="1"))
    assert not given(world, "finance")


@pytest.mark.clause("A-12")
def test_the_list_of_people_and_a_person_take_the_same_queries_however_many_there_are(
    world: World,
) -> None:
    client = world.client("owner")
    pages = [reverse("portal:people:index"), address(world, "finance", "person")]
    counts = [[len(_queries(client, page)) for page in pages] for _ in range(2)][1]
    for number in range(12):
        person = User.objects.create_user(f"p{number}@lumen.example", None, name=f"P {number}", joined_at=NOW)
        Membership.objects.create(
            customer=world.lumen.customer, user=person, name=person.name, sort_name="1", from_at=NOW, added_label="t"
        )
        place = world.lumen.lines[number % 2].scope
        for holder in (person, world.lumen.people["finance"]):
            Grant.objects.create(
                customer=world.lumen.customer, holder=holder, profile="buyer", scope=place,
                from_at=NOW - timedelta(days=1), given_label="t",
            )  # fmt: skip
    assert [len(_queries(client, page)) for page in pages] == counts


def _queries(client: Client, page: str) -> list[str]:
    """What a page asks about people, rights and places; the shell around it keeps some things for a while."""
    with CaptureQueriesContext(connection) as caught:
        assert client.get(page).status_code == 200
    ours = ("access_grant", "access_membership", "access_subprofile", "scope_", "parties_")
    return [query["sql"] for query in caught if any(table in query["sql"] for table in ours)]


def test_people_are_found_by_what_they_hold_where_and_whether_it_ends(world: World) -> None:
    Grant.objects.filter(holder=world.lumen.people["fleet"]).update(to_at=NOW + timedelta(days=10))
    client, page = world.client("owner"), reverse("portal:people:index")

    def names(query: str) -> set[str]:
        shown = text(client, f"{page}?{query}")
        body = shown[shown.index("<tbody") :] if "<tbody" in shown else ""
        return {name for name in ("Owner", "Manager", "Finance", "Fleet", "User") if f"{name} LUMEN" in body}

    assert names("profiles=finance_administrator&profiles=access_owner") == {"Finance", "Owner"}
    assert names("kinds=line") == {"User"}
    assert names("ends_on_to=2026-12-21") == {"Fleet"}
    assert names("has_signed_in=False") == {"Manager", "Finance", "Fleet", "User"}
    assert names("q=fleet") == {"Fleet"}
    assert "Rights of 1 people" not in text(client, page)
    assert "A right of 1 person ends by itself within 30 days" in text(client, page)
