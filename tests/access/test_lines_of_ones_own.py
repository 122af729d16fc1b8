"""A line is somebody's own for a while: their right on it ends with that (A-05)."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.tokens import create_token
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import LINES_VIEW, ORDERS_PLACE, STAFF, USAGE_VIEW
from comptoir.access.previews import preview_of
from comptoir.access.tokens import actor_for_token
from comptoir.audit.models import AuditEvent
from comptoir.billing.line_costs import monthly_costs
from comptoir.inventory.actions.changes import UnableToChangeLine, change_end_user, end_line, move_line
from comptoir.inventory.models import Line
from comptoir.kernel.clock import brussels_midnight
from comptoir.kernel.periods import Month
from comptoir.scope.actor import Actor, Channel, system
from comptoir.scope.authorize import NotAuthorized
from comptoir.usage.queries import CallFilters, usage_summary
from comptoir.usage.totals import cards_of_month, count_calls
from tests.portal.world import NOW, ROOT, START, World

DAY = date(2026, 11, 25)
MIDNIGHT = brussels_midnight(DAY)
ROOT_THAT_ORDERS = system("desk", Channel.DESK, staff=STAFF | {ORDERS_PLACE})


def acting(world: World, who: str, at: datetime = NOW) -> Actor:
    return actor_for(world.lumen.people[who], world.lumen.customer.pk, Channel.SESSION, at)


@pytest.mark.clause("A-05")
def test_who_no_longer_uses_a_line_sees_it_no_longer_from_that_day_on(world: World) -> None:
    line = world.lumen.lines[0]
    change_end_user(line, user=world.lumen.people["finance"], from_on=DAY, by=acting(world, "fleet"), at=NOW)
    assert acting(world, "user", MIDNIGHT - timedelta(seconds=1)).may(USAGE_VIEW)
    assert not acting(world, "user", MIDNIGHT).grants
    assert acting(world, "finance", MIDNIGHT).may(USAGE_VIEW), "other rights stay"
    line.refresh_from_db()
    assert line.end_user == world.lumen.people["finance"]
    periods = list(line.end_users.order_by("from_on").values_list("user_id", "to_on"))
    assert periods == [(world.lumen.people["user"].pk, DAY), (world.lumen.people["finance"].pk, None)]
    said = AuditEvent.objects.get(verb="right.ended").data
    assert said["user"] == world.lumen.people["user"].pk and "ends_at" in said


@pytest.mark.clause("A-05")
def test_a_line_that_ends_ends_its_users_right_and_no_other(world: World) -> None:
    line, customer = world.lumen.lines[0], world.lumen.customer
    give_right(
        customer, holder=world.lumen.people["user"], profile="service_user", scope=world.lumen.lines[1].scope,
        by=ROOT, at=NOW,
    )  # fmt: skip
    end_line(line, on=DAY, by=acting(world, "owner"), at=NOW)
    assert acting(world, "user", MIDNIGHT - timedelta(seconds=1)).nodes(LINES_VIEW) >= {line.scope_id}
    assert acting(world, "user", MIDNIGHT).nodes(LINES_VIEW) == {world.lumen.lines[1].scope_id}
    assert acting(world, "fleet", MIDNIGHT).may(LINES_VIEW)
    with pytest.raises(UnableToChangeLine):
        change_end_user(line, user=None, from_on=DAY, by=acting(world, "fleet"), at=NOW)


def test_a_day_that_has_passed_ends_the_right_now(world: World) -> None:
    line = world.lumen.lines[0]
    assert acting(world, "user").may(USAGE_VIEW)
    change_end_user(line, user=None, from_on=date(2026, 11, 1), by=acting(world, "fleet"), at=NOW)
    assert not acting(world, "user").grants


def test_only_who_keeps_lines_in_order_says_whose_they_are(world: World) -> None:
    for who in ("user", "finance", "manager"):
        with pytest.raises(NotAuthorized):
            change_end_user(world.lumen.lines[0], user=None, from_on=DAY, by=acting(world, who), at=NOW)
    changed = AuditEvent.objects.filter(verb="line.end_user_changed")
    same = {"user": world.lumen.people["user"], "from_on": DAY, "by": acting(world, "fleet"), "at": NOW}
    change_end_user(world.lumen.lines[0], **same)
    assert not changed.exists(), "nothing changed"


def days_of(client: Client, line: Line, month: str = "2026-10") -> list[str]:
    return sorted(set(re.findall(r"\d\d/\d\d/2026", client.get(f"/usage/{month}/{line.pk}/").content.decode())))


def used_before_by_someone_else(world: World) -> Line:
    """The user has had the first card since 8 October; the fleet administrator had it before."""
    line = world.lumen.lines[0]
    line.end_users.update(from_on=date(2026, 10, 8))
    line.end_users.create(user=world.lumen.people["fleet"], from_on=START, to_on=date(2026, 10, 8))
    return line


@pytest.mark.clause("A-05")
@pytest.mark.parametrize("second", ["incident_administrator", "buyer"])
def test_another_right_that_shows_no_usage_opens_nobody_elses_calls(world: World, second: str) -> None:
    line, customer = used_before_by_someone_else(world), world.lumen.customer
    user = world.lumen.people["user"]
    give_right(customer, holder=user, profile=second, scope=customer.scope, by=ROOT, at=NOW)
    client = world.client("user")
    assert min(days_of(client, line)) == "08/10/2026"
    assert min(days_of(world.client("fleet"), line)) == "01/10/2026"
    sums = usage_summary(acting(world, "user"), ("2026-10",), ("line_id",))
    everything = usage_summary(
        acting(world, "fleet"), ("2026-10",), ("line_id",), filters=CallFilters(lines=(line.pk,))
    )
    assert [row["line_id"] for row in sums] == [line.pk]
    assert 0 < sums[0]["records"] < everything[0]["records"]


@pytest.mark.clause("A-05")
def test_a_right_that_shows_the_lines_usage_shows_all_its_days(world: World) -> None:
    line, customer, user = used_before_by_someone_else(world), world.lumen.customer, world.lumen.people["user"]
    centre = line.cost_centre
    assert centre is not None
    give_right(customer, holder=user, profile="fleet_administrator", scope=centre.scope, by=ROOT, at=NOW)
    client = world.client("user")
    assert min(days_of(client, line)) == "01/10/2026"
    assert "Fleet LUMEN" in client.get(f"/cards/{line.pk}/").content.decode(), "and who used it before"


@pytest.mark.clause("A-05")
def test_a_centre_beside_ones_own_line_shows_each_on_its_own_days(world: World) -> None:
    line, other, customer = used_before_by_someone_else(world), world.lumen.lines[1], world.lumen.customer
    assert other.cost_centre is not None and other.cost_centre != line.cost_centre
    give_right(
        customer, holder=world.lumen.people["user"], profile="fleet_administrator", scope=other.cost_centre.scope,
        by=ROOT, at=NOW,
    )  # fmt: skip
    client = world.client("user")
    assert min(days_of(client, line)) == "08/10/2026"
    assert min(days_of(client, other)) == "01/10/2026"
    # Who sees the other lines' rows in the history of this one does not learn who used it before.
    assert "Fleet LUMEN" not in client.get(f"/cards/{line.pk}/").content.decode()
    assert "Your line" in client.get("/").content.decode()


@pytest.mark.clause("A-05")
def test_an_account_beside_ones_own_line_keeps_the_cards_that_have_left_it(world: World) -> None:
    line, customer, user = world.lumen.lines[0], world.lumen.customer, world.lumen.people["user"]
    moved = world.lumen.lines[1]
    move_line(moved, account=world.borealis.account, from_on=NOW.date(), by=ROOT_THAT_ORDERS, at=NOW)
    give_right(customer, holder=user, profile="fleet_administrator", scope=world.lumen.account.scope, by=ROOT, at=NOW)
    actor = acting(world, "user")
    seen = {row["line_id"] for row in usage_summary(actor, ("2026-10",), ("line_id",))}
    assert seen == {one.pk for one in world.lumen.lines} and line.pk in seen
    assert monthly_costs(actor, moved.pk, [Month.parse("2026-10")])


@pytest.mark.clause("A-05")
def test_who_is_given_a_line_by_hand_sees_it_from_that_day_on(world: World) -> None:
    line, customer = world.lumen.lines[1], world.lumen.customer
    newcomer = invite_user(customer, email="new@lumen.example", name="New LUMEN", by=ROOT, at=NOW, language="en")
    world.lumen.people["new"] = newcomer
    since = brussels_midnight(date(2026, 11, 5))
    give_right(customer, holder=newcomer, profile="service_user", scope=line.scope, by=ROOT, at=since)
    assert not line.end_users.exists(), "nobody has noted who uses it"
    assert days_of(world.client("new"), line) == []
    found = days_of(world.client("new"), line, "2026-11")
    assert found and min(found) == "05/11/2026"


@pytest.mark.clause("A-05")
def test_a_right_given_by_hand_shows_no_day_that_is_noted_as_anothers(world: World) -> None:
    """The first card is noted as the user's; the finance administrator's colleague is given the right of a user too."""
    line, customer = world.lumen.lines[0], world.lumen.customer
    newcomer = invite_user(customer, email="new@lumen.example", name="New LUMEN", by=ROOT, at=NOW, language="en")
    world.lumen.people["new"] = newcomer
    since = brussels_midnight(date(2026, 10, 3))
    give_right(customer, holder=newcomer, profile="service_user", scope=line.scope, by=ROOT, at=since)
    line.end_users.update(from_on=date(2026, 10, 8))
    assert days_of(world.client("user"), line)[0] == "08/10/2026"
    found = days_of(world.client("new"), line)
    assert found and min(found) >= "03/10/2026" and max(found) < "08/10/2026", "the other's days are the other's"
    assert days_of(world.client("new"), line, "2026-11") == []


@pytest.mark.clause("A-05", "A-11")
def test_a_preview_shows_a_line_on_the_days_of_whose_it_is(world: World) -> None:
    line, customer, user = used_before_by_someone_else(world), world.lumen.customer, world.lumen.people["user"]
    give_right(customer, holder=user, profile="buyer", scope=customer.scope, by=ROOT, at=NOW)
    preview = preview_of(acting(world, "owner"), user.pk, NOW)
    assert preview is not None
    sums = usage_summary(preview.actor, ("2026-10",), ("line_id",))
    assert sums == usage_summary(acting(world, "user"), ("2026-10",), ("line_id",))
    assert [row["line_id"] for row in sums] == [line.pk]


@pytest.mark.clause("A-05", "A-14")
def test_a_token_shows_no_more_of_ones_line_than_oneself(world: World) -> None:
    line, customer, user = used_before_by_someone_else(world), world.lumen.customer, world.lumen.people["user"]
    give_right(customer, holder=user, profile="buyer", scope=customer.scope, by=ROOT, at=NOW)
    new = create_token(
        customer, user=user, name="mine", capabilities=(USAGE_VIEW,), days=9, by=acting(world, "user"), at=NOW
    )
    actor = actor_for_token(new.secret, NOW)
    assert actor is not None
    sums = usage_summary(actor, ("2026-10",), ("line_id",))
    assert sums == usage_summary(acting(world, "user"), ("2026-10",), ("line_id",)) and sums[0]["line_id"] == line.pk


@pytest.mark.clause("A-05")
def test_a_month_before_ones_own_days_tells_nothing_and_its_first_month_only_those(world: World) -> None:
    line, client = used_before_by_someone_else(world), world.client("user")
    user, fleet = acting(world, "user"), acting(world, "fleet")
    assert usage_summary(user, ("2026-09",), ("line_id",)) == []
    assert cards_of_month(user, "2026-09", limit=9).rows == []
    whole, own = (cards_of_month(actor, "2026-10", limit=9).rows for actor in (fleet, user))
    theirs = next(row for row in whole if row["line_id"] == line.pk)
    calls = count_calls(user, CallFilters(periods=("2026-10",)))
    assert (own[0]["records"], own[0]["micro"]) == calls and own[0]["records"] < theirs["records"]
    months = [Month.parse(text) for text in ("2026-08", "2026-09", "2026-10")]
    costs, everything = monthly_costs(user, line.pk, months), monthly_costs(fleet, line.pk, months)
    assert [row["period"] for row in costs] == ["2026-10"] and len(everything) == 3
    assert (costs[0]["records"], costs[0]["used"]) == calls
    page = client.get(f"/cards/{line.pk}/").content.decode()
    assert "October 2026" in page and "September 2026" not in page


@pytest.mark.clause("A-05")
def test_a_right_on_another_line_shows_no_price_of_ones_own(world: World) -> None:
    line, other = world.lumen.lines[0], world.lumen.lines[1]
    assert other.cost_centre is not None
    give_right(
        world.lumen.customer, holder=world.lumen.people["user"], profile="buyer", scope=other.cost_centre.scope,
        by=ROOT, at=NOW,
    )  # fmt: skip
    client = world.client("user")
    assert "\u20ac25.00" not in client.get(f"/cards/{line.pk}/").content.decode()
    assert "\u20ac15.00" in client.get(f"/cards/{other.pk}/").content.decode()
