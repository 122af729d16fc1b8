"""The OpenAPI document is true: whatever is asked, the answer is one that it describes, in that form."""

from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.asking import program, secret_of
from tests.api.described import Operation, operations, wrong
from tests.portal.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-14")]


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def document(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


def test_every_answer_is_one_that_is_described(world: World, document: dict[str, Any]) -> None:
    """Of the owner, who may ask everything, and of a manager, who may ask little; no operation breaks."""
    firm, met = world.lumen, set[tuple[str, int]]()
    clients = [program(secret_of(firm.people[who], firm.customer)) for who in ("owner", "manager")]
    samples = {
        "number": [firm.invoice().number, world.borealis.invoice().number],
        "pk": [str(firm.lines[0].pk), str(world.borealis.lines[0].pk)],
        "month": ["2026-10", "2026-11", "2026-13"],
        "period": ["2026-10"],
        "account": ["LUMEN-BA"],
        "verb": ["right.given"],
        "limit": ["1", "200"],
        "after": ["", clients[0].get("/api/v1/invoices?limit=1").json()["after"]],
    }

    @settings(suppress_health_check=list(HealthCheck), max_examples=400)
    @given(st.sampled_from(operations(document)).flatmap(lambda one: st.tuples(st.just(one), one.asked(samples))))
    def ask(said: tuple[Operation, str]) -> None:
        operation, address = said
        caches["process"].clear()
        for client in clients:
            response = client.get(address)
            assert response.status_code < 500, address
            assert not (found := operation.wrong_with(response)), f"{address}: {found}"
            met.add((operation.address, response.status_code))

    ask()
    answered = {address for address, status in met if status == 200}
    assert answered >= {one.address for one in operations(document)} - {"/api/v1/invoices/{number}/pdf"}
    assert {status for _address, status in met} >= {200, 400, 403, 404}
    assert not connection.needs_rollback


def test_everything_that_is_said_has_words(document: dict[str, Any]) -> None:
    for operation in operations(document):
        assert operation.said["description"].endswith("."), operation.address
        assert {"401", "429"} <= set(operation.said["responses"])
    pdf = document["paths"]["/api/v1/invoices/{number}/pdf"]["get"]["responses"]["200"]
    assert list(pdf["content"]) == ["application/pdf"]


def test_a_pdf_is_what_is_described(document: dict[str, Any]) -> None:
    world = build(pdfs=True)
    client = program(secret_of(world.lumen.people["owner"], world.lumen.customer))
    operation = next(one for one in operations(document) if one.address.endswith("/pdf"))
    response = client.get(f"/api/v1/invoices/{world.lumen.invoice().number}/pdf")
    assert response.status_code == 200
    assert operation.wrong_with(response) == ""


def test_the_reading_sees_what_it_must() -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    assert list(wrong({"a": 1}, schema, {})) == []
    for value in ({}, {"a": "1"}, {"a": True}, {"a": 1, "b": 2}, []):
        assert list(wrong(value, schema, {})), value
