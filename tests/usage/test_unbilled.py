"""Traffic not yet billed is visible at the standard price, once (U-04).

terms: usage.unbilled.visible_within
"""

from pathlib import Path

import pytest

from comptoir.jobs.models import Job
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock
from comptoir.kernel.periods import Month
from comptoir.manifest.actions.upkeep import compact
from comptoir.usage.actions.batches import import_file
from comptoir.usage.actions.periods import close_period
from comptoir.usage.models import UsageBatch
from comptoir.usage.unbilled import UnableToPrice, price_batch, price_waiting
from tests.usage.lake import held
from tests.usage.world import AT, BY, START, World, call, plain, usage_file

pytestmark = pytest.mark.clause("U-04", "GC Ma facture 4")


def brought(tmp_path: Path, *rows: str, name: str = "usage.csv") -> UsageBatch:
    return import_file(usage_file(tmp_path, *rows, name=name), plain(), by=BY, at=AT)


def test_a_batch_is_priced_without_bundles(world: World, tmp_path: Path) -> None:
    batch = brought(tmp_path, call(1), call(2, 3, quantity=61), call(3, kind="data", called="", quantity=10**6))
    assert not held("standard")
    price_batch(batch, by=BY, at=AT)
    priced = held("standard")
    assert [row["record_id"] for row in priced] == [row["record_id"] for row in held()]
    assert all(row["bundle"] == -1 and row["bundle_quantity"] == 0 for row in priced)
    assert any(row["amount_micro"] > 0 for row in priced)


def test_each_record_once_however_often_it_is_asked(world: World, tmp_path: Path) -> None:
    first = brought(tmp_path, call(1))
    price_batch(first, by=BY, at=AT)
    price_batch(UsageBatch.objects.get(pk=first.pk), by=BY, at=AT)
    brought(tmp_path, call(1), call(2), name="b.csv")
    compact("raw", at=AT)
    assert price_waiting(by=BY, at=AT) == 1
    assert price_waiting(by=BY, at=AT) == 0
    assert len(held("standard")) == 2 == len(held())


def test_what_is_billed_has_no_standard_price(world: World, tmp_path: Path) -> None:
    batch = brought(tmp_path, call(1), call(2, at="2025-04-01T09:00:00Z"))
    close_period(Month.parse("2025-03"), by=BY, at=AT)
    price_batch(batch, by=BY, at=AT)
    assert len(held("standard")) == 1


def test_a_worker_prices_what_was_published(committed_world: World, tmp_path: Path) -> None:
    brought(tmp_path, call(1))
    Worker(FixedClock(AT)).drain()
    assert Job.objects.get(kind="usage.price").state == "done"
    assert len(held("standard")) == 1


def test_a_day_without_a_tariff(world: World, tmp_path: Path) -> None:
    from comptoir.catalogue.models import TariffVersion

    TariffVersion.objects.update(from_on=AT.date())
    batch = brought(tmp_path, call(1))
    with pytest.raises(UnableToPrice, match="no_tariff"):
        price_batch(batch, by=BY, at=AT)
    assert len(held()) == 1 and not held("standard")
    TariffVersion.objects.update(from_on=START)
    assert price_waiting(by=BY, at=AT) == 1
