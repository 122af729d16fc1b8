"""Cards and lines: the list, its export, one line with its history, and codes on demand (M-01)."""

import csv
import io
from datetime import date

import pytest

from comptoir.audit.models import AuditEvent
from comptoir.inventory.models import Line, SimCard
from tests.portal.world import World

pytestmark = pytest.mark.django_db


def test_the_list_finds_a_line_as_people_write_it(world: World) -> None:
    client, line = world.client("fleet"), world.lumen.lines[1]
    national = f"0{line.number[3:6]} {line.number[6:8]} {line.number[8:10]} {line.number[10:]}"
    for text in (national, line.number, "person 1", line.code, line.cards.get().iccid):
        page = client.get("/cards/", {"q": text}).content.decode()
        assert f"/cards/{line.pk}/" in page, text
        assert f"/cards/{world.lumen.lines[0].pk}/" not in page, text


def test_filters_by_plan_centre_and_state(world: World) -> None:
    client = world.client("owner")
    assert "LUMEN person 1" in client.get("/cards/?plan=s").content.decode()
    assert "LUMEN person 0" not in client.get("/cards/?plan=s").content.decode()
    assert "Nothing matches" in client.get("/cards/?state=ended").content.decode()


def test_the_export_is_what_is_seen_and_safe_against_formulas(world: World) -> None:
    Line.objects.filter(pk=world.lumen.lines[0].pk).update(label="=HYPERLINK(1)", sort_label="=hyperlink")
    client = world.client("fleet")
    path = "/cards/?cols=number&cols=label&sort=number&export="
    rows = list(csv.reader(io.StringIO(b"".join(client.get(path + "csv").streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["Number", "Label"]
    assert [row[1] for row in rows[1:]] == ["'=HYPERLINK(1)", "LUMEN person 1", "LUMEN person 2"]
    book = b"".join(client.get(path + "xlsx").streaming_content)
    assert book.startswith(b"PK")


def test_who_may_not_export_cannot(world: World) -> None:
    client = world.client("user")
    assert "Export" not in client.get("/cards/").content.decode()
    assert client.get("/cards/?export=csv").status_code == 404


@pytest.mark.clause("M-01")
def test_codes_are_shown_on_demand_only_and_logged(world: World) -> None:
    line = world.lumen.lines[0]
    card = SimCard.objects.get(line=line)
    client, path = world.client("fleet"), f"/cards/{line.pk}/"
    page = client.get(path).content.decode()
    assert card.iccid in page
    assert card.imsi in page
    assert card.puk not in page
    assert client.get(f"{path}codes").status_code == 302
    assert not AuditEvent.objects.filter(verb="card.codes_shown").exists()
    shown = client.post(f"{path}codes", {"card": card.pk})
    assert card.pin in shown.content.decode()
    assert card.puk in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    event = AuditEvent.objects.get(verb="card.codes_shown")
    assert event.actor_user == world.lumen.people["fleet"].pk


@pytest.mark.clause("M-01")
def test_codes_are_for_who_is_entitled(world: World) -> None:
    line, theirs = world.lumen.lines[0], world.borealis.lines[0]
    card, other = line.cards.get(), theirs.cards.get()
    for person in ("finance", "user", "manager"):
        assert world.client(person).post(f"/cards/{line.pk}/codes", {"card": card.pk}).status_code == 404
    client = world.client("fleet")
    for pk, wanted in ((line.pk, other.pk), (theirs.pk, other.pk), (line.pk, "x"), (line.pk, "9" * 30), (line.pk, "")):
        assert client.post(f"/cards/{pk}/codes", {"card": wanted}).status_code == 404
    assert not AuditEvent.objects.filter(verb="card.codes_shown").exists()


def test_the_history_says_what_was_true_when(world: World) -> None:
    from comptoir.access.capabilities import ORDERS_PLACE
    from comptoir.catalogue.models import Offering
    from comptoir.inventory.actions.changes import change_plan
    from comptoir.scope.actor import Channel, system
    from tests.portal.world import NOW

    line = world.lumen.lines[0]
    by = system("desk", Channel.DESK, staff=frozenset({ORDERS_PLACE}))
    change_plan(line, offering=Offering.objects.get(code="s"), from_on=date(2026, 11, 1), by=by, at=NOW)
    page = world.client("owner").get(f"/cards/{line.pk}/").content.decode()
    assert "01/01/2026 to 31/10/2026" in page
    assert "Plan: Plan M" in page
    assert "since 01/11/2026" in page
    assert "€15.00" in page


def test_a_line_shows_what_it_cost_each_month(world: World) -> None:
    page = world.client("owner").get(f"/cards/{world.lumen.lines[0].pk}/").content.decode()
    for month in ("August 2026", "September 2026", "October 2026"):
        assert month in page
