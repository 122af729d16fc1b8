"""Nobody is answered what is not theirs: every route, search, export, file, mail and error page, by canaries (A-12)."""

from collections.abc import Iterator, Mapping, Sequence

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import Client

from comptoir.access.models import Grant
from comptoir.billing.difference import PARTS_BY_CARD
from comptoir.insights.reports import REPORTS
from comptoir.jobs.models import Job
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock
from tests.access.canaries import BILLED, PEOPLE, RUNNING, Canary, World, build
from tests.access.crawling import NONSENSE, Crawl, crawl, plain
from tests.portal.world import NOW

pytestmark = pytest.mark.django_db

#: Which parts of one's own customer a person may be answered; the Access Owner all of them.
OF_LINE_0 = {"line0", "calls0"}
ALLOWED = {
    "manager": {"people", "person-owner", "person-user"},
    "finance": {
        "name", "details", "iban", "account0", "money0", "invoice0", "centre0", "centre1", "people", "person-owner",
        "person-user", *OF_LINE_0, "line1", "calls1",
    },
    "fleet": {
        "name", "centre0", "account0", "account1", "people", "person-owner", "person-user", *OF_LINE_0, "secret0",
        "line2", "calls2", "secret2",
    },
    "user": {"name", "centre0", "account0", "person-owner", "person-user", *OF_LINE_0},
}  # fmt: skip
#: What no page shows by a plain GET: secrets are shown by a POST that is noted.
SHOWN_NOWHERE = {
    f"{what} {number}" for what in ("PIN", "PUK") for number in range(4)
}


@pytest.fixture(scope="module")
def answered(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[tuple[World, dict[str, Crawl]]]:
    """The world, and everything that each of five people of one customer was answered in it."""
    before, settings.CLOCK = settings.CLOCK, FixedClock(NOW)
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        world = build()
        mail.outbox = []  # type: ignore[attr-defined]
        Worker(FixedClock(NOW)).drain()
        samples = samples_of(world)
        queries = [canary.value for canary in (*world.own.canaries, *world.other.canaries)]
        found = {}
        for person in PEOPLE:
            client = Client(raise_request_exception=False)
            client.force_login(world.own.people[person])
            found[person] = crawl(client, samples, queries=queries, search="/search")
        found["mails"] = Crawl()
        transaction.set_rollback(True)
    yield world, found
    settings.CLOCK = before


def samples_of(world: World) -> Mapping[str, Sequence[str]]:
    """For each name of a parameter: values of the customer's own, of the other's, and nonsense."""
    firms = (world.own, world.other)
    lines = [str(line.pk) for firm in firms for line in firm.lines]
    people = [str(firm.people[person].pk) for firm in firms for person in ("owner", "finance", "user")]
    questions = [str(question.pk) for firm in firms for question in firm.questions]
    grants = [str(grant.pk) for grant in Grant.objects.order_by("pk")]
    jobs = [str(pk) for pk in Job.objects.values_list("pk", flat=True)[:3]]
    numbers = [str(firm.invoices(account)[-1].number) for firm in firms for account in (0, 1)]
    records = [
        f"{line.pk * 1_000_000 + 2026 * 1_000 + 10 * 10 + call}.{_started(call)}"
        for firm in firms
        for line in firm.lines
        for call in (0, 3)
    ]
    return {
        "pk": sorted({*lines, *people, *questions, *grants, *jobs, *NONSENSE}),
        "number": [*numbers, *NONSENSE],
        "position": ["1", "2", "3", "4", "999"],
        "part": [*PARTS_BY_CARD, "nonsense"],
        "month": [str(BILLED[-1]), str(RUNNING), "2026-13"],
        "line": [*lines, "999999"],
        "record": [*records, "1.1"],
        "report": [*REPORTS, "nonsense"],
        "key": ["nonsense"],
        "uidb36": ["1"],
    }


def _started(call: int) -> int:
    from datetime import UTC, datetime

    return int(datetime(2026, 10, 2 + call, 9, 30, tzinfo=UTC).timestamp() * 1_000_000)


def said(canaries: Sequence[Canary], found: Crawl) -> list[str]:
    """The canaries that were answered, each with where."""
    return [
        f"{canary.what} of {canary.part} ({canary.value}): {', '.join(map(str, where[:3]))}"
        for canary in canaries
        if (where := found.where(canary.value))
    ]


@pytest.mark.clause("A-03")
def test_an_access_manager_is_answered_no_customer_data(answered: tuple[World, dict[str, Crawl]]) -> None:
    """No page, search, export, file, mail or error page."""
    world, found = answered
    hidden = [canary for canary in world.own.canaries if canary.part not in ALLOWED["manager"]]
    assert said(hidden, found["manager"]) == []


@pytest.mark.clause("A-12")
@pytest.mark.parametrize("person", PEOPLE)
def test_nobody_is_answered_another_customers_data(answered: tuple[World, dict[str, Crawl]], person: str) -> None:
    world, found = answered
    assert said(world.other.canaries, found[person]) == []


@pytest.mark.clause("A-06")
@pytest.mark.parametrize("person", ["finance", "fleet", "user"])
def test_nobody_is_answered_what_lies_outside_their_part(
    answered: tuple[World, dict[str, Crawl]], person: str
) -> None:
    """One billing account, one cost centre, one line (A-04, A-05)."""
    world, found = answered
    hidden = [canary for canary in world.own.canaries if canary.part not in ALLOWED[person]]
    assert said(hidden, found[person]) == []


@pytest.mark.clause("A-01")
def test_the_access_owner_is_answered_everything_of_their_own(answered: tuple[World, dict[str, Crawl]]) -> None:
    """So that the other tests do not pass because nothing is shown at all."""
    world, found = answered
    absent = [canary for canary in world.own.canaries if not found["owner"].holds(canary.value)]
    assert [f"{canary.what} ({canary.value})" for canary in absent if canary.what not in SHOWN_NOWHERE] == []


def test_everyone_is_answered_something_of_their_part(answered: tuple[World, dict[str, Crawl]]) -> None:
    """The legitimate twin: the part that is theirs is there."""
    world, found = answered
    for person, part in (("finance", "invoice0"), ("fleet", "line2"), ("user", "calls0")):
        own = [canary for canary in world.own.canaries if canary.part == part]
        assert any(found[person].holds(canary.value) for canary in own), f"{person} sees nothing of {part}"


@pytest.mark.parametrize("person", PEOPLE)
def test_no_page_breaks(answered: tuple[World, dict[str, Crawl]], person: str) -> None:
    """Ids of others and nonsense get a clear answer, never an error of ours."""
    _world, found = answered
    assert [str(answer) for answer in found[person].answers if answer.status >= 500] == []
