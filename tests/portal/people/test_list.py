"""The list of people: narrowed, ordered and paged by the database, within what the viewer may know (A-12)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.sub_profiles import define_sub_profile
from comptoir.access.actions.suspensions import suspend_user
from comptoir.access.actors import actor_for
from comptoir.access.models import User
from comptoir.kernel.clock import brussels_midnight
from comptoir.parties.models import CostCentre
from comptoir.scope.actor import Actor, Channel
from tests.portal.world import NOW, ROOT, World

pytestmark = [pytest.mark.usefixtures("at_a_fixed_instant"), pytest.mark.clause("A-12")]
DAY = timedelta(days=1)
EVERYBODY = ["Finance LUMEN", "Fleet LUMEN", "Manager LUMEN", "Owner LUMEN", "User LUMEN"]


def address(**asked: str) -> str:
    return reverse("portal:people:index", query=asked)


def names(client: Client, **asked: str) -> list[str]:
    """Who stands in the list, in its order."""
    return [row.name for row in client.get(address(**asked)).context["list"].found.rows]


def newcomer(world: World, name: str) -> User:
    email = f"{name.split()[0].lower()}@lumen.example"
    return invite_user(world.lumen.customer, email=email, name=name, by=ROOT, at=NOW, language="en")


def give(world: World, holder: User, profile: str, **more: Any) -> None:
    asked: dict[str, Any] = {"scope": world.lumen.customer.scope, "by": ROOT, "at": NOW} | more
    give_right(world.lumen.customer, holder=holder, profile=profile, **asked)


def acting(world: World, who: str) -> Actor:
    return actor_for(world.lumen.people[who], world.lumen.customer.pk, Channel.SESSION, NOW)


def signed_in(world: World) -> Client:
    """The owner's browser; signing in is no news to the list."""
    client = world.client("owner")
    User.objects.update(last_login=None)
    return client


#: What is asked of the list, and who is found, in order.
ASKED: list[tuple[dict[str, str], list[str]]] = [
    ({}, EVERYBODY),
    ({"sort": "-name"}, EVERYBODY[::-1]),
    ({"q": "fleet"}, ["Fleet LUMEN"]),
    ({"q": "FINANCE@lumen"}, ["Finance LUMEN"]),
    ({"q": "administrator"}, ["Finance LUMEN", "Fleet LUMEN"]),
    ({"q": "access owner"}, ["Owner LUMEN"]),
    ({"q": "administrator fleet"}, ["Fleet LUMEN"]),
    ({"q": "nobody"}, []),
    ({"profiles": "finance_administrator"}, ["Finance LUMEN"]),
    ({"profiles": "access_owner"}, ["Owner LUMEN"]),
    ({"profiles": "none"}, []),
    ({"profiles": "emperor"}, []),
    ({"kinds": "line"}, ["User LUMEN"]),
    ({"kinds": "customer"}, EVERYBODY[:4]),
    ({"has_signed_in": "True"}, []),
    ({"has_signed_in": "False"}, EVERYBODY),
    ({"ends_on_to": "2026-12-31"}, []),
]


def test_the_list_is_narrowed_and_ordered(world: World) -> None:
    client = signed_in(world)
    assert {str(asked): names(client, **asked) for asked, _found in ASKED} == {
        str(asked): found for asked, found in ASKED
    }


def test_rights_that_do_not_live_are_not_found_by(world: World) -> None:
    """What is over, to come or stands still counts in no filter; the person is there without it."""
    over, later, still = newcomer(world, "Over X"), newcomer(world, "Later X"), newcomer(world, "Still X")
    give(world, over, "buyer", at=NOW - 9 * DAY, to_at=NOW - DAY)
    give(world, later, "buyer", from_at=NOW + DAY)
    give(world, still, "buyer")
    suspend_user(still, ground="security", reason="A stolen phone", by=ROOT, at=NOW)
    client = signed_in(world)
    assert names(client, profiles="buyer") == []
    assert names(client, q="buyer") == []
    assert names(client, profiles="none") == ["Later X", "Over X", "Still X"]


def test_an_own_profile_and_several_kinds_are_found(world: World) -> None:
    own = define_sub_profile(
        world.lumen.customer, name="Night porter", capabilities=("lines.view",), by=acting(world, "owner"), at=NOW
    )
    porter = newcomer(world, "Porter X")
    give(world, porter, "", sub_profile=own)
    client = signed_in(world)
    assert names(client, profiles=f"own-{own.pk}") == ["Porter X"]
    assert names(client, q="porter night") == ["Porter X"]
    assert names(client, profiles="own-999999") == []
    both = client.get(address() + f"?profiles=own-{own.pk}&profiles=service_user").context["list"].found
    assert [row.name for row in both.rows] == ["Porter X", "User LUMEN"] and both.total == 2


def test_next_end_orders_with_those_that_do_not_end_last(world: World) -> None:
    soon, later = newcomer(world, "Soon X"), newcomer(world, "Later X")
    give(world, soon, "buyer", to_at=brussels_midnight(date(2026, 12, 1)))
    give(world, later, "buyer", to_at=brussels_midnight(date(2027, 3, 1)))
    give(world, later, "incident_administrator", to_at=brussels_midnight(date(2027, 1, 1)))
    client = signed_in(world)
    assert names(client, sort="ends_on") == ["Soon X", "Later X", *EVERYBODY]
    assert names(client, sort="-ends_on") == ["Later X", "Soon X", *EVERYBODY]
    ends = {row.name: row.ends_on for row in client.get(address()).context["list"].found.rows}
    assert (ends["Soon X"], ends["Later X"], ends["Owner LUMEN"]) == (date(2026, 11, 30), date(2026, 12, 31), None)
    assert names(client, ends_on_to="2026-11-29") == []
    assert names(client, ends_on_to="2026-11-30") == ["Soon X"]
    assert names(client, ends_on_from="2026-12-01") == ["Later X"]
    assert names(client, ends_on_from="2026-12-31", ends_on_to="2026-12-31") == ["Later X"]
    assert names(client, ends_on_from="2027-01-01") == [], "its first end counts, not a later one"
    assert "A right of 1 person ends by itself within 30 days" in client.get(address()).content.decode()


@pytest.mark.clause("A-02")
def test_who_signed_in_elsewhere_before_has_not_signed_in_here(world: World) -> None:
    """Whoever invites an address must not learn that another company knows it."""
    manager, stranger = world.client("manager"), world.borealis.people["owner"]
    User.objects.update(last_login=None)
    User.objects.filter(pk=stranger.pk).update(last_login=NOW - DAY)
    invite_user(world.lumen.customer, email=stranger.email, name="Known X", by=ROOT, at=NOW, language="en")
    assert names(manager, has_signed_in="True", q="known") == []
    assert names(manager, has_signed_in="False", q="known") == ["Known X"]
    User.objects.filter(pk=stranger.pk).update(last_login=NOW + DAY)
    assert names(manager, has_signed_in="True", q="known") == ["Known X"]


def test_a_search_of_very_many_words_is_answered(world: World) -> None:
    client = signed_in(world)
    assert names(client, q="fleet " + " ".join("lumen" for _ in range(60))) == ["Fleet LUMEN"]
    assert names(client, q=" ".join(f"word{number}" for number in range(400))) == []


@pytest.mark.clause("A-03")
def test_a_manager_finds_nobody_by_the_name_of_a_place(world: World) -> None:
    """Whoever could search by a name would learn which names there are."""
    centre = CostCentre.objects.get(customer=world.lumen.customer, code="200")
    keeper, number = newcomer(world, "Keeper X"), world.lumen.lines[0].number
    give(world, keeper, "fleet_administrator", scope=centre.scope)
    owner, manager = world.client("owner"), world.client("manager")
    assert names(owner, q="shop 200") == ["Keeper X"]
    assert names(owner, q=number[4:]) == ["User LUMEN"]
    for word in ("shop 200", "shop", number[4:], world.lumen.account.code):
        assert names(manager, q=word) == [], word
    assert names(manager, kinds="cost_centre") == ["Keeper X"]


def test_nobody_of_another_company_is_found(world: World) -> None:
    client = world.client("owner")
    assert names(client, q="borealis") == []
    assert names(client, size="250") == EVERYBODY
    assert names(client, profiles="finance_administrator") == ["Finance LUMEN"]


def test_pages_and_exports_hold_everybody_once(world: World) -> None:
    for number in range(60):
        give(world, newcomer(world, f"P{number:02d} X"), "buyer")
    client = signed_in(world)
    first, second = names(client, size="50"), names(client, size="50", page="2")
    assert (len(first), len(second), len({*first, *second})) == (50, 15, 65)
    sheet = b"".join(client.get(address(export="csv", profiles="buyer")).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert sheet.count("Buyer: The whole company") == 60


def test_the_number_of_queries_grows_neither_with_people_nor_with_rights(
    world: World, django_assert_max_num_queries: Any
) -> None:
    client = world.client("owner")
    everything = address(sort="ends_on", q="e", profiles="buyer", kinds="customer", ends_on_to="2030-01-01", size="250")
    most = {address(): 0, everything: 0}
    give(world, newcomer(world, "First E"), "buyer", to_at=NOW + 9 * DAY)
    for asked in most:
        client.get(asked)
        with django_assert_max_num_queries(60) as seen:
            client.get(asked)
        most[asked] = len(seen)
    for number in range(30):
        person = newcomer(world, f"E{number:02d} X")
        give(world, person, "buyer", to_at=NOW + 9 * DAY)
        give(world, person, "incident_administrator")
    for asked, before in most.items():
        with django_assert_max_num_queries(before):
            rows = client.get(asked).context["list"].found.rows
        assert len(rows) >= 31


@pytest.mark.clause("A-11")
@pytest.mark.parametrize(("who", "asks"), [("owner", True), ("manager", True), ("user", False)])
def test_only_whoever_is_answered_why_is_shown_the_question(world: World, who: str, asks: bool) -> None:
    """Everybody may see whom to turn to; only managing people has an answer to "Why can I see this?"."""
    client, question = world.client(who), reverse("portal:why:thing", args=["area", "people"])
    page = client.get(address())
    assert page.status_code == 200
    assert (question in page.content.decode()) is asks
    assert (client.get(question).status_code == 200) is asks
