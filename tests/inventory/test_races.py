"""A change of a line while the right to order it ends: it comes before the end, or not at all (A-07)."""

from datetime import date, timedelta

import pytest

from comptoir.access.actions.rights import end_right, give_right
from comptoir.access.actors import actor_for
from comptoir.audit.models import AuditEvent
from comptoir.catalogue.models import Offering
from comptoir.inventory.actions.changes import change_plan
from comptoir.scope.actor import Channel
from tests.access.at_once import at_once, on_a_server
from tests.portal.world import NOW, ROOT, World

__all__ = ["on_a_server"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("on_a_server")]


@pytest.mark.clause("A-04", "A-07")
def test_nothing_is_ordered_once_the_right_has_ended(world: World) -> None:
    lumen, line = world.lumen, world.lumen.lines[0]
    outcomes = set()
    for turn in range(6):
        at = NOW + timedelta(minutes=turn)
        right = give_right(
            lumen.customer, holder=lumen.people["user"], profile="buyer", scope=lumen.customer.scope, by=ROOT, at=at
        )
        buyer = actor_for(lumen.people["user"], lumen.customer.pk, Channel.SESSION, at)
        plan = Offering.objects.get(code=("s", "m")[turn % 2])
        later, day = at + timedelta(seconds=30), date(2026, 12, 1 + turn)
        ordering, ending = at_once(
            lambda plan=plan, day=day, buyer=buyer, later=later: change_plan(
                line, offering=plan, from_on=day, by=buyer, at=later
            ),
            lambda right=right, later=later: end_right(right, by=ROOT, at=later),
        )
        assert ending == "done"
        ended = AuditEvent.objects.filter(verb="right.ended").latest("sequence")
        ordered = AuditEvent.objects.filter(verb="line.plan_changed", at=later).first()
        assert (ordered is not None) == (ordering == "done")
        assert ordered is None or ordered.sequence < ended.sequence
        outcomes.add(ordering)
    assert outcomes <= {"done", "not authorised: orders.place"}
