"""A whole base comes in, once; a second time it changes nothing."""

from datetime import date
from pathlib import Path

import pytest

from comptoir.access.actors import actor_for
from comptoir.access.capabilities import INVOICES_VIEW, LINES_VIEW, PEOPLE_MANAGE
from comptoir.access.models import User
from comptoir.audit.models import AuditEvent
from comptoir.base.results import Outcome
from comptoir.billing.models import OneOff
from comptoir.catalogue.models import Offering, Operator, TariffVersion
from comptoir.inventory.models import Line, NumberAssignment, SimCard
from comptoir.inventory.queries import lines
from comptoir.parties.models import BillingAccount, Customer
from comptoir.scope.actor import Actor, Channel
from tests.base.world import AT, EXAMPLE, brought, copied, replace

pytestmark = pytest.mark.django_db


def actor(email: str, customer: str) -> Actor:
    user = User.objects.get(email=email)
    return actor_for(user, Customer.objects.get(code=customer).pk, Channel.SESSION, AT)


@pytest.mark.clause("M-01", "M-02")
def test_everything_of_the_example_comes_in() -> None:
    result = brought(EXAMPLE)
    assert result.taken, [row for row in result.rows if row.outcome is Outcome.REFUSED]
    assert {row.outcome for row in result.rows} == {Outcome.CREATED}
    assert Operator.objects.get().iban == "BE52734493409909"
    assert TariffVersion.objects.get().from_on == date(2024, 1, 1)
    assert SimCard.objects.count() == Line.objects.count() == 12
    assert NumberAssignment.objects.get(line__code="B01").number == "+32460107919"
    assert BillingAccount.objects.get(code="GAR-2").payment_agreement.paper
    assert [price.amount_micro for price in Offering.objects.get(code="team").prices.order_by("from_on")] == [
        14_000_000,
        14_500_000,
    ]


def test_history_is_told_by_the_sheets_that_tell_it() -> None:
    brought(EXAMPLE)
    changed = Line.objects.get(code="B04")
    plans = changed.subscriptions.filter(is_plan=True).order_by("from_on")
    assert [(s.offering.code, s.from_on, s.to_on) for s in plans] == [
        ("basic", date(2024, 6, 1), date(2025, 3, 11)),
        ("team", date(2025, 3, 11), None),
    ]
    assert changed.plan.code == "basic", "on the day of the import it still has the first"
    moved = Line.objects.get(code="B03")
    assert [c.cost_centre.code for c in moved.cost_centres.order_by("from_on")] == ["PROD", "SHOP"]
    assert Line.objects.get(code="B05").to_on == date(2025, 3, 20)


@pytest.mark.clause("A-01", "A-03", "A-05", "A-06")
def test_people_hold_their_profiles_on_the_places_named() -> None:
    brought(EXAMPLE)
    owner = actor("gregoire@bakery.example", "bakery")
    assert lines(owner).count() == 6
    assert set(lines(actor("livreur@bakery.example", "bakery")).values_list("code", flat=True)) == {"B03"}
    of_account = actor("compta@bakery.example", "bakery")
    assert of_account.nodes(INVOICES_VIEW) == {BillingAccount.objects.get(code="BAK-1").scope_id}
    access_manager = actor("rechten@garage.example", "garage")
    assert access_manager.may(PEOPLE_MANAGE)
    assert not access_manager.may(LINES_VIEW)
    assert not User.objects.get(email="dewilde@garage.example").has_usable_password()


def test_charges_wait_for_the_bill_run() -> None:
    brought(EXAMPLE)
    found = {charge.code: charge for charge in OneOff.objects.all()}
    assert found["replacement-card"].amount_micro == 8_260_000
    assert found["replacement-card"].line_ref == Line.objects.get(code="B02").pk
    assert found["welcome"].share_micro == 100_000
    assert found["welcome"].repeats
    assert found["goodwill"].names["nl"] == "Commerciële geste"


def test_a_second_time_nothing_changes() -> None:
    brought(EXAMPLE)
    events = AuditEvent.objects.count()
    again = brought(EXAMPLE)
    assert {row.outcome for row in again.rows} == {Outcome.UNCHANGED}
    assert AuditEvent.objects.count() == events


def test_what_stands_otherwise_is_said_and_left(tmp_path: Path) -> None:
    brought(EXAMPLE)
    folder = copied(tmp_path)
    replace(folder, "customers.csv", "Boulangerie Grégoire;SRL", "Boulangerie Grégoire et fils;SRL")
    replace(folder, "lines.csv", "Takeldienst", "Sleepdienst")
    replace(folder, "lines.csv", "9649;31134839", "9649;31134830")
    replace(folder, "offerings.toml", 'price = "9.00"', 'price = "9.90"')
    result = brought(folder)
    assert result.taken
    others = {(row.file, row.code): row.values["columns"] for row in result.rows if row.outcome is Outcome.DIFFERS}
    assert others[("customers.csv", "bakery")] == "name"
    assert others[("lines.csv", "G02")] == "label"
    assert others[("lines.csv", "B04")] == "puk"
    assert others[("offerings.toml", "tablet")] == "price"
    assert Customer.objects.get(code="bakery").legal_name == "Boulangerie Grégoire"


def test_a_dry_run_does_everything_and_takes_it_back() -> None:
    result = brought(EXAMPLE, dry_run=True)
    assert result.taken
    assert {row.outcome for row in result.rows} == {Outcome.CREATED}
    assert not Customer.objects.exists()
    assert not User.objects.exists()
    assert not AuditEvent.objects.exists()


def test_one_refused_row_keeps_everything_out(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    replace(folder, "charges.csv", "8,26", "8,26,00")
    result = brought(folder)
    assert not result.taken
    assert not Customer.objects.exists()
    assert not Line.objects.exists()


def test_more_of_a_base_comes_in_later(tmp_path: Path) -> None:
    brought(EXAMPLE)
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "lines.csv").write_text(
        "code,billing_account,number,iccid,imsi,pin,puk,plan,from\n"
        "G07,GAR-2,0460202947,8932990000009000132,206990000900013,1111,22222222,team,2025-04-01\n",
        encoding="utf-8",
    )
    result = brought(folder)
    assert [(row.file, row.code, row.outcome) for row in result.rows] == [("lines.csv", "G07", Outcome.CREATED)]


def test_an_affiliate_hangs_below_its_parent_wherever_it_stands_in_the_file(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    replace(
        folder,
        "customers.csv",
        "bakery;Boul",
        "depot;Dépôt Grégoire;SRL;0556385862;;;;;BE;fr;2024-02-01;no;bakery;votes\nbakery;Boul",
    )
    assert brought(folder).taken
    depot = Customer.objects.get(code="depot")
    assert depot.affiliation.parent.code == "bakery"
    owner = User.objects.get(email="gregoire@bakery.example")
    assert actor_for(owner, depot.pk, Channel.SESSION, AT).may(LINES_VIEW)
