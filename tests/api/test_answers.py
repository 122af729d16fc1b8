"""What the JSON API answers: the same as the portal's pages show, page by page, and a problem in one sentence."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.access.actions.rights import end_right
from comptoir.access.capabilities import INVOICES_VIEW, LINES_VIEW
from comptoir.access.models import Grant
from comptoir.access.tokens import MARK
from comptoir.api.v1 import reports
from comptoir.api.v1.shapes import euros
from comptoir.audit.log import record
from comptoir.audit.models import AuditEvent
from comptoir.audit.personal import erase
from comptoir.billing.models import Invoice
from tests.api.asking import program, rows, secret_of
from tests.portal.world import NOW, ROOT, World, actor_of, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-12")]


@pytest.fixture
def world() -> World:
    return build()


def of(world: World, person: str, *capabilities: str) -> Client:
    return program(secret_of(world.lumen.people[person], world.lumen.customer, *capabilities))


def test_a_finance_administrators_program_reads_what_they_see() -> None:
    world = build(pdfs=True)
    client, firm = of(world, "finance"), world.lumen
    me = client.get("/api/v1/me").json()
    assert (me["name"], me["customer"], me["kind"]) == ("Finance LUMEN", firm.customer.pk, "person")
    assert INVOICES_VIEW in me["capabilities"]
    listed = rows(client, "/api/v1/invoices")
    own = Invoice.objects.filter(customer=firm.customer).order_by("-issued_on", "-number")
    assert [one["number"] for one in listed] == [invoice.number for invoice in own]
    invoice = own[0]
    one = client.get(f"/api/v1/invoices/{invoice.number}").json()
    assert one == listed[0]
    assert Decimal(one["total"]) * 1_000_000 == invoice.total_micro
    lines = rows(client, f"/api/v1/invoices/{invoice.number}/lines")
    assert sum(Decimal(line["net"]) for line in lines) * 1_000_000 == invoice.net_micro
    pdf = client.get(f"/api/v1/invoices/{invoice.number}/pdf")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert [line["number"] for line in rows(client, "/api/v1/lines")] == sorted(line.number for line in firm.lines)
    known = client.get("/api/v1/reports").json()
    assert known["periods"] == ["2026-10", "2026-09", "2026-08"]
    assert {"by_category", "by_card"} <= {report["id"] for report in known["reports"]}


def test_filters_narrow_a_list(world: World) -> None:
    client = of(world, "finance")
    assert [one["period"] for one in rows(client, "/api/v1/invoices?period=2026-09")] == ["2026-09"]
    assert len(rows(client, "/api/v1/invoices?account=LUMEN-BA")) == 3
    for nothing in ("account=BOREALIS-BA", "period=%00", "period=' OR 1=1", f"account={'x' * 400}"):
        assert rows(client, f"/api/v1/invoices?{nothing}") == []


def test_usage_of_a_line_sums_to_its_records(world: World) -> None:
    """A billed month and the one that runs; the user of one line sees that line only."""
    client, line = of(world, "user"), world.lumen.lines[0]
    for month, billed in (("2026-10", True), ("2026-11", False)):
        usage = client.get(f"/api/v1/lines/{line.pk}/usage/{month}").json()
        assert usage["is_billed"] is billed
        records = rows(client, f"/api/v1/lines/{line.pk}/usage/{month}/records")
        assert len(records) == sum(category["records"] for category in usage["categories"]) > 0
        assert sum(Decimal(record["net"]) for record in records) == Decimal(usage["net"])
        assert len({record["id"] for record in records}) == len(records)
    other = world.lumen.lines[1]
    for path in ("", "/usage/2026-10", "/usage/2026-10/records"):
        assert client.get(f"/api/v1/lines/{other.pk}{path}").status_code == 404
    assert [one["id"] for one in rows(client, "/api/v1/lines")] == [line.pk]
    assert client.get("/api/v1/invoices").status_code == 403


@pytest.mark.clause("A-03")
def test_a_managers_program_reads_people_and_no_customer_data(world: World) -> None:
    client, firm = of(world, "manager"), world.lumen
    people = rows(client, "/api/v1/people")
    assert {one["name"] for one in people} == {f"{who.title()} LUMEN" for who in firm.people}
    grants = rows(client, "/api/v1/grants")
    assert {one["profile"] for one in grants} >= {"access_manager", "finance_administrator", "service_user"}
    assert {one["place"]["name"] for one in grants} == {""}, "an opaque label, never a number"
    for path in ("invoices", "lines", "reports", "audit-events", f"lines/{firm.lines[0].pk}"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 403
        assert answer.json()["detail"].endswith(".")


def test_the_log_comes_newest_first_and_once(world: World) -> None:
    client = of(world, "owner")
    events = rows(client, "/api/v1/audit-events")
    keys = [(event["at"], event["sequence"]) for event in events]
    assert len(events) > 10
    assert len({event["sequence"] for event in events}) == len(events)
    assert [at for at, _ in keys] == sorted((at for at, _ in keys), reverse=True)
    assert events[0]["verb"] == "token.created"


def test_an_event_says_all_that_it_holds_so_that_its_seal_can_be_checked(world: World) -> None:
    """Its values, the seal before it, and the names of people, until those are erased."""
    client = of(world, "owner")
    events = rows(client, "/api/v1/audit-events")
    given = next(event for event in events if event["verb"] == "right.given")
    assert set(given["data"]) >= {"user", "profile", "scope"}
    by_place = {event["sequence"]: event for event in events}
    assert len(by_place) > 10
    assert all(
        event["previous"] == by_place[place - 1]["digest"] for place, event in by_place.items() if place - 1 in by_place
    )
    by = actor_of(world.lumen.people["owner"])
    record(
        actor=by, verb="affiliate.named", obj=None, customer_id=world.lumen.customer.pk, at=NOW,
        personal={"guaranteed_by": "Gus Guarantor"},
    )  # fmt: skip
    newest = client.get("/api/v1/audit-events?verb=affiliate.named").json()["rows"][0]
    assert newest["personal"] == {"guaranteed_by": "Gus Guarantor"}
    erase(by.user_id or 0, at=NOW)
    erased = client.get("/api/v1/audit-events?verb=affiliate.named").json()["rows"][0]
    assert (erased["personal"], erased["who"], erased["digest"]) == ({}, "", newest["digest"])


def test_the_log_is_asked_for_a_kind_and_a_time(world: World) -> None:
    client = of(world, "owner")
    assert {one["verb"] for one in rows(client, "/api/v1/audit-events?verb=right.given")} == {"right.given"}
    assert rows(client, "/api/v1/audit-events?from=2026-11-21T06:30:01Z") == []
    at_once = len(rows(client, "/api/v1/audit-events?from=2026-11-21T06:30:00Z&to=2026-11-21T07:30:01%2B01:00"))
    assert at_once == AuditEvent.objects.filter(chain__customer_ref=world.lumen.customer.pk, at=NOW).count() > 5
    for said in ("from=2026-10-01T00:00:00", "to=yesterday", "from=0001-01-01T00:00:00%2B23:59"):
        answer = client.get(f"/api/v1/audit-events?{said}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json"), said


def test_another_customers_things_are_as_absent_as_what_never_was(world: World) -> None:
    """By path, by cursor, by filter; each with its twin in the first test."""
    client, theirs = of(world, "owner"), world.borealis
    invoice, line = theirs.invoice(), theirs.lines[0]
    never = client.get("/api/v1/invoices/2026-999999")
    for path in (
        f"invoices/{invoice.number}", f"invoices/{invoice.number}/lines", f"invoices/{invoice.number}/pdf",
        f"lines/{line.pk}", f"lines/{line.pk}/usage/2026-10", f"lines/{line.pk}/usage/2026-10/records",
    ):  # fmt: skip
        answer = client.get(f"/api/v1/{path}")
        assert (answer.status_code, answer.content) == (404, never.content), path
    for path in ("invoices", "lines", "people", "grants", "audit-events"):
        assert "BOREALIS" not in str(rows(client, f"/api/v1/{path}")), path
    their_page = program(secret_of(theirs.people["owner"], theirs.customer)).get("/api/v1/invoices?limit=1").json()
    borrowed = client.get(f"/api/v1/invoices?after={their_page['after']}").json()
    assert "BOREALIS" not in str(borrowed)


BAD_PAGES = [
        "invoices?limit=0", "invoices?limit=201", "invoices?limit=1e9", "invoices?limit=99999999999999999999",
        "invoices?after=x", "invoices?after=WzFd", "invoices?after=" + "A" * 501, "invoices?after=W1tbW1tbW1tbW10",
        "invoices?after=WyIyMDI2LTEwLTAxIiwgIlx1ZDgwMCJd", "lines?after=WyJhIiwgOTk5OTk5OTk5OTk5OTk5OTk5OTk5OV0",
        "audit-events?after=WyIyMDI2LTEwLTAxVDAwOjAwOjAwIiwgMV0", "lines?after=bnVsbA", "invoices?after=%00",
    ]  # fmt: skip


def test_pages_that_do_not_exist_are_said_in_a_sentence(world: World) -> None:
    client = of(world, "owner")
    for said in BAD_PAGES:
        answer = client.get(f"/api/v1/{said}")
        assert answer.status_code == 400, (said, answer.content)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"].endswith(".")
        assert "Traceback" not in answer.content.decode()


NOT_THERE = [
        "lines/0", "lines/-1", "lines/999999999999999999999999", "lines/x", "lines/1/usage/2026-13",
        "lines/1/usage/9999-99", "lines/1/usage/2019-01", "lines/1/usage/2027-01", "lines/1/usage/x/records",
        "invoices/%00", "invoices/..%2f..%2fetc", "nothing", "v2/me", "invoices/x/pdf/y",
    ]  # fmt: skip


def test_what_is_not_there_is_not_there(world: World) -> None:
    client = of(world, "owner")
    for path in NOT_THERE:
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 404, (path, answer.content)
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_list_costs_the_same_for_one_row_and_for_all(world: World) -> None:
    """At most two queries are the token's."""
    client = of(world, "owner")
    for path in ("invoices", "lines", "people", "grants", "audit-events"):
        counts = []
        for limit in (1, 200):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"/api/v1/{path}?limit={limit}").status_code == 200
            counts.append(len(asked))
        assert counts[0] >= counts[1], path
        assert counts[1] <= 14, (path, counts)


def test_it_ends_in_the_middle_of_a_list(world: World) -> None:
    """The next page after the right has ended is refused."""
    finance = world.lumen.people["finance"]
    client = of(world, "finance")
    page = client.get("/api/v1/invoices?limit=1").json()
    end_right(Grant.objects.get(holder=finance), by=ROOT, at=NOW)
    assert client.get(f"/api/v1/invoices?limit=1&after={page['after']}").status_code == 401


def test_nothing_but_a_token_in_the_header_opens_it(world: World) -> None:
    """No session, no cookie, no address; a session beside a token changes nothing of whom the token makes act."""
    secret = secret_of(world.lumen.people["finance"], world.lumen.customer)
    browser = world.client("owner")
    for address in ("/api/v1/me", f"/api/v1/me?token={secret}", f"/api/v1/me?access_token={secret}"):
        answer = browser.get(address)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert secret not in answer.content.decode()
    assert MARK in browser.get("/api/v1/me").json()["detail"]
    answer = browser.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["name"] == "Finance LUMEN"


def test_it_never_writes(world: World) -> None:
    client = of(world, "owner")
    number = world.lumen.invoice().number
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = client.generic(method, f"/api/v1/invoices/{number}", b"{}", content_type="application/json")
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "GET, HEAD"


def test_a_head_is_a_get_without_its_content(world: World) -> None:
    answer = of(world, "owner").head("/api/v1/invoices")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")


def test_a_narrower_token_reads_less(world: World) -> None:
    client = of(world, "owner", LINES_VIEW)
    assert client.get("/api/v1/lines").status_code == 200
    assert client.get("/api/v1/invoices").status_code == 403


def test_requests_are_counted(world: World) -> None:
    client = of(world, "owner")
    first, second = client.get("/api/v1/me"), client.get("/api/v1/me")
    assert int(first.headers["RateLimit-Remaining"]) - int(second.headers["RateLimit-Remaining"]) == 1
    caches["process"].clear()


def test_an_error_of_ours_is_one_sentence(world: World, monkeypatch: Any) -> None:
    def broken(*_args: Any) -> None:
        raise RuntimeError("select * from secrets")

    monkeypatch.setattr(reports, "access_of", broken)
    answer = of(world, "owner").get("/api/v1/reports")
    assert answer.status_code == 500
    assert "secrets" not in answer.content.decode()
    assert answer.json()["detail"].endswith(".")


def test_amounts_are_exact() -> None:
    assert [euros(micro) for micro in (0, 10_000, 1, -1_230_000, 123_456_789)] == [
        "0.00", "0.01", "0.000001", "-1.23", "123.456789",
    ]  # fmt: skip
