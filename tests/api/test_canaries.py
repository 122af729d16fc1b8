"""By a token too, nobody is answered what is not theirs: every address of the API as five people (A-03, A-12)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import transaction

from comptoir.kernel.clock import FixedClock
from tests.access.canaries import PEOPLE, World, build
from tests.access.crawling import Crawl, addresses, ask
from tests.access.test_canaries import hidden_from, said, samples_of
from tests.api.asking import program, secret_of
from tests.portal.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-12")]


@pytest.fixture(scope="module")
def answered(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, dict[str, Crawl]]]:
    """The world, and everything that a program of each person of one customer was answered in it."""
    before, settings.CLOCK = settings.CLOCK, FixedClock(NOW)
    with django_db_blocker.unblock(), transaction.atomic():
        world, found = build(), {}
        samples = samples_of(world)
        for person in PEOPLE:
            client = program(secret_of(world.own.people[person], world.own.customer))
            asked = [address for route, address in addresses(samples) if route.pattern.startswith("api/")]
            found[person] = Crawl()
            for address in asked:
                caches["process"].clear()
                found[person].answers.append(ask(client, "GET", address))
            assert len(asked) > 60
        transaction.set_rollback(True)
    yield world, found
    settings.CLOCK = before


@pytest.mark.clause("A-03")
def test_a_managers_program_is_answered_no_customer_data(answered: tuple[World, dict[str, Crawl]]) -> None:
    world, found = answered
    assert said(hidden_from(world, "manager"), found["manager"]) == []


@pytest.mark.parametrize("person", PEOPLE)
def test_no_program_is_answered_what_is_not_its_accounts(answered: tuple[World, dict[str, Crawl]], person: str) -> None:
    """Neither another customer's, nor what lies outside one's part; and nothing breaks."""
    world, found = answered
    assert said([*world.other.canaries, *hidden_from(world, person)], found[person]) == []
    assert [str(answer) for answer in found[person].answers if answer.status >= 500 or answer.status == 429] == []


def test_each_program_is_answered_something(answered: tuple[World, dict[str, Crawl]]) -> None:
    """The legitimate twin."""
    world, found = answered
    for person, part in (("finance", "account0"), ("fleet", "line2"), ("user", "line0"), ("manager", "people")):
        own = [canary for canary in world.own.canaries if canary.part == part]
        assert any(found[person].holds(canary.value) for canary in own), person
