"""Nobody is answered what is not theirs: every route, search, export, file, mail and error page, by canaries (A-12)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from comptoir.access.models import Grant
from comptoir.billing.difference import PARTS_BY_CARD
from comptoir.insights.reports import REPORTS
from comptoir.inventory.models import SimCard
from comptoir.jobs.models import Job
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock
from comptoir.portal.why.things import KINDS
from comptoir.scope.models import ScopeNode
from tests.access.canaries import BILLED, PEOPLE, RUNNING, Canary, World, build
from tests.access.crawling import NONSENSE, Answer, Crawl, ask, crawl, plain
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
#: As whom the Access Manager looks at the portal: one who sees everything, one who sees a part.
LOOKED_AS = ("owner", "finance")
#: What no page shows yet, not even to the Access Owner.
SHOWN_NOWHERE = {"IBAN", *(f"line code {number}" for number in range(4))}


@pytest.fixture(scope="module")
def answered(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, dict[str, Crawl]]]:
    """The world, and everything that each of five people of one customer was answered in it."""
    before, settings.CLOCK = settings.CLOCK, FixedClock(NOW)
    with django_db_blocker.unblock(), transaction.atomic():
        world = build()
        mail.outbox = []  # type: ignore[attr-defined]
        Worker(FixedClock(NOW)).drain()
        samples = samples_of(world)
        found = {}
        for person in PEOPLE:
            client = Client(raise_request_exception=False)
            client.force_login(world.own.people[person])
            hidden = [*hidden_from(world, person), *world.other.canaries]
            queries = [canary.value for canary in hidden if not canary.what.startswith("called")]
            found[person] = crawl(client, samples, queries=queries, search="/search")
            found[person].answers += codes_of(client, world)
            found[person].answers += mails_to(world.own.people[person].email)
            found[person].answers += reasons_of(client, world)
        for person in LOOKED_AS:
            found[f"manager as {person}"] = looked_as(world, person, samples)
        transaction.set_rollback(True)
    yield world, found
    settings.CLOCK = before


def looked_as(world: World, person: str, samples: Mapping[str, Sequence[str]]) -> Crawl:
    """What the Access Manager is answered in a preview of someone who sees data (A-11)."""
    client = Client(raise_request_exception=False)
    client.force_login(world.own.people["manager"])
    began = ask(client, "POST", reverse("portal:preview:begin", args=[world.own.people[person].pk]), {})
    assert began.status == 302
    queries = [canary.value for canary in hidden_from(world, "manager") if not canary.what.startswith("called")]
    found = crawl(client, samples, queries=queries, search="/search")
    found.answers += codes_of(client, world)
    return found


def reasons_of(client: Client, world: World) -> list[Answer]:
    """Why anyone may do anything anywhere, asked by places (A-11): for who manages people."""
    places = [
        str(node) for node in ScopeNode.objects.filter(customer_ref=world.own.customer.pk).values_list("pk", flat=True)
    ]
    where = [{"where": place} for place in places] + [{"where": "line", "line": str(number)} for number in range(1, 5)]
    asked = [
        {"person": world.own.people[person].email, "what": what, **place}
        for person in ("owner", "finance", "user")
        for what in ("invoices.view", "lines.view")
        for place in where
    ]
    return [ask(client, "GET", f"{reverse('portal:why:ask')}?{urlencode(one)}") for one in asked]


def hidden_from(world: World, person: str) -> list[Canary]:
    """What a person may not be answered of their own customer."""
    allowed = ALLOWED.get(person)
    return [canary for canary in world.own.canaries if allowed is not None and canary.part not in allowed]


def codes_of(client: Client, world: World) -> list[Answer]:
    """PIN and PUK are shown by a POST alone, which is noted (M-01); also a card of another line is asked for."""
    lines = [*world.own.lines, *world.other.lines]
    cards = {card.line_id: card.pk for card in SimCard.objects.all()}
    pairs = [(line, cards[line.pk]) for line in lines] + [(world.own.lines[0], cards[line.pk]) for line in lines[1:]]
    return [
        ask(client, "POST", reverse("portal:cards:codes", args=[line.pk]), {"card": str(card)}) for line, card in pairs
    ]


def mails_to(address: str) -> list[Answer]:
    """The mails that a person received."""
    received = [sent for sent in mail.outbox if address in sent.recipients()]  # type: ignore[attr-defined]
    return [Answer("MAIL", address, 0, plain(f"{sent.subject}\n{sent.body}")) for sent in received]


def samples_of(world: World) -> Mapping[str, Sequence[str]]:
    """For each name of a parameter: values of the customer's own, of the other's, and nonsense."""
    firms = (world.own, world.other)
    lines = [str(line.pk) for line in (*world.own.lines, world.other.lines[0])]
    people = [str(firm.people[person].pk) for firm in firms for person in ("finance", "user")]
    questions = [str(question.pk) for firm in firms for question in firm.questions]
    grants = [str(grant.pk) for grant in Grant.objects.filter(profile="fleet_administrator")]
    jobs = [str(pk) for pk in Job.objects.values_list("pk", flat=True)[:1]]
    numbers = [
        str(firm.invoices(account)[-1].number) for firm, account in ((world.own, 0), (world.own, 1), (world.other, 0))
    ]
    records = [
        f"{line.pk * 1_000_000 + 2026 * 1_000 + 10 * 10}.{_started(0)}"
        for line in (world.own.lines[0], world.own.lines[3], world.other.lines[0])
    ]
    return {
        "pk": sorted({*lines, *people, *questions, *grants, *jobs, *NONSENSE}),
        "number": [*numbers, "nonsense"],
        "position": ["1", "3", "999"],
        "part": [*PARTS_BY_CARD, "nonsense"],
        "month": [str(BILLED[-1]), str(RUNNING)],
        "line": [*lines, "999999"],
        "record": [*records, "1.1"],
        "report": [*REPORTS, "nonsense"],
        "key": ["nonsense"],
        "uidb36": ["1"],
        "application": ["my_invoice_online", "fleet_manager", "nonsense"],
        "thing": [*KINDS, "nonsense"],
        "named": [*numbers[1:], *lines[3:], *people[1:3], questions[-1], "invoices", "people", "nonsense"],
        "customer": [firm.customer.code for firm in firms],
        "name": ["nonsense"],
        "kind": ["Users", "name", "contact", "access_owner"],
        "rest": ["nonsense"],
        "slug": ["nonsense"],
        "field": ["nonsense"],
        "provider_id": ["nonsense"],
        "organization_slug": ["nonsense"],
        "code": ["nonsense"],
        "token": ["nonsense"],
    }


def _started(call: int) -> int:
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
    assert said(hidden_from(world, "manager"), found["manager"]) == []


@pytest.mark.clause("A-11", "A-03")
@pytest.mark.parametrize("person", LOOKED_AS)
def test_a_preview_answers_a_manager_nothing_that_is_hidden_from_them(
    answered: tuple[World, dict[str, Crawl]], person: str
) -> None:
    """The pages are the person's, their data are not there: no list, search, export, chart, file or error page."""
    world, found = answered
    seen = found[f"manager as {person}"]
    assert said([*hidden_from(world, "manager"), *world.other.canaries], seen) == []
    invoices = [answer for answer in seen.answers if answer.address == "/invoices/" and answer.method == "GET"]
    assert [answer.status for answer in invoices] == [200], "the structure is there"
    assert [str(answer) for answer in seen.answers if answer.status >= 500] == []


@pytest.mark.clause("A-12")
@pytest.mark.parametrize("person", PEOPLE)
def test_nobody_is_answered_another_customers_data(answered: tuple[World, dict[str, Crawl]], person: str) -> None:
    world, found = answered
    assert said(world.other.canaries, found[person]) == []


@pytest.mark.clause("A-06")
@pytest.mark.parametrize("person", ["finance", "fleet", "user"])
def test_nobody_is_answered_what_lies_outside_their_part(answered: tuple[World, dict[str, Crawl]], person: str) -> None:
    """One billing account, one cost centre, one line (A-04, A-05)."""
    world, found = answered
    assert said(hidden_from(world, person), found[person]) == []


@pytest.mark.clause("A-01")
def test_the_access_owner_is_answered_everything_of_their_own(answered: tuple[World, dict[str, Crawl]]) -> None:
    """So that the other tests do not pass because nothing is shown at all."""
    world, found = answered
    absent = {canary.what for canary in world.own.canaries if not found["owner"].holds(canary.value)}
    assert absent == SHOWN_NOWHERE, "a page shows it now: take it off the list"


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
