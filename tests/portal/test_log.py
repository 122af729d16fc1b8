"""The customer's log: searched, exported, proved, with the operator's looks; nothing of another's (A-16)."""

import csv
import io

import pytest

from comptoir.access.models import User
from comptoir.audit.models import AuditEvent
from comptoir.parties.actions.looks import record_look
from tests.portal.world import NOW, World, actor_of, staff

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-16")]


def rows(client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/log/?export=csv{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_owner_reads_who_did_what_and_that_the_operator_looked(world: World) -> None:
    record_look(world.lumen.customer.pk, page="customer", by=actor_of(staff("Wout")), at=NOW)
    found = rows(world.client("owner"))
    assert {"Right given", "Person invited", "Looked at customer data"} <= {row["What"] for row in found}
    assert next(row for row in found if row["What"] == "Looked at customer data")["Who"] == "Wout"


def test_a_french_reader_reads_what_an_event_is_about(world: World) -> None:
    """English has one word for what an event is about and for what is switched on; other languages have two."""
    User.objects.filter(pk=world.lumen.people["owner"].pk).update(language="fr")
    answer = world.client("owner").get("/log/?export=csv")
    header = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[0]
    assert header.split(";")[:5] == ["Quand", "Qui", "Quoi", "Objet", "Détails"]


def test_nothing_of_another_customer_stands_in_it(world: World) -> None:
    own = AuditEvent.objects.filter(chain__customer_ref=world.lumen.customer.pk).count()
    assert len(rows(world.client("owner"))) == own
    assert "BOREALIS" not in world.client("owner").get("/log/?size=250").content.decode()


def test_it_is_searched_and_filtered(world: World) -> None:
    given = rows(world.client("owner"), "&verb=right.given")
    assert {row["What"] for row in given} == {"Right given"}
    assert rows(world.client("owner"), "&verb=right.taken-by-force") == []


def test_the_seals_are_checked_on_request(world: World) -> None:
    client = world.client("owner")
    assert "Your log is whole" in client.post("/log/verify", follow=True).content.decode()
    first = AuditEvent.objects.filter(chain__customer_ref=world.lumen.customer.pk).order_by("sequence").first()
    assert first is not None
    AuditEvent.objects.filter(pk=first.pk).update(verb="other")
    assert "Your log is broken at event 1" in client.post("/log/verify", follow=True).content.decode()


@pytest.mark.parametrize("person", ["manager", "finance", "fleet", "user"])
def test_only_who_may_read_the_log_does(world: World, person: str) -> None:
    assert world.client(person).get("/log/").status_code == 404
