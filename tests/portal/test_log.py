"""The customer's log: searched, exported, proved, with the operator's looks; nothing of another's (A-16)."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.access.actions.people import deactivate_user, invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.sub_profiles import define_sub_profile
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import FINANCE_ADMINISTRATOR
from comptoir.access.models import Membership, User
from comptoir.audit.log import record
from comptoir.audit.models import AuditEvent
from comptoir.audit.personal import erase
from comptoir.parties.actions.looks import record_look
from comptoir.scope.actor import Channel, system
from tests.audit.tampering import guards_away
from tests.portal.world import NOW, ROOT, World, actor_of, staff

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


def of(found: list[dict[str, str]], what: str) -> list[dict[str, str]]:
    return [row for row in found if row["What"] == what]


def test_a_right_is_told_with_its_holder_its_profile_and_its_place(world: World) -> None:
    """In words alone: no number of ours, no code."""
    firm = world.lumen
    give_right(
        firm.customer, holder=firm.people["fleet"], profile=FINANCE_ADMINISTRATOR, scope=firm.account.scope,
        order_limit_micro=None, by=ROOT, at=NOW,
    )  # fmt: skip
    told = of(rows(world.client("owner")), "Right given")[0]
    assert told["Details"].startswith("Where: LUMEN")
    assert told["Details"].endswith("Person: Fleet LUMEN · Profile: Finance administrator")


def test_a_profile_of_the_customers_own_is_told_without_a_code(world: World) -> None:
    firm = world.lumen
    owner = actor_for(firm.people["owner"], firm.customer.pk, Channel.SESSION, NOW)
    own = define_sub_profile(firm.customer, name="Night porter", capabilities=("lines.view",), by=owner, at=NOW)
    give_right(firm.customer, holder=firm.people["fleet"], sub_profile=own, scope=firm.account.scope, by=ROOT, at=NOW)
    told = of(rows(world.client("owner")), "Right given")[0]["Details"]
    assert "Profile: Own profile" in told
    assert "sub_profile" not in told


def test_it_is_told_and_searched_in_the_readers_language(world: World) -> None:
    User.objects.filter(pk=world.lumen.people["owner"].pk).update(language="fr")
    record(actor=system("daily"), verb="review.opened", obj=None, customer_id=world.lumen.customer.pk, at=NOW)
    client = world.client("owner")
    answer = client.get("/log/", {"export": "csv", "q": "droit donné"})
    found = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert {row["Quoi"] for row in found} == {"Droit donné"}
    assert "La plateforme, chaque jour" in client.get("/log/").content.decode()


def test_a_search_finds_what_happened_to_somebody(world: World) -> None:
    """Their name stands in no event: it is looked up, and only among the customer's own people."""
    client = world.client("owner")
    found = rows(client, "&q=Fleet+LUMEN")
    assert {"Person invited", "Right given"} <= {row["What"] for row in found}
    assert all("Fleet LUMEN" in f"{row['On what']} {row['Details']}" for row in found)
    assert rows(client, "&q=Fleet+BOREALIS") == []


def test_who_is_unknown_to_the_customer_is_not_named_to_it(world: World) -> None:
    """Whatever an event says: another customer's person is a number here."""
    theirs = world.borealis.people["finance"]
    by = actor_of(world.lumen.people["owner"])
    record(actor=by, verb="tie.confirmed", obj=theirs, customer_id=world.lumen.customer.pk, at=NOW, tie="employment")
    told = of(rows(world.client("owner")), "Tie with the company confirmed")[0]
    assert (told["On what"], told["Details"]) == (f"Person {theirs.pk}", "Tie: Employee")


def test_nobody_is_taken_for_the_platform(world: World) -> None:
    User.objects.filter(pk=world.lumen.people["fleet"].pk).update(name="daily")
    by = actor_of(User.objects.get(pk=world.lumen.people["fleet"].pk))
    record(actor=by, verb="tie.confirmed", obj=None, customer_id=world.lumen.customer.pk, at=NOW)
    assert of(rows(world.client("owner")), "Tie with the company confirmed")[0]["Who"] == "daily"


def test_a_name_that_was_erased_is_gone_from_page_and_export(world: World) -> None:
    firm, by = world.lumen, actor_for(world.lumen.people["owner"], world.lumen.customer.pk, Channel.SESSION, NOW)
    gone = invite_user(firm.customer, email="gone@lumen.example", name="Gone GOOSE", by=by, at=NOW)
    deactivate_user(firm.customer, user=gone, by=by, at=NOW)
    assert any("Gone GOOSE" in row["On what"] for row in rows(world.client("owner")))
    Membership.objects.filter(user=gone).update(name="")
    erase(gone.pk, at=NOW)
    assert not any("GOOSE" in str(row) for row in rows(world.client("owner")))


def test_as_many_queries_for_many_events_as_for_few(world: World) -> None:
    client = world.client("owner")

    def asked(size: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/log/?size={size}").status_code == 200
        return len(queries)

    asked(25)
    few = asked(25)
    for number in range(30):
        by = system(f"program {number}", Channel.JOB)
        for person in world.lumen.people.values():
            record(actor=by, verb="tie.confirmed", obj=person, customer_id=world.lumen.customer.pk, at=NOW)
    assert asked(250) == few


def test_no_cell_of_a_sheet_is_a_formula(world: World) -> None:
    for said in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1"):
        record(
            actor=system(said), verb="domain.asked", obj=None, customer_id=world.lumen.customer.pk, at=NOW, name=said
        )
    for row in rows(world.client("owner")):
        assert not [cell for cell in row.values() if cell[:1] in ("=", "+", "@", "\t")], row


def test_the_seals_are_checked_on_request(world: World) -> None:
    client = world.client("owner")
    assert "Your log is whole" in client.post("/log/verify", follow=True).content.decode()
    first = AuditEvent.objects.filter(chain__customer_ref=world.lumen.customer.pk).order_by("sequence").first()
    assert first is not None
    with guards_away():
        AuditEvent.objects.filter(pk=first.pk).update(verb="other")
    assert "Your log is broken at event 1" in client.post("/log/verify", follow=True).content.decode()


@pytest.mark.parametrize("person", ["manager", "finance", "fleet", "user"])
def test_only_who_may_read_the_log_does(world: World, person: str) -> None:
    assert world.client(person).get("/log/").status_code == 404


def test_a_right_of_an_own_profile_is_said_in_words(world: World) -> None:
    customer, owner = world.lumen.customer, world.lumen.people["owner"]
    acting = actor_for(owner, customer.pk, Channel.SESSION, NOW)
    own = define_sub_profile(customer, name="Night porter", capabilities=("lines.view",), by=acting, at=NOW)
    holder = world.lumen.people["finance"]
    give_right(customer, holder=holder, sub_profile=own, scope=customer.scope, by=ROOT, at=NOW)
    details = [row["Details"] for row in of(rows(world.client("owner")), "Right given")]
    assert any("Profile: Own profile" in one for one in details)
    assert not any("sub_profile" in one for one in details)
