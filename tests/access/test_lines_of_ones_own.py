"""A line is somebody's own for a while: their right on it ends with that (A-05)."""

from datetime import date, datetime, timedelta

import pytest

from comptoir.access.actions.rights import give_right
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import LINES_VIEW, USAGE_VIEW
from comptoir.audit.models import AuditEvent
from comptoir.inventory.actions.changes import UnableToChangeLine, change_end_user, end_line
from comptoir.kernel.clock import brussels_midnight
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.authorize import NotAuthorized
from tests.portal.world import NOW, ROOT, World

DAY = date(2026, 11, 25)
MIDNIGHT = brussels_midnight(DAY)


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
