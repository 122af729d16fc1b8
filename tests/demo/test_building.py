"""A small demo world, built whole: it tells its story, each sees their own, all of it reconciles."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from comptoir.access.actors import actor_for
from comptoir.access.models import User
from comptoir.billing.models import BillRun, Invoice, InvoiceLine, LineQuestion, QuestionState
from comptoir.billing.queries import invoices
from comptoir.billing.reconciliation import reconcile
from comptoir.demo import people
from comptoir.demo.building import build
from comptoir.demo.scale import Scale
from comptoir.demo.stages import Stages
from comptoir.demo.world import World, make_world
from comptoir.inventory.models import Line, SimCard
from comptoir.manifest.queries import live
from comptoir.manifest.reading import lake
from comptoir.parties.models import Customer
from comptoir.scope.actor import Channel
from comptoir.usage.models import QuarantinedRecord

TINY = Scale("tiny", months=4, rate=40)
TODAY = date(2026, 11, 20)


@pytest.fixture
def world(db: Any, settings: Any, tmp_path: Path) -> World:
    settings.HOME = tmp_path / "home"
    settings.LAKE_ROOT = settings.HOME / "lake"
    settings.DOCUMENTS_ROOT = settings.HOME / "documents"
    settings.DEMO = True
    settings.HOME.mkdir()
    made = make_world(TINY, TODAY)
    build(made, Stages(StringIO()))
    return made


@pytest.mark.clause("B-09")
def test_the_world_is_whole(world: World) -> None:
    assert Customer.objects.count() == 5
    assert SimCard.objects.count() == 600
    runs = BillRun.objects.order_by("period")
    assert [run.period for run in runs] == [str(month) for month in world.timeline.closed]
    assert all(reconcile(run).reconciled for run in runs)
    _nothing_of_free_calls()
    _the_story_is_told(world)
    _people_see_their_own(world)
    _rows_stand_where_their_model_says()


def _nothing_of_free_calls() -> None:
    free = lake().query(
        "SELECT count(*)::BIGINT AS n FROM raw"
        " WHERE visited = 'BE' AND (called // 100000 = 32800 OR called IN (112, -112))",
        {"raw": live("raw").entries},
    )
    assert free.to_pylist() == [{"n": 0}]


def _the_story_is_told(world: World) -> None:
    """Cards added and ended, a plan and a price changed, a move, a credit, late and broken records, questions."""
    assert Line.objects.filter(state="ended").exists()
    moved = Line.objects.get(code=next(line.code for line in world.lines if line.moves))
    assert [h.customer.code for h in moved.holdings.order_by("from_on")] == ["atlas", "vanderelst"]
    kinds = set(InvoiceLine.objects.values_list("kind", flat=True))
    assert kinds == {"recurring", "usage", "one_off", "discount", "credit"}
    dear = Invoice.objects.get(billing_account__code="ATL-SITES", period=str(world.timeline.closed[-3]))
    after = Invoice.objects.filter(billing_account__code="ATL-SITES", period__gt=dear.period)
    assert dear.net_micro > 2 * max(invoice.net_micro for invoice in after)
    assert Invoice.objects.filter(billing_account__code="ROCH-SOINS").first().document["paper"]  # type: ignore[union-attr]
    assert {record.reason for record in QuarantinedRecord.objects.all()} >= {"usage.record.unknown_number"} or (
        QuarantinedRecord.objects.count() >= 7
    )
    assert sorted(question.state for question in LineQuestion.objects.all()) == [
        QuestionState.ANSWERED,
        QuestionState.OPEN,
    ]
    late = lake().query(
        "SELECT count(*)::BIGINT AS n FROM raw WHERE started_at < $start",
        {"raw": live("raw", periods=[str(world.timeline.closed[-2])]).entries},
        {"start": world.timeline.closed[-2].instants.start.replace(tzinfo=None)},
    )
    assert late.to_pylist()[0]["n"] > 0
    assert live("standard", periods=[str(world.timeline.running)]).entries


def _people_see_their_own(world: World) -> None:
    at = world.timeline.now
    for firm in world.cast.firms:
        customer = Customer.objects.get(code=firm.code)
        for person in firm.people:
            user = User.objects.get(email=person.email)
            seen = set(
                invoices(actor_for(user, customer.pk, Channel.SESSION, at)).values_list("customer_id", flat=True)
            )
            holds_invoices = person.profile in ("access_owner", "finance_administrator")
            assert seen == ({customer.pk} if holds_invoices else set()), person
    assert len(people.players_in(_home())) == sum(len(firm.people) for firm in world.cast.firms) + 4
    # ... with three of the operator's own and one third party.


def _home() -> Path:
    from django.conf import settings

    return Path(settings.HOME)


def _rows_stand_where_their_model_says() -> None:
    """visible_to looks for a model's rows only on places of the kind that the model names."""
    kinds = [model for model in apps.get_models() if getattr(model, "SCOPE_KIND", None)]
    assert Invoice in kinds and Customer in kinds
    for model in kinds:
        path = model.SCOPE_PATH
        assert not model.objects.exclude(**{f"{path}__kind": model.SCOPE_KIND}).exists(), model
