"""Several rights of one person do not add up to more: what is held here opens nothing there (A-05, A-07)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.access.actions.rights import give_right
from comptoir.access.actions.sub_profiles import define_sub_profile
from comptoir.access.actors import actor_for
from comptoir.access.models import User
from comptoir.billing.line_costs import monthly_costs
from comptoir.inventory.actions.changes import change_end_user
from comptoir.inventory.history import history_of
from comptoir.kernel.periods import Month
from comptoir.scope.actor import Actor, Channel
from comptoir.usage.queries import CallFilters, call_page, usage_summary
from comptoir.usage.totals import cards_of_month
from tests.attacks.test_ids import said
from tests.portal.world import MONTHS, NOW, ROOT, World

pytestmark = pytest.mark.django_db
SINCE = date(2026, 11, 3)


def acting(world: World, user: User) -> Actor:
    return actor_for(User.objects.get(pk=user.pk), world.lumen.customer.pk, Channel.SESSION, NOW)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def heir(world: World) -> User:
    """Who has had the card of `user` for some days, and holds another right beside, elsewhere."""
    firm, heir = world.lumen, world.lumen.people["manager"]
    heir.grants.update(to_at=NOW)
    change_end_user(firm.lines[0], user=heir, from_on=SINCE, by=acting(world, firm.people["fleet"]), at=NOW)
    common: dict[str, Any] = {"holder": heir, "by": ROOT, "at": NOW}
    give_right(firm.customer, profile="service_user", scope=firm.lines[0].scope, **common)
    give_right(firm.customer, profile="buyer", scope=firm.lines[1].scope, **common)
    return heir


def calls(world: World, actor: Actor, *periods: str) -> list[dict[str, Any]]:
    lines = (world.lumen.lines[0].pk,)
    return call_page(actor, CallFilters(periods=periods, lines=lines), None, 200).rows


@pytest.mark.clause("A-05")
@pytest.mark.parametrize("beside", [True, False], ids=["with another right", "as its user alone"])
def test_sums_of_months_hold_nothing_of_who_had_the_card_before(world: World, heir: User, beside: bool) -> None:
    """Neither the month's page, nor the card's, nor the JSON API; the twin: the days that are one's own."""
    line = world.lumen.lines[0]
    if not beside:
        heir.grants.filter(profile="buyer").update(to_at=NOW)
    actor = acting(world, heir)
    for period in ("2026-09", "2026-10"):
        assert usage_summary(actor, [period]) == []
        assert cards_of_month(actor, period, limit=9).rows == []
    assert monthly_costs(actor, line.pk, [Month.parse("2026-09"), Month.parse("2026-10")]) == []
    running = sum(row["records"] for row in usage_summary(actor, ["2026-11"]))
    assert running == len(calls(world, actor, "2026-11")) > 0
    fleet = acting(world, world.lumen.people["fleet"])
    assert monthly_costs(fleet, line.pk, [Month.parse("2026-10")]), "the twin"


@pytest.mark.clause("A-05")
def test_whose_the_card_was_all_along_sees_all_its_months(world: World) -> None:
    actor, line = acting(world, world.lumen.people["user"]), world.lumen.lines[0]
    assert [row["period"] for row in monthly_costs(actor, line.pk, MONTHS)] == [str(month) for month in MONTHS]
    fleet = acting(world, world.lumen.people["fleet"])
    same = usage_summary(fleet, ["2026-10"], filters=CallFilters(lines=(line.pk,)))
    assert usage_summary(actor, ["2026-10"]) == same


@pytest.mark.clause("A-05")
def test_a_second_right_shows_no_calls_of_who_had_the_card_before(world: World, heir: User) -> None:
    actor, months = acting(world, heir), ("2026-09", "2026-10", "2026-11")
    found = calls(world, actor, *months)
    assert found, "the twin: one's own calls"
    assert min(row["started_at"].date() for row in found) >= SINCE
    assert len(found) < len(calls(world, acting(world, world.lumen.people["fleet"]), *months))
    page = client_of(heir).get(reverse("portal:usage:card", args=["2026-10", world.lumen.lines[0].pk]))
    assert "32475123" not in said(page).replace("\u00a0", "").replace(" ", "")


@pytest.mark.clause("A-05")
def test_a_second_right_shows_no_costs_and_no_name_of_who_had_the_card_before(world: World, heir: User) -> None:
    line, predecessor = world.lumen.lines[0], world.lumen.people["user"]
    page = client_of(heir).get(reverse("portal:cards:show", args=[line.pk]))
    assert page.context["costs"] == []
    users = [one.thing for one in history_of(acting(world, heir), line) if one.kind == "end_user"]
    assert users == [heir]
    fleet = [
        one.thing for one in history_of(acting(world, world.lumen.people["fleet"]), line) if one.kind == "end_user"
    ]
    assert fleet == [heir, predecessor], "the twin"


@pytest.mark.clause("A-05")
def test_a_wider_right_to_usage_shows_all_of_the_card(world: World, heir: User) -> None:
    """The twin: who keeps the fleet in order sees its cards whole, one's own among them."""
    firm = world.lumen
    give_right(firm.customer, holder=heir, profile="fleet_administrator", scope=firm.account.scope, by=ROOT, at=NOW)
    every = calls(world, acting(world, firm.people["fleet"]), "2026-10")
    assert every and len(calls(world, acting(world, heir), "2026-10")) == len(every)


@pytest.mark.clause("A-07")
def test_prices_show_on_the_cards_alone_on_which_they_may_be_seen(world: World, heir: User) -> None:
    own, other = (reverse("portal:cards:show", args=[line.pk]) for line in world.lumen.lines[:2])
    browser = client_of(heir)
    assert browser.get(own).context["prices"] is None
    assert not browser.get(own).context["sees_prices"]
    assert browser.get(other).context["prices"], "the twin: there one orders"


@pytest.mark.clause("A-07")
def test_a_right_to_export_here_exports_nothing_of_there(world: World) -> None:
    firm = world.lumen
    person = firm.people["manager"]
    person.grants.update(to_at=NOW)
    common: dict[str, Any] = {"holder": person, "by": ROOT, "at": NOW}
    give_right(firm.customer, profile="incident_administrator", scope=firm.customer.scope, **common)
    exporter = define_sub_profile(
        firm.customer, name="Exporter", capabilities=["data.export", "lines.view"], by=ROOT, at=NOW - timedelta(days=1)
    )
    give_right(firm.customer, sub_profile=exporter, scope=firm.lines[1].scope, **common)
    browser = client_of(person)
    page, sheet = said(browser.get("/cards/")), said(browser.get("/cards/?export=csv"))
    assert all(line.label.rpartition(" ")[0] in page for line in firm.lines)
    assert firm.lines[1].code in said(browser.get("/cards/?export=csv&cols=code")), "the twin"
    rows = [row for row in sheet.splitlines() if "LUMEN person" in row]
    assert len(rows) == 1, sheet
