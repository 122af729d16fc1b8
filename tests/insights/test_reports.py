"""Insights: the reports sum to the invoice, show what their level gives, and keep within their viewer's reach."""

from datetime import date, timedelta

import pytest

from comptoir.access.actors import actor_for
from comptoir.access.capabilities import ORDERS_PLACE, STAFF
from comptoir.insights.actions.levels import activate_level
from comptoir.insights.levels import access_of
from comptoir.insights.models import Level
from comptoir.insights.queries import monthly_costs, periods_of, run_report
from comptoir.insights.reports import BASIC, BY_COST_CENTRE, REPORTS
from comptoir.inventory.actions.changes import move_line
from comptoir.inventory.models import CostCentreAssignment
from comptoir.kernel.clock import brussels_date
from comptoir.parties.models import CostCentre
from comptoir.scope.actor import Actor, Channel, system
from comptoir.scope.contract import terms_on
from tests.portal.world import MONTHS, NOW, ROOT, START, Firm, World

pytestmark = pytest.mark.django_db
TODAY = brussels_date(NOW)
#: Every euro of an invoice stands in these, whichever way it is cut.
WHOLE = ("by_category", "by_card", "by_cost_centre")


def acting(firm: Firm, person: str = "finance") -> Actor:
    return actor_for(firm.people[person], firm.customer.pk, Channel.SESSION, NOW)


def exact_of(firm: Firm, period: str) -> int:
    """What an invoice comes to before its lines are rounded to the cent."""
    return sum(firm.invoice(period).lines.values_list("exact_micro", flat=True))


def plus(firm: Firm) -> None:
    activate_level(firm.customer, level=Level.PLUS, from_on=START, by=ROOT, at=NOW)


@pytest.mark.clause("I-13")
def test_each_way_of_cutting_a_month_sums_to_its_invoice(world: World) -> None:
    exact = exact_of(world.lumen, "2026-10")
    for report in WHOLE:
        assert run_report(acting(world.lumen), REPORTS[report], "2026-10").sums["amount_micro"] == exact


def test_the_evolution_is_each_invoice_by_kind(world: World) -> None:
    rows = monthly_costs(acting(world.lumen), [str(month) for month in MONTHS])
    assert [row["period"] for row in rows] == [str(month) for month in MONTHS]
    for row in rows:
        total = row["recurring_micro"] + row["usage_micro"] + row["other_micro"]
        assert total == exact_of(world.lumen, row["period"])
    assert rows[-1]["other_micro"] == 7_500_000


@pytest.mark.clause("A-12")
def test_a_report_holds_nothing_of_another_customer(world: World) -> None:
    own = {line.pk for line in world.lumen.lines}
    found = run_report(acting(world.lumen), REPORTS["by_card"], "2026-10").rows
    assert {row["line_id"] for row in found} == {*own, 0}, "the cards and the account itself"


@pytest.mark.clause("A-12")
def test_of_a_card_that_has_moved_a_report_knows_its_number_of_then_alone(world: World) -> None:
    plus(world.lumen)
    line, by = world.lumen.lines[1], system("desk", Channel.DESK, staff=STAFF | {ORDERS_PLACE})
    number = line.number
    move_line(line, account=world.borealis.account, from_on=NOW.date(), by=by, at=NOW)
    type(line).objects.filter(pk=line.pk).update(label="BOREALIS driver", number="+32470999999")
    client = world.client("owner")
    page = client.get("/reports/by_card/?period=2026-10").content.decode().replace("\xa0", "").replace(" ", "")
    assert number.removeprefix("+32") in page and "BOREALIS" not in page and "470999999" not in page
    assert f"/cards/{line.pk}/" not in page, "no link to what they may not open"
    assert f"/cards/{world.lumen.lines[0].pk}/" in page


def test_whoever_has_one_line_reports_on_that_line(world: World) -> None:
    line = world.lumen.lines[0]
    actor = acting(world.lumen, "fleet")
    narrowed = Actor(
        label="one line",
        channel=Channel.SESSION,
        user_id=actor.user_id,
        customer_id=actor.customer_id,
        grants={"reports.view": frozenset({line.scope_id})},
        profiles=actor.profiles,
    )
    rows = run_report(narrowed, REPORTS["by_card"], "2026-10").rows
    assert [row["line_id"] for row in rows] == [line.pk]


@pytest.mark.clause("I-11")
def test_a_month_keeps_the_cost_centres_of_its_time_and_can_be_shown_by_todays(world: World) -> None:
    line = world.lumen.lines[0]
    moved = CostCentre.objects.create(
        scope=world.lumen.customer.scope, customer=world.lumen.customer, code="900", name="Moved", sort_name="moved"
    )
    CostCentreAssignment.objects.filter(line=line, to_on=None).update(to_on=date(2026, 11, 10))
    CostCentreAssignment.objects.create(line=line, cost_centre=moved, from_on=date(2026, 11, 10))
    type(line).objects.filter(pk=line.pk).update(cost_centre=moved)

    def centres(of: str) -> set[str]:
        rows = run_report(acting(world.lumen), BY_COST_CENTRE, "2026-10", cost_centres_of=of).rows
        return {row["cost_centre"] for row in rows}

    assert "900 Moved" not in centres("period")
    assert "900 Moved" in centres("today")


@pytest.mark.clause("I-11")
@pytest.mark.usefixtures("at_a_fixed_instant")
def test_what_stands_in_no_cost_centre_is_called_so(world: World) -> None:
    """In the table and in the chart's table: "None" alone says of nothing what it is none of."""
    plus(world.lumen)
    CostCentreAssignment.objects.filter(line=world.lumen.lines[0]).delete()
    page = world.client("finance").get("/reports/by_cost_centre/?period=2026-10").content.decode()
    assert "No cost centre" in page
    assert ">None<" not in page


@pytest.mark.clause("I-01", "I-03")
def test_essential_shows_four_basic_views_of_closed_months_within_its_time(world: World) -> None:
    """terms: insights.components.essential, retention.billing_data.insights_essential"""
    access = access_of(acting(world.lumen), TODAY)
    assert (access.level, access.standard_reports, len(BASIC)) == (Level.ESSENTIAL, False, 4)
    assert access.months == terms_on(TODAY)["retention.billing_data.insights_essential"].months
    assert periods_of(acting(world.lumen), access, TODAY) == ["2026-10", "2026-09", "2026-08"]
    last = TODAY
    while "2026-08" in periods_of(acting(world.lumen), access, last):
        last += timedelta(days=28)
    assert (last.year - 2026) * 12 + last.month - 8 == access.months + 1


@pytest.mark.clause("I-01", "I-09")
def test_only_plus_has_standard_reports_and_takes_them_out(world: World) -> None:
    """terms: insights.export.essential, insights.export.plus"""
    client = world.client("finance")
    assert client.get("/reports/value_added/").status_code == 404
    assert "attachment" not in client.get("/reports/by_card/?export=csv").headers.get("Content-Disposition", "")
    plus(world.lumen)
    assert client.get("/reports/value_added/").status_code == 200
    assert "attachment" in client.get("/reports/by_card/?export=csv").headers["Content-Disposition"]


def test_the_index_comes_at_once_and_its_charts_as_pieces(world: World) -> None:
    client = world.client("finance")
    page = client.get("/reports/").content.decode()
    whole = client.get("/reports/?whole=1").content.decode()
    assert '<svg class="chart' not in page
    assert "whole=1" in page
    pieces = ["/reports/pieces/evolution", *(f"/reports/pieces/{report.id}?period=2026-10" for report in BASIC)]
    for address in pieces:
        assert address in page
        piece = client.get(address).content.decode()
        assert "<html" not in piece
        assert piece.strip() in whole


def test_pieces_are_refused_like_the_page(world: World) -> None:
    assert world.client("finance").get("/reports/pieces/value_added").status_code == 404
    assert world.client("manager").get("/reports/pieces/evolution").status_code == 404
    assert world.client("manager").get("/reports/pieces/by_card").status_code == 404
