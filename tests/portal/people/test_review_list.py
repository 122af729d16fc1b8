"""The people of an access review as a list: narrowed, ordered and paged by the database (A-10, A-12)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.reviews import confirm_people, end_reviewed, open_review
from comptoir.access.actions.rights import give_right
from comptoir.access.actors import actor_for
from comptoir.access.models import AccessReview, Grant, Membership, Tie, User
from comptoir.parties.models import CostCentre
from comptoir.scope.actor import Actor, Channel
from tests.portal.world import NOW, ROOT, World

pytestmark = [pytest.mark.usefixtures("at_a_fixed_instant"), pytest.mark.clause("A-10", "A-12")]
ASKED_ABOUT = ["Finance LUMEN", "Fleet LUMEN", "Manager LUMEN", "User LUMEN"]


def newcomer(world: World, name: str, profile: str = "buyer", **more: Any) -> User:
    """One more with a right, from before the review."""
    customer = world.lumen.customer
    email = f"{name.split()[0].lower()}@lumen.example"
    person = invite_user(customer, email=email, name=name, by=ROOT, at=NOW, language="en")
    given: dict[str, Any] = {"scope": customer.scope, "by": ROOT, "at": NOW} | more
    give_right(customer, holder=person, profile=profile, **given)
    return person


def acting(world: World, who: str) -> Actor:
    return actor_for(world.lumen.people[who], world.lumen.customer.pk, Channel.SESSION, NOW)


def opened(world: World) -> AccessReview:
    return open_review(world.lumen.customer, by=acting(world, "owner"), at=NOW)


def found(client: Client, review: AccessReview, **asked: str) -> list[str]:
    rows = client.get(reverse("portal:reviews:show", args=[review.pk]), asked).context["list"].found.rows
    return [row.name for row in rows]


def test_the_list_is_narrowed_and_ordered(world: World) -> None:
    people = world.lumen.people
    Membership.objects.filter(user=people["finance"]).update(tie=Tie.EMPLOYMENT)
    Membership.objects.filter(user=people["user"]).update(tie=Tie.ADMINISTRATION)
    review = opened(world)
    owner = acting(world, "owner")
    confirm_people(review, users=[people["finance"].pk], by=owner, at=NOW)
    end_reviewed(review, grant=Grant.objects.get(holder=people["fleet"]), by=owner, at=NOW)
    client = world.client("owner")
    cases: list[tuple[dict[str, str], list[str]]] = [
        ({}, ["Manager LUMEN", "User LUMEN", "Finance LUMEN", "Fleet LUMEN"]),
        ({"sort": "name"}, ASKED_ABOUT),
        ({"sort": "-name"}, ASKED_ABOUT[::-1]),
        ({"sort": "state"}, ["Finance LUMEN", "Fleet LUMEN", "Manager LUMEN", "User LUMEN"]),
        ({"sort": "tie_words"}, ["User LUMEN", "Finance LUMEN", "Fleet LUMEN", "Manager LUMEN"]),
        ({"state": "waits"}, ["Manager LUMEN", "User LUMEN"]),
        ({"state": "confirmed"}, ["Finance LUMEN"]),
        ({"state": "ended"}, ["Fleet LUMEN"]),
        ({"state": "never"}, []),
        ({"q": "finance@"}, ["Finance LUMEN"]),
        ({"q": "administrator"}, ["Finance LUMEN", "Fleet LUMEN"]),
        ({"q": "administrator fleet"}, ["Fleet LUMEN"]),
        ({"q": "nobody"}, []),
    ]
    assert {str(asked): found(client, review, **asked) for asked, _who in cases} == {
        str(asked): who for asked, who in cases
    }


@pytest.mark.clause("A-03")
def test_a_manager_finds_nobody_by_the_name_of_a_place(world: World) -> None:
    centre = CostCentre.objects.get(customer=world.lumen.customer, code="200")
    newcomer(world, "Keeper X", "fleet_administrator", scope=centre.scope)
    review = opened(world)
    assert found(world.client("owner"), review, q="shop 200") == ["Keeper X"]
    assert found(world.client("manager"), review, q="shop 200") == []


def test_who_left_and_came_back_stands_there_once_under_the_last_name(world: World) -> None:
    user = world.lumen.people["fleet"]
    Membership.objects.filter(user=user).update(to_at=NOW)
    last = Membership.objects.get(user=user)
    last.pk, last.name, last.sort_name, last.from_at, last.to_at = None, "Zoe Z", "9999", NOW, None
    last.save()
    names = found(world.client("owner"), opened(world), sort="name")
    assert names == ["Finance LUMEN", "Manager LUMEN", "User LUMEN", "Zoe Z"]


def test_nobody_but_who_is_asked_about_is_confirmed_by_ticking(world: World) -> None:
    review = opened(world)
    strangers = [str(world.borealis.people["fleet"].pk), str(world.lumen.people["owner"].pk), "abc", "9" * 30]
    answer = world.client("owner").post(reverse("portal:reviews:confirm"), {"selected": strangers}, follow=True)
    assert answer.status_code == 200
    assert not review.answers.exists()


def test_the_number_of_queries_does_not_grow_and_pages_hold_everybody_once(
    world: World, django_assert_max_num_queries: Any
) -> None:
    newcomer(world, "First X")
    review = opened(world)
    client = world.client("owner")
    address = reverse("portal:reviews:show", args=[review.pk])
    asked = {"q": "x", "state": "waits", "sort": "tie_words", "size": "50"}
    client.get(address, asked)
    with django_assert_max_num_queries(60) as seen:
        client.get(address, asked)
    AccessReview.objects.all().delete()
    for number in range(60):
        newcomer(world, f"P{number:02d} X")
    review = opened(world)
    address = reverse("portal:reviews:show", args=[review.pk])
    with django_assert_max_num_queries(len(seen)):
        client.get(address, asked)
    first, second = found(client, review, size="50"), found(client, review, size="50", page="2")
    assert (len(first), len(second), len({*first, *second})) == (50, 15, 65)
    sheet = b"".join(client.get(address, {"export": "csv", "q": "buyer"}).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert sheet.count("Buyer: The whole company") == 61
