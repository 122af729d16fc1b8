"""The first page and the search: for each profile what it may see, and what needs it (P-23)."""

import html
import re

import pytest

from tests.portal.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("P-23")]


def test_the_last_invoice_is_the_answer(world: World) -> None:
    page = world.client("owner").get("/").content.decode()
    invoice = world.lumen.invoice()
    assert re.search(rf'answer-value"><a href="/invoices/{invoice.number}/">€{invoice.total_micro / 1e6:,.2f}<', page)
    assert "against September 2026" in page
    assert f"Invoice {invoice.number} of" in page
    assert "Not billed yet, standard price" in page


def test_the_two_changes_on_the_first_page_say_which_is_without_vat(world: World) -> None:
    """The answer is with VAT and the chart is not: two amounts for one month puzzle unless each says so."""
    page = html.unescape(world.client("owner").get("/").content.decode())
    assert "Invoiced for October 2026, with VAT" in page
    assert re.search(r"October 2026 cost (as much as|[^<]+ than) September 2026, without VAT", page)


def test_each_profile_sees_its_own_part(world: World) -> None:
    finance, fleet, user, manager = (
        world.client(person).get("/").content.decode() for person in ("finance", "fleet", "user", "manager")
    )
    assert "Invoiced for October 2026" in finance
    assert "Invoiced for" not in fleet
    assert "Active cards" in fleet
    assert "Your line" in user
    assert "People with a right" in manager
    assert "Active cards" not in manager
    assert "Your company" in manager, "who may not know its name (A-03) reads no number of ours either"
    assert "Customer " not in manager and world.lumen.customer.legal_name not in manager


def test_search_finds_invoices_lines_and_people_with_counts(world: World) -> None:
    client, invoice = world.client("owner"), world.lumen.invoice()
    for text in (invoice.number, invoice.structured_communication, invoice.structured_communication.strip("+")):
        assert f"/invoices/{invoice.number}/" in client.get("/search", {"q": text}).content.decode(), text
    line = world.lumen.lines[1]
    page = client.get("/search", {"q": "0" + line.number[3:]}).content.decode()
    assert f"/cards/{line.pk}/" in page
    people = client.get("/search", {"q": "fleet lumen"}).content.decode()
    assert "fleet@lumen.example" in people


@pytest.mark.parametrize("text", ["", "x", "%00", "no such thing", "%", "_", "'", "=1+1", "1" * 300])
def test_search_never_breaks_and_says_what_to_do(world: World, text: str) -> None:
    answer = world.client("owner").get("/search", {"q": text})
    assert answer.status_code == 200
    assert "empty-title" in answer.content.decode()


def test_a_person_without_any_right_is_told_so(world: World) -> None:
    from comptoir.access.actions.people import invite_user
    from tests.portal.world import NOW, ROOT

    person = invite_user(world.lumen.customer, email="new@lumen.example", name="New", by=ROOT, at=NOW, language="en")
    world.lumen.people["new"] = person
    page = world.client("new").get("/").content.decode()
    assert "Whoever manages access" in page
    assert "LUMEN" not in page.replace("LUMEN Bakeries NV", "")
