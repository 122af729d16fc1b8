"""Whoever of the operator's people sees a customer's data is seen doing so: in that customer's own log (X-04, A-16).

Every page and sheet of the console is asked for. Where a value of a customer stands in the answer, that customer's log
must have gained an event; so a new page that shows data and notes no look fails here, without being named.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptoir.access.actions.suspensions import suspend_user
from comptoir.access.actions.third_parties import give_notice
from comptoir.access.actors import actor_for
from comptoir.access.models import StaffRole, User
from comptoir.audit.log import record, verify
from comptoir.audit.models import AuditChain, AuditEvent
from comptoir.billing.models import BillRun
from comptoir.kernel.clock import FixedClock
from comptoir.parties.actions.looks import TAKEN, VIEWED, record_looks
from comptoir.registration.actions.changes import ask_change
from comptoir.scope.actor import Channel
from tests.access.canaries import Firm, World, build
from tests.access.crawling import Answer, addresses, ask
from tests.architecture.test_routes import SAMPLES
from tests.portal.world import NOW, ROOT, actor_of
from tests.portal.world import build as build_two

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-16", "X-04")]
LOOKS = (VIEWED, TAKEN)
#: What the operator's own register of customers holds: who they are, and under which code.
REGISTER = ("name", "details")


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[tuple[str, str, str]]]:
    """(address, customer, whether a look was noted) of every answer that shows a customer's data."""
    before, settings.CLOCK = settings.CLOCK, FixedClock(NOW)
    with django_db_blocker.unblock(), transaction.atomic():
        world = build()
        client, samples = _administrator(), _samples(world)
        found = []
        for route, address in addresses(samples):
            if not route.pattern.startswith("console/") or (route.names and "<" not in route.pattern):
                continue
            found += _looked(client, world, address)
        for word in (world.own.lines[0].number, world.own.invoices(0)[0].number, world.own.accounts[0].code):
            found += _looked(client, world, f"{reverse('console:search')}?q={quote_plus(str(word).lstrip('+'))}")
        transaction.set_rollback(True)
    yield found
    settings.CLOCK = before


def test_no_page_shows_a_customers_data_without_a_look_in_its_log(asked: list[tuple[str, str, str]]) -> None:
    silent = [(address, firm) for address, firm, noted in asked if not noted]
    assert not silent, f"Note the look (parties/actions/looks.py, or `about` and `look` of a Listing): {silent}"


def test_the_pages_that_show_data_are_among_those_asked(asked: list[tuple[str, str, str]]) -> None:
    """The walk sees what it must: pages of one customer, lists of many, sheets, documents, searches."""
    seen = {address for address, _firm, _noted in asked}
    for part in ("customers/", "billing/", "questions/", "third-parties/", "suspensions/", "audit/", "search", "/pdf"):
        assert any(part in address for address in seen), part
    assert any("export=csv" in address for address in seen)
    assert {firm for _address, firm, _noted in asked} == {"own", "other"}


def test_a_customer_is_told_of_no_look_at_another() -> None:
    world = build_two()
    address = reverse("console:billing:invoice", args=[world.lumen.invoice().number])
    assert _administrator().get(address).status_code == 200
    looks = AuditEvent.objects.filter(verb__in=LOOKS).values_list("chain__customer_ref", flat=True)
    assert set(looks) == {world.lumen.customer.pk}


def test_a_look_is_noted_once_an_hour_and_a_sheet_beside_it() -> None:
    world = build_two()
    customer, by = world.lumen.customer.pk, actor_of(_person())
    for _ in range(3):
        record_looks([customer, customer], page="invoices", by=by, at=NOW)
    record_looks([customer], page="invoices", is_taken=True, by=by, at=NOW)
    found = AuditEvent.objects.filter(chain__customer_ref=customer, verb__in=LOOKS).order_by("sequence")
    assert [(event.verb, event.data, event.object_ref) for event in found] == [
        (VIEWED, {"page": "invoices"}, str(customer)),
        (TAKEN, {"page": "invoices"}, str(customer)),
    ]


def test_many_looks_at_once_keep_every_chain_whole_and_cost_as_much_as_few() -> None:
    world = build_two()
    by = actor_of(_person())
    both = [world.lumen.customer.pk, world.borealis.customer.pk]
    with CaptureQueriesContext(connection) as few:
        record_looks(both, page="invoices", by=by, at=NOW)
    many = [*both, *range(10_000, 10_300)]
    with CaptureQueriesContext(connection) as more:
        record_looks(many, page="log", is_taken=True, by=by, at=NOW)
    assert len(more) < 2 * len(few), "a statement more for some hundred rows"
    for customer in both:
        record(actor=ROOT, verb="customer.details_changed", obj=None, customer_id=customer, at=NOW, fields=[])
    assert all(verify(chain).holds for chain in AuditChain.objects.all())
    assert AuditEvent.objects.filter(verb__in=LOOKS).count() == 2 + len(many)


def _looked(client: Client, world: World, address: str) -> list[tuple[str, str, str]]:
    """What an address shows of each customer, and whether that was noted; its sheet too."""
    found = _one(client, world, address)
    if any("export=" in answer.text for answer in found[1]):
        found[0].extend(_one(client, world, f"{address}?export=csv")[0])
    return found[0]


def _one(client: Client, world: World, address: str) -> tuple[list[tuple[str, str, str]], list[Answer]]:
    caches["process"].clear()
    with transaction.atomic():
        before = AuditEvent.objects.count()
        answer = ask(client, "GET", address)
        assert answer.status < 500, answer
        noted = set()
        if AuditEvent.objects.count() > before:
            newest = AuditEvent.objects.filter(verb__in=LOOKS)
            noted = set(newest.values_list("chain__customer_ref", flat=True))
        transaction.set_rollback(True)
    shown = [firm for firm in (world.own, world.other) if answer.status == 200 and _shows(answer, firm)]
    return [(address, firm.word, "noted" if firm.customer.pk in noted else "") for firm in shown], [answer]


def _shows(answer: Answer, firm: Firm) -> bool:
    return any(canary.value.casefold() in answer.text for canary in firm.canaries if canary.part not in REGISTER)


def _samples(world: World) -> dict[str, list[str]]:
    firms = (world.own, world.other)
    owner = actor_for(world.own.people["owner"], world.own.customer.pk, Channel.SESSION, NOW)
    notice = give_notice(
        world.own.customer, name=world.own.text("third party", "people"), email="tess@auditors.example",
        company_name="Auditors BV", purpose="Checks.", to_at=FixedClock(NOW).now().replace(year=2027), vouches=True,
        by=owner, at=NOW,
    )  # fmt: skip
    stop = suspend_user(
        world.own.people["fleet"], customer=world.own.customer, ground="security", reason="x", by=ROOT, at=NOW
    )
    wanted = {"street": world.own.text("new street", "people"), "postcode": "1000", "city": "Brussel", "country": "BE"}
    change = ask_change(
        world.own.customer, kind="address", wanted=wanted, from_on=NOW.date(), note="", by=owner, at=NOW
    )
    pks = {notice.pk, stop.pk, change.pk, *BillRun.objects.values_list("pk", flat=True)}
    pks |= {pk for firm in firms for pk in (firm.customer.pk, *(one.pk for one in firm.questions))}
    numbers = [str(firm.invoices(0)[-1].number) for firm in firms]
    return {name: [value] for name, value in SAMPLES.items()} | {
        "pk": [str(pk) for pk in sorted(pks)],
        "number": numbers,
    }


def _person() -> User:
    found: User = User.objects.create_user("anna@northwind.example", None, name="Anna", language="en", joined_at=NOW)
    StaffRole.objects.create(user=found, role="administrator")
    return found


def _administrator() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(_person())
    return client
