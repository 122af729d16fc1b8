"""Two who change rights at the same instant: one after the other, and the rules hold (A-03, A-07)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from comptoir.access.actions.people import deactivate_user
from comptoir.access.actions.rights import end_right, give_right
from comptoir.access.actors import actor_for
from comptoir.access.models import Grant
from comptoir.access.snapshot import live_grant_ids
from comptoir.audit.models import AuditEvent
from comptoir.scope.actor import Channel
from tests.access.at_once import at_once, on_a_server
from tests.access.group import AT, ROOT, Group, build

__all__ = ["on_a_server"]
LATER = AT + timedelta(days=1)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("on_a_server")]


def giving(group: Group, to: str, profile: str, **more: Any) -> Callable[[], Any]:
    asked: dict[str, Any] = {"scope": group.parent.customer.scope, "by": ROOT, "at": AT} | more
    return lambda: give_right(group.parent.customer, holder=group.people[to], profile=profile, **asked)


@pytest.mark.clause("A-03")
def test_nobody_becomes_manager_and_sees_data_by_two_rights_given_at_once() -> None:
    group = build()
    for name in ("bob", "cas", "dan"):
        said = at_once(giving(group, name, "access_manager"), giving(group, name, "finance_administrator"))
        assert sorted(one == "done" for one in said) == [False, True], said
        assert Grant.objects.filter(holder=group.people[name]).count() == 1


@pytest.mark.clause("A-07", "A-16")
def test_what_is_passed_on_while_its_source_ends_dies_with_it_and_stands_in_the_log() -> None:
    group = build()
    for _ in range(4):
        source = giving(group, "bob", "finance_administrator", may_delegate=True)()
        bob = actor_for(group.people["bob"], group.parent.customer.pk, Channel.SESSION, LATER)
        passing = giving(group, "cas", "finance_administrator", parent=source, by=bob, at=LATER)
        at_once(passing, lambda source=source: end_right(source, by=ROOT, at=LATER))
        assert not live_grant_ids(group.parent.customer.pk, LATER)
        ended = AuditEvent.objects.filter(verb="right.ended").latest("pk")
        children = list(Grant.objects.filter(parent=source).values_list("pk", flat=True))
        assert ended.data["dependents"] == children


@pytest.mark.clause("A-10")
def test_who_is_let_go_while_given_a_right_holds_none() -> None:
    group = build()
    for name in ("bob", "cas", "dan"):
        leaving = {"user": group.people[name], "by": ROOT, "at": LATER}
        said = at_once(
            giving(group, name, "finance_administrator", at=LATER),
            lambda leaving=leaving: deactivate_user(group.parent.customer, **leaving),
        )
        assert said[1] == "done"
        assert not actor_for(group.people[name], group.parent.customer.pk, Channel.SESSION, LATER).grants
