"""Who uses a card: said on its page, with the right to see it or without (A-05; GC 8.5)."""

from datetime import date
from typing import Any

import pytest

from comptoir.access.actions.people import invite_user
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import SERVICE_USER, USAGE_VIEW
from comptoir.access.models import Grant, User
from comptoir.inventory.actions.changes import end_line
from comptoir.inventory.models import EndUserAssignment
from comptoir.scope.actor import Actor, Channel
from tests.portal.world import NOW, ROOT, World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-05")]
TODAY, TOMORROW = date(2026, 11, 21), date(2026, 11, 22)


def send(world: World, person: str, **said: Any) -> Any:
    address = f"/cards/{world.lumen.lines[0].pk}/user"
    return world.client(person).post(address, {"from_on": TODAY.isoformat(), **said}, follow=True)


def users(world: World) -> list[tuple[str, date, date | None]]:
    rows = EndUserAssignment.objects.filter(line=world.lumen.lines[0]).order_by("from_on")
    return [(row.user.email.partition("@")[0], row.from_on, row.to_on) for row in rows.select_related("user")]


def sees(user: User, world: World, at: Any = NOW) -> bool:
    actor = actor_for(user, world.lumen.customer.pk, Channel.SESSION, at)
    return world.lumen.lines[0].scope_id in actor.nodes(USAGE_VIEW)


def test_a_card_is_handed_over_with_what_it_shows(world: World) -> None:
    before, after = world.lumen.people["user"], invited(world, "nina@lumen.example", "Nina")
    page = send(world, "owner", email=after.email, sees_usage="on")
    assert "Nina uses this card from" in page.content.decode()
    assert [row[0] for row in users(world)] == ["user", "nina"]
    assert users(world)[0][2] == users(world)[1][1] == TODAY
    assert sees(after, world) and not sees(before, world)
    assert send(world, "owner", email=after.email, sees_usage="on").status_code == 200, "a second click"
    assert Grant.objects.filter(holder=after, profile=SERVICE_USER).count() == 1


def test_what_a_card_is_called_is_not_who_uses_it(world: World) -> None:
    """The list shows the card's label; its page says who uses it. One heading for both would contradict itself."""
    send(world, "owner", email="", from_on=TODAY.isoformat())
    line, client = world.lumen.lines[0], world.client("owner")
    listed, shown = (client.get(path).content.decode() for path in ("/cards/", f"/cards/{line.pk}/"))
    assert line.label in listed and "Used by" not in listed
    assert "Used by" in shown


def test_using_a_card_is_no_right_to_see_it(world: World) -> None:
    """A fleet administrator says who uses a card; rights are given by whoever gives rights, whatever the form says."""
    after = invited(world, "nina@lumen.example", "Nina")
    form = world.client("fleet").get(f"/cards/{world.lumen.lines[0].pk}/user").content.decode()
    assert 'name="email"' in form and 'name="sees_usage"' not in form
    send(world, "fleet", email=after.email, sees_usage="on")
    assert users(world)[-1][0] == "nina"
    assert not sees(after, world) and not Grant.objects.filter(holder=after).exists()


def test_from_a_day_to_come_it_is_seen_from_that_day(world: World) -> None:
    after = invited(world, "nina@lumen.example", "Nina")
    send(world, "owner", email=after.email, from_on=TOMORROW.isoformat(), sees_usage="on")
    assert not sees(after, world)
    assert sees(after, world, NOW.replace(day=22, hour=23))
    assert not sees(world.lumen.people["user"], world, NOW.replace(day=22, hour=23))


def test_nobody_uses_a_card(world: World) -> None:
    page = send(world, "owner", email="")
    assert "Nobody uses this card from" in page.content.decode()
    assert users(world) == [("user", date(2026, 1, 1), TODAY)]
    assert not sees(world.lumen.people["user"], world)


@pytest.mark.parametrize("address", ["owner@borealis.example", "no-such@lumen.example"])
def test_nobody_elsewhere_uses_it_and_both_are_told_alike(world: World, address: str) -> None:
    page = send(world, "owner", email=address, sees_usage="on").content.decode()
    assert "Nobody of your company has this address." in page and f'value="{address}"' in page
    assert len(users(world)) == 1


def test_what_cannot_be_given_changes_nothing(world: World) -> None:
    """An Access Manager sees no data: neither the user nor the right changes."""
    page = send(world, "owner", email=world.lumen.people["manager"].email, sees_usage="on").content.decode()
    assert "would manage people and see data both" in page
    assert len(users(world)) == 1 and sees(world.lumen.people["user"], world)


@pytest.mark.parametrize("person", ["manager", "finance", "user"])
def test_who_may_not_say_so_finds_no_such_page(world: World, person: str) -> None:
    line = world.lumen.lines[0]
    assert world.client(person).get(f"/cards/{line.pk}/user").status_code == 404
    assert send(world, person, email="").status_code == 404
    assert f"/cards/{line.pk}/user" not in world.client(person).get(f"/cards/{line.pk}/").content.decode()
    assert f"/cards/{line.pk}/user" in world.client("fleet").get(f"/cards/{line.pk}/").content.decode()


def test_another_companys_card_is_not_there(world: World) -> None:
    assert world.client("owner").get(f"/cards/{world.borealis.lines[0].pk}/user").status_code == 404


def test_an_ended_card_is_changed_no_more(world: World) -> None:
    end_line(world.lumen.lines[0], on=TODAY, by=Actor("desk", Channel.DESK, staff=frozenset({"orders.place"})), at=NOW)
    assert "This line ended" in send(world, "owner", email="").content.decode()
    assert "/user" not in world.client("owner").get(f"/cards/{world.lumen.lines[0].pk}/").content.decode()


def test_people_are_called_as_the_company_calls_them(world: World) -> None:
    known = world.borealis.people["finance"]
    invite_user(world.lumen.customer, email=known.email, name="Our Nina", by=ROOT, at=NOW)
    send(world, "owner", email=known.email)
    page = world.client("owner").get(f"/cards/{world.lumen.lines[0].pk}/").content.decode()
    assert "Our Nina" in page and "BOREALIS" not in page


def invited(world: World, email: str, name: str) -> User:
    return invite_user(world.lumen.customer, email=email, name=name, by=ROOT, at=NOW)
