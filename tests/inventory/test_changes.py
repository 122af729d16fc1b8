"""Changing a line: by whom, from which day, and what its dated facts then say."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from comptoir.access.actions.rights import give_right
from comptoir.access.actors import actor_for
from comptoir.audit.models import AuditEvent
from comptoir.catalogue.models import Offering
from comptoir.inventory.actions.changes import (
    UnableToChangeLine,
    assign_cost_centre,
    change_end_user,
    change_number,
    change_plan,
    end_line,
    move_line,
)
from comptoir.inventory.models import Line, LineState
from comptoir.parties.models import CostCentre
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.authorize import NotAuthorized
from tests.portal.world import NOW, ROOT, START, Firm, World

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 1)
Change = Callable[..., Any]


def acting(world: World, person: str, firm: Firm | None = None) -> Actor:
    """One of Lumen's people, acting for Lumen or for another firm."""
    return actor_for(world.lumen.people[person], (firm or world.lumen).customer.pk, Channel.SESSION, NOW)


def changes(world: World) -> dict[str, tuple[Change, dict[str, Any]]]:
    """Every change of a line with what it needs beside who and when."""
    return {
        "plan": (change_plan, {"offering": Offering.objects.get(code="s"), "from_on": DAY}),
        "centre": (assign_cost_centre, {"centre": CostCentre.objects.get(code="200", customer=world.lumen.customer)}),
        "number": (change_number, {"number": "+32470999999"}),
        "user": (change_end_user, {"user": world.lumen.people["finance"]}),
        "end": (end_line, {"on": DAY}),
    }


def apply(world: World, name: str, line: Line, by: Actor) -> None:
    change, needs = changes(world)[name]
    change(line, by=by, at=NOW, **({} if "on" in needs else {"from_on": DAY}) | needs)


@pytest.mark.clause("A-05", "I-11")
@pytest.mark.parametrize(
    ("name", "by", "facts"),
    [
        ("plan", "owner", "subscriptions"),
        ("number", "owner", "numbers"),
        ("centre", "fleet", "cost_centres"),
        ("user", "fleet", "end_users"),
    ],
)
def test_a_change_ends_what_was_and_begins_what_is(world: World, name: str, by: str, facts: str) -> None:
    line = world.lumen.lines[0]
    apply(world, name, line, acting(world, by))
    rows = list(getattr(line, facts).order_by("from_on").values_list("from_on", "to_on"))
    assert rows == [(START, DAY), (DAY, None)]
    assert (
        AuditEvent.objects.filter(
            object_type="inventory.line", object_ref=str(line.pk), verb__startswith="line."
        ).count()
        == 1
    )


def test_what_is_shown_of_a_line_is_what_holds_now(world: World) -> None:
    line = world.lumen.lines[0]
    for name in ("plan", "number", "centre", "user"):
        apply(world, name, line, acting(world, "owner"))
    line.refresh_from_db()
    assert (line.plan.code, line.number) == ("s", "+32470999999")
    assert line.cost_centre and line.cost_centre.code == "200"
    assert line.end_user == world.lumen.people["finance"]


def test_a_line_hangs_from_its_cost_centre_of_now(world: World) -> None:
    """Whoever may see one cost centre sees its lines, and loses the line that leaves it (A-06)."""
    line, there = world.lumen.lines[0], CostCentre.objects.get(code="200", customer=world.lumen.customer)
    asked = {"profile": "buyer", "holder": world.lumen.people["user"], "by": ROOT, "at": NOW}
    give_right(world.lumen.customer, scope=there.scope, **asked)
    buyer = acting(world, "user")
    seen = set(Line.objects.visible_to(buyer, "orders.place").values_list("code", flat=True))
    apply(world, "centre", line, acting(world, "fleet"))
    assert set(Line.objects.visible_to(buyer, "orders.place").values_list("code", flat=True)) == seen | {line.code}


@pytest.mark.parametrize("name", ["plan", "number", "centre", "user", "end"])
def test_an_ended_line_is_changed_no_more(world: World, name: str) -> None:
    """Also by who opened its page before it ended."""
    line, now = world.lumen.lines[0], Line.objects.get(pk=world.lumen.lines[0].pk)
    end_line(now, on=DAY, by=ROOT_OF_ORDERS, at=NOW)
    now.refresh_from_db()
    assert now.state == LineState.ENDED and line.to_on is None
    with pytest.raises(UnableToChangeLine) as refused:
        apply(world, name, line, acting(world, "owner"))
    assert refused.value.message == "line.ended_already"
    assert not line.subscriptions.filter(to_on=None).exists() and not line.numbers.filter(to_on=None).exists()


@pytest.mark.clause("A-05")
def test_nobody_is_given_days_on_which_a_line_was_anothers(world: World) -> None:
    """Also when nobody uses it now: the days of who had it stay theirs, and their calls unseen."""
    line, fleet = world.lumen.lines[0], acting(world, "fleet")
    change_end_user(line, user=None, from_on=DAY, by=fleet, at=NOW)
    with pytest.raises(UnableToChangeLine) as refused:
        change_end_user(line, user=world.lumen.people["finance"], from_on=DAY - timedelta(days=1), by=fleet, at=NOW)
    assert refused.value.message == "line.change_before_end"
    assert line.end_users.get().to_on == DAY
    change_end_user(line, user=world.lumen.people["finance"], from_on=DAY, by=fleet, at=NOW)
    assert line.end_users.get(to_on=None).from_on == DAY


@pytest.mark.parametrize("name", ["plan", "number", "end"])
def test_who_may_not_order_changes_nothing(world: World, name: str) -> None:
    line = world.lumen.lines[0]
    for by in (acting(world, "manager"), acting(world, "finance"), acting(world, "user"), stranger(world)):
        with pytest.raises(NotAuthorized):
            apply(world, name, line, by)
    apply(world, name, line, acting(world, "owner"))


@pytest.mark.clause("A-04", "A-07")
@pytest.mark.parametrize("name", ["plan", "number", "centre", "user", "end"])
def test_a_right_that_ended_meanwhile_orders_nothing(world: World, name: str) -> None:
    """The request took its snapshot before; the change asks again once it holds the customer's rights."""
    line, before = world.lumen.lines[0], acting(world, "owner")
    world.lumen.customer.seat.holdings.update(to_at=NOW)
    with pytest.raises(NotAuthorized):
        apply(world, name, line, before)


def test_a_line_is_not_moved_onto_an_account_that_one_may_not_order_for(world: World) -> None:
    line, account = world.lumen.lines[0], world.borealis.account
    with pytest.raises(NotAuthorized):
        move_line(line, account=account, from_on=DAY, by=acting(world, "owner"), at=NOW)
    move_line(line, account=account, from_on=DAY, by=ROOT_OF_ORDERS, at=NOW)
    assert line.customer == world.borealis.customer and line.cost_centre is None


def test_the_user_of_a_line_is_one_of_the_customer_s_people(world: World) -> None:
    line = world.lumen.lines[0]
    asked = {"from_on": DAY, "by": acting(world, "fleet"), "at": NOW}
    with pytest.raises(UnableToChangeLine) as refused:
        change_end_user(line, user=world.borealis.people["user"], **asked)
    assert refused.value.message == "line.user_of_none_of_ours"
    change_end_user(line, user=world.lumen.people["finance"], **asked)


@pytest.mark.clause("M-02")
def test_one_number_is_never_on_two_lines(world: World) -> None:
    first, second = world.lumen.lines[:2]
    asked = {"number": second.number, "from_on": DAY, "by": acting(world, "owner"), "at": NOW}
    with pytest.raises(UnableToChangeLine) as refused:
        change_number(first, **asked)
    assert refused.value.message == "line.number_taken"
    end_line(second, on=DAY - timedelta(days=1), by=acting(world, "owner"), at=NOW)
    change_number(first, **asked)


def test_a_change_comes_after_the_one_before(world: World) -> None:
    line = world.lumen.lines[0]
    asked = {"offering": Offering.objects.get(code="s"), "by": acting(world, "owner"), "at": NOW}
    with pytest.raises(UnableToChangeLine) as refused:
        change_plan(line, from_on=START, **asked)
    assert refused.value.message == "line.change_too_early"
    change_plan(line, from_on=START + timedelta(days=1), **asked)


def stranger(world: World) -> Actor:
    firm = world.borealis
    return actor_for(firm.people["owner"], firm.customer.pk, Channel.SESSION, NOW)


#: The operator's order desk, which may order for everybody.
ROOT_OF_ORDERS = Actor("the order desk", Channel.DESK, staff=frozenset({"orders.place"}))
