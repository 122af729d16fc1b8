"""Last use: one row a day for each customer and application, and hardly a query."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.access.actions.tokens import create_token
from comptoir.access.capabilities import INVOICES_VIEW, LINES_VIEW, SCIM_PROVISION
from comptoir.kernel.clock import FixedClock
from comptoir.lifecycle.models import LastUse
from comptoir.scope.actor import Actor
from comptoir.web import use
from tests.lifecycle.cast import NOW, TODAY, Firm, desk, signed_in, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_noted() -> Iterator[None]:
    use.forget()
    yield
    use.forget()


def uses(lumen: Firm) -> dict[str, object]:
    return dict(LastUse.objects.filter(customer=lumen.customer).values_list("application", "on"))


@pytest.mark.clause("P-08")
def test_a_page_counts_for_the_application_it_belongs_to(lumen: Firm) -> None:
    client = signed_in(lumen.owner)
    client.get("/")
    assert uses(lumen) == {"": TODAY}
    client.get("/cards/")
    assert uses(lumen) == {"": TODAY, "mobile_number_management": TODAY}
    client.get("/invoices/")
    assert uses(lumen).keys() == {"", "mobile_number_management", "my_invoice_online"}


def test_once_a_day_and_then_no_query_more(lumen: Firm, clock: FixedClock) -> None:
    client = signed_in(lumen.owner)
    client.get("/cards/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/cards/")
        signed_in(lumen.fleet).get("/cards/")
    assert not [query for query in captured if "lifecycle_lastuse" in query["sql"]]
    clock.advance(timedelta(days=1))
    client.get("/cards/")
    assert uses(lumen)["mobile_number_management"] == TODAY + timedelta(days=1)


def test_a_page_that_is_refused_and_a_look_of_the_desk_are_no_use(lumen: Firm) -> None:
    signed_in(lumen.manager).get("/invoices/")
    signed_in(staff("administrator")).get(f"/console/customers/{lumen.customer.pk}/")
    assert uses(lumen) == {}
    assert desk("administrator").customer_id is None


@pytest.mark.clause("P-06", "P-08")
def test_a_program_that_reads_data_uses_the_application_one_that_keeps_people_in_step_does_not(lumen: Firm) -> None:
    owner = lumen.actor(lumen.owner)
    for name, address in ((SCIM_PROVISION, "/scim/v2/lumen/Users"), (LINES_VIEW, "/api/v1/me")):
        assert _program(lumen, owner, name).get(address).status_code == 200
        assert uses(lumen) == {}, address
    program = _program(lumen, owner, INVOICES_VIEW)
    assert program.get("/api/v1/lines").status_code == 403 and uses(lumen) == {}
    assert program.get("/api/v1/invoices").status_code == 200
    assert uses(lumen) == {"": TODAY, "my_invoice_online": TODAY}


def _program(lumen: Firm, by: Actor, capability: str) -> Client:
    made = create_token(
        lumen.customer, user=lumen.owner, name=capability, capabilities=[capability], days=1, by=by, at=NOW
    )
    return Client(headers={"Authorization": f"Bearer {made.secret}"})
