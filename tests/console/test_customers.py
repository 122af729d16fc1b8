"""A customer in the console, and the note in its own log that somebody looked (X-04)."""

from datetime import timedelta

import pytest

from comptoir.access.actions.rights import give_right
from comptoir.access.actions.sub_profiles import define_sub_profile
from comptoir.access.actors import actor_for
from comptoir.audit.log import verify
from comptoir.audit.models import AuditChain, AuditEvent
from comptoir.kernel.clock import FixedClock
from comptoir.scope.actor import Channel
from comptoir.web import formats
from tests.console.cast import Cast, text
from tests.portal.world import NOW, ROOT, World


def looks(world: World) -> list[tuple[str, str]]:
    """(who, at what page) of each look at Lumen, in order."""
    events = AuditEvent.objects.filter(verb="customer.viewed", chain__customer_ref=world.lumen.customer.pk)
    return [(event.actor_label, event.data["page"]) for event in events.order_by("sequence")]


def test_a_customer_with_accounts_people_cards_and_invoices(cast: Cast, world: World) -> None:
    page = text(cast.carla.get(f"/console/customers/{world.lumen.customer.pk}/"))
    assert "Cards in use 3" in page and "People with access 5" in page
    assert "LUMEN-BA" in page and str(world.lumen.invoice().number) in page
    assert "Owner LUMEN owner@lumen.example Access Owner · everything" in page
    assert "Fleet administrator" in page
    assert "BOREALIS" not in page


def test_what_people_hold_is_said_in_words(cast: Cast, world: World) -> None:
    """A profile of the customer's own by its name, a card by its number in groups: no code of ours."""
    firm = world.lumen
    owner = actor_for(firm.people["owner"], firm.customer.pk, Channel.SESSION, NOW)
    own = define_sub_profile(firm.customer, name="Night porter", capabilities=("lines.view",), by=owner, at=NOW)
    give_right(firm.customer, holder=firm.people["fleet"], sub_profile=own, scope=firm.account.scope, by=ROOT, at=NOW)
    page = text(cast.carla.get(f"/console/customers/{firm.customer.pk}/"))
    assert "Night porter · billing account" in page
    assert "sub_profile" not in page
    number = formats.phone(firm.lines[0].number).replace(formats.NO_BREAK, " ")
    assert f"User of a line · card {number}" in page


@pytest.mark.clause("X-04")
def test_a_look_is_noted_once_an_hour_for_each_person(cast: Cast, world: World, clock: FixedClock) -> None:
    """In the customer's own chain, which stays whole; a list of customers is no look."""
    address = f"/console/customers/{world.lumen.customer.pk}/"
    cast.carla.get("/console/customers/")
    assert looks(world) == []
    for _ in range(3):
        cast.carla.get(address)
    cast.anna.get(address)
    assert looks(world) == [("Carla", "customer"), ("Anna", "customer")]
    clock.advance(timedelta(minutes=59))
    cast.carla.get(address)
    assert len(looks(world)) == 2
    clock.advance(timedelta(minutes=2))
    cast.carla.get(address)
    assert looks(world)[2:] == [("Carla", "customer")]
    assert verify(AuditChain.objects.get(customer_ref=world.lumen.customer.pk)).holds


@pytest.mark.clause("X-04")
def test_invoices_documents_and_questions_are_looks_too(cast: Cast, world: World, clock: FixedClock) -> None:
    number = world.lumen.invoice().number
    for path in (f"/console/billing/invoices/{number}/", f"/console/billing/invoices/{number}/lines/1/why"):
        cast.bram.get(path)
        clock.advance(timedelta(hours=2))
    assert looks(world) == [("Bram", "invoice"), ("Bram", "invoice")]


def test_a_look_that_was_refused_is_none(cast: Cast, world: World) -> None:
    assert cast.bram.get(f"/console/customers/{world.lumen.customer.pk}/").status_code == 404
    assert cast.carla.get("/console/customers/999999/").status_code == 404
    assert looks(world) == []


def test_search_finds_what_each_may_see(cast: Cast, world: World) -> None:
    number = str(world.lumen.invoice().number)
    assert "LUMEN Bakeries NV" in text(cast.carla.get("/console/search/", {"q": "lumen"}))
    assert number in text(cast.bram.get("/console/search/", {"q": number}))
    digits = world.lumen.lines[0].number.replace("+32", "0")
    assert "LUMEN Bakeries NV" in text(cast.carla.get("/console/search/", {"q": digits}))
    bram = text(cast.bram.get("/console/search/", {"q": "lumen"}))
    assert "Customers LUMEN" not in bram, "who may not see customers finds none"
    assert "Nothing found" in text(cast.bram.get("/console/search/", {"q": "\x00 zz"}))
