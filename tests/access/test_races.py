"""Two who change rights at the same instant: one after the other, and the rules hold (A-03, A-07)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from comptoir.access.actions.people import UnableToDeactivate, deactivate_user
from comptoir.access.actions.rights import UnableToGiveRight, end_right, give_right
from comptoir.access.actors import actor_for
from comptoir.access.models import Grant
from comptoir.access.snapshot import live_grant_ids
from comptoir.audit.models import AuditEvent
from comptoir.scope.actor import Channel
from comptoir.scope.authorize import NotAuthorized
from tests.access.group import AT, ROOT, Group, build

REFUSED = (UnableToGiveRight, UnableToDeactivate, NotAuthorized)
LATER = AT + timedelta(days=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_a_server() -> Iterator[None]:
    """SQLite lets one write at a time, from the first statement on: there is nothing to race."""
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time")
    yield


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Does all at the same moment, each on a connection of its own; what each came to."""
    start, said = Barrier(len(acts)), ["done"] * len(acts)

    def run(number: int) -> None:
        start.wait()
        try:
            acts[number]()
        except REFUSED as refusal:
            said[number] = str(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


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
