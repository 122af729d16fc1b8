"""A child is found below its own parent alone: both may be seen, their pair may not exist."""

import pytest
from django.urls import reverse

from comptoir.audit.models import AuditEvent
from comptoir.billing.models import LineQuestion
from tests.api.asking import program, secret_of
from tests.portal.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-12")]


def test_a_position_counts_in_its_own_invoice(world: World) -> None:
    """A position that only another invoice has, of one's own or of another customer."""
    owner = world.client("owner")
    invoices = [world.lumen.invoice(period) for period in ("2026-08", "2026-10")]
    fewer, more = sorted(invoices, key=lambda one: one.lines.count())
    last = max(more.lines.values_list("position", flat=True))
    if last in set(fewer.lines.values_list("position", flat=True)):
        more.lines.filter(position=last).update(position=last + 50)
        last += 50
    for name in ("portal:invoices:line", "portal:invoices:line_why"):
        assert owner.get(reverse(name, args=[fewer.number, last])).status_code == 404
        assert owner.get(reverse(name, args=[more.number, last])).status_code == 200, "the twin"
        foreign = reverse(name, args=[world.borealis.invoice().number, last])
        assert owner.get(foreign).status_code == 404
    api = program(secret_of(world.lumen.people["owner"], world.lumen.customer))
    positions = {row["position"] for row in api.get(f"/api/v1/invoices/{fewer.number}/lines").json()["rows"]}
    assert last not in positions and positions


def test_a_question_about_a_line_of_another_invoice_is_none(world: World) -> None:
    finance, own = world.client("finance"), world.lumen.invoice()
    address = reverse("portal:invoices:ask", args=[own.number])
    assert finance.post(f"{address}?line=9999", {"text": "Why?"}).status_code in (200, 302, 404)
    assert not LineQuestion.objects.exclude(line=None).exclude(line__invoice=own).exists()
    theirs = reverse("portal:invoices:ask", args=[world.borealis.invoice().number])
    assert finance.post(f"{theirs}?line=1", {"text": "Why?"}).status_code == 404
    assert finance.post(f"{address}?line=1", {"text": "Why?"}).status_code == 302, "the twin"
    assert LineQuestion.objects.latest("pk").line.invoice == own


def test_a_call_is_found_under_its_own_card_and_month(world: World) -> None:
    owner, (first, second) = world.client("owner"), world.lumen.lines[:2]
    page = owner.get(f"/usage/2026-10/{first.pk}/").content.decode()
    record = page.split(f"/usage/2026-10/{first.pk}/", 2)[-1]
    found = next(part for part in page.split('"') if part.startswith(f"/usage/2026-10/{first.pk}/") and "/why" in part)
    record = found.split("/")[4]
    assert owner.get(found).status_code == 200, "the twin"
    for month, line in (("2026-10", second.pk), ("2026-09", first.pk), ("2026-10", world.borealis.lines[0].pk)):
        assert owner.get(f"/usage/{month}/{line}/{record}/why").status_code == 404


def test_codes_are_of_a_card_of_that_line(world: World) -> None:
    fleet, (first, second) = world.client("fleet"), world.lumen.lines[:2]
    address = reverse("portal:cards:codes", args=[first.pk])
    assert fleet.post(address, {"card": second.cards.get().pk}).status_code == 404
    assert not AuditEvent.objects.filter(verb="card.codes_shown").exists()
    assert fleet.post(address, {"card": first.cards.get().pk}).status_code == 200, "the twin"


def test_the_usage_of_a_line_in_the_api_is_of_that_line(world: World) -> None:
    """A user of one line with the id of a colleague's, and the other way round."""
    first, second = world.lumen.lines[:2]
    client = program(secret_of(world.lumen.people["user"], world.lumen.customer))
    assert client.get(f"/api/v1/lines/{second.pk}/usage/2026-10/records").status_code == 404
    mine = client.get(f"/api/v1/lines/{first.pk}/usage/2026-10/records")
    assert mine.status_code == 200 and mine.json()["rows"]
