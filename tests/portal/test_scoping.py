"""Nobody sees what is not theirs, and what may not be seen cannot be told from what does not exist (A-12)."""

import re
from datetime import date

import pytest

from tests.portal.world import Firm, World

pytestmark = pytest.mark.django_db


def addresses(firm: Firm) -> list[str]:
    """A page of each kind about this firm."""
    invoice, line = firm.invoice(), firm.lines[1]
    position = invoice.lines.filter(kind="usage").first().position
    return [
        f"/invoices/{invoice.number}/",
        f"/invoices/{invoice.number}/pdf",
        f"/invoices/{invoice.number}/difference",
        f"/invoices/{invoice.number}/difference/volume/",
        f"/invoices/{invoice.number}/ask",
        f"/invoices/{invoice.number}/lines/{position}/",
        f"/invoices/{invoice.number}/lines/{position}/why",
        f"/usage/2026-10/{line.pk}/",
        f"/usage/2026-11/{line.pk}/",
        f"/cards/{line.pk}/",
    ]


LISTS = [
    "/", "/invoices/", "/invoices/questions/", "/usage/2026-11/", "/usage/2026-10/", "/usage/2026-11/calls",
    "/usage/2026-10/calls", "/cards/", "/search?q=BOREALIS", "/search?q=LUMEN", "/search?q=%2B3247",
]  # fmt: skip


def without_token(content: bytes) -> str:
    text = re.sub(r'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"', "", content.decode())
    return re.sub(r"/(?:invoices|usage|cards)/[^\"<\s]*", "", text)


@pytest.mark.clause("A-12")
def test_another_customers_page_is_the_same_404_as_none(world: World) -> None:
    client = world.client("owner")
    never = without_token(client.get("/invoices/2026-999999/").content)
    for path in addresses(world.borealis):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert without_token(answer.content) == never, path
        there = world.client("owner", world.borealis).get(path).status_code
        assert there == (404 if path.endswith("/pdf") else 200), path


@pytest.mark.clause("A-12")
@pytest.mark.parametrize("person", ["owner", "finance", "fleet", "user"])
def test_no_list_shows_another_customers_world(world: World, person: str) -> None:
    client = world.client(person)
    numbers = [line.number.lstrip("+") for line in world.borealis.lines]
    for path in LISTS:
        content = re.sub(r"“BOREALIS”|value=\"BOREALIS\"|q=BOREALIS", "", client.get(path).content.decode())
        assert "BOREALIS" not in content, path
        assert not any(number in content.replace("\xa0", "") for number in numbers), path


@pytest.mark.clause("A-03")
def test_an_access_manager_sees_no_data_at_all(world: World) -> None:
    client = world.client("manager")
    secrets = [line.number for line in world.lumen.lines] + [line.label for line in world.lumen.lines]
    secrets += [f"{world.lumen.invoice().total_micro / 1_000_000:,.2f}", world.lumen.account.code]
    for path in [*LISTS, *addresses(world.lumen)]:
        answer = client.get(path)
        content = answer.content.decode().replace("\xa0", "")
        assert answer.status_code == (200 if path == "/" or path.startswith("/search") else 404), path
        assert not any(secret in content for secret in secrets), path


def test_an_access_manager_finds_people(world: World) -> None:
    client = world.client("manager")
    assert "People and rights" in client.get("/").content.decode()
    assert "finance@lumen.example" in client.get("/search?q=finance").content.decode()


@pytest.mark.clause("A-05")
def test_a_service_user_sees_their_own_line_only(world: World) -> None:
    client, own, other = world.client("user"), world.lumen.lines[0], world.lumen.lines[1]
    home = client.get("/").content.decode()
    assert "LUMEN person 0" in home
    assert "Invoiced for" not in home
    cards = client.get("/cards/").content.decode()
    assert "LUMEN person 0" in cards
    assert "LUMEN person 1" not in cards
    assert client.get(f"/usage/2026-10/{own.pk}/").status_code == 200
    assert client.get(f"/usage/2026-10/{other.pk}/").status_code == 404
    assert client.get(f"/cards/{other.pk}/").status_code == 404
    assert client.get("/invoices/").status_code == 404
    usage = client.get("/usage/2026-10/").content.decode()
    assert "LUMEN person 0" in usage
    assert "LUMEN person 1" not in usage


def test_a_service_user_learns_no_price_and_no_code(world: World) -> None:
    page = world.client("user").get(f"/cards/{world.lumen.lines[0].pk}/").content.decode()
    assert "€25.00" not in page
    assert "Show PIN and PUK" not in page


@pytest.mark.clause("A-12")
def test_of_a_card_that_moved_neither_side_sees_the_others_calls(world: World) -> None:
    from comptoir.access.capabilities import ORDERS_PLACE, STAFF
    from comptoir.inventory.actions.changes import move_line
    from comptoir.scope.actor import Channel, system
    from tests.portal.world import NOW

    line = world.lumen.lines[1]
    by = system("desk", Channel.DESK, staff=STAFF | {ORDERS_PLACE})
    move_line(line, account=world.borealis.account, from_on=NOW.date(), by=by, at=NOW)
    theirs, ours = world.client("owner", world.borealis), world.client("owner")
    assert ours.get(f"/usage/2026-10/{line.pk}/").status_code == 200
    assert ours.get(f"/cards/{line.pk}/").status_code == 404
    there = theirs.get(f"/usage/2026-10/{line.pk}/").content.decode()
    assert "made no call" in there
    assert theirs.get("/usage/2026-10/calls").content.decode().count(f"/usage/2026-10/{line.pk}/") == 0
    page = theirs.get(f"/cards/{line.pk}/").content.decode()
    assert "October 2026" not in page
    assert "LUMEN shop" not in page


def test_a_cost_centres_administrator_sees_its_cards_only(world: World) -> None:
    from comptoir.access.actions.people import invite_user
    from comptoir.access.actions.rights import give_right
    from comptoir.parties.models import CostCentre
    from tests.portal.world import NOW, ROOT

    centre = CostCentre.objects.get(customer=world.lumen.customer, code="200")
    person = invite_user(world.lumen.customer, email="shop@lumen.example", name="Shop", by=ROOT, at=NOW, language="en")
    give_right(world.lumen.customer, holder=person, profile="fleet_administrator", scope=centre.scope, by=ROOT, at=NOW)
    world.lumen.people["shop"] = person
    client = world.client("shop")
    assert "LUMEN person 1" in client.get("/cards/").content.decode()
    assert "LUMEN person 0" not in client.get("/cards/").content.decode()
    usage = client.get("/usage/2026-10/").content.decode()
    assert "LUMEN person 1" in usage
    assert "LUMEN person 0" not in usage
    assert client.get(f"/usage/2026-10/{world.lumen.lines[0].pk}/").status_code == 404


@pytest.mark.clause("A-05")
def test_a_service_user_never_sees_the_calls_of_who_had_the_card_before(world: World) -> None:
    line, client = world.lumen.lines[0], world.client("user")
    path = f"/usage/2026-10/{line.pk}/"
    before = set(re.findall(r"\d\d/10/2026", client.get(path).content.decode()))
    line.end_users.update(from_on=date(2026, 10, 8))
    page = client.get(path).content.decode()
    after = set(re.findall(r"\d\d/10/2026", page))
    assert min(before) < "08/10/2026"
    assert min(after) == "08/10/2026"
    assert set(re.findall(r"\d\d/10/2026", world.client("owner").get(path).content.decode())) == before
