"""Bill runs through their actions: what they refuse, what a trial leaves, what reconciliation notices."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db.models import F

from comptoir.billing.actions.runs import UnableToBill, bill_month, make_documents, open_run, try_month
from comptoir.billing.models import BillRun, Invoice, InvoiceLine
from comptoir.billing.reconciliation import reconcile
from comptoir.catalogue.models import Operator
from comptoir.kernel.periods import Month
from comptoir.manifest.models import LakeFile
from comptoir.scope.actor import Channel, system
from comptoir.scope.authorize import NotAuthorized
from tests.billing.installed import AT, two_firms
from tests.portal.world import ROOT

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER = Month.parse("2026-09"), Month.parse("2026-10")


@pytest.fixture
def firms() -> list[Any]:
    return two_firms()


@pytest.fixture
def billed(firms: list[Any]) -> BillRun:
    return bill_month(SEPTEMBER, by=ROOT, at=AT)


def refused(month: Month, at: datetime = AT) -> str:
    with pytest.raises(UnableToBill) as error:
        open_run(month, by=ROOT, at=at)
    return error.value.message


def test_a_month_that_is_not_over_is_refused(firms: list[Any]) -> None:
    assert refused(OCTOBER, datetime(2026, 10, 31, 22, 59, tzinfo=UTC)) == "billing.period_not_closed"
    assert not BillRun.objects.exists()


def test_a_month_is_over_at_midnight_in_brussels(firms: list[Any]) -> None:
    assert open_run(OCTOBER, by=ROOT, at=datetime(2026, 10, 31, 23, 0, tzinfo=UTC)).state == "open"


def test_a_month_without_a_tariff_is_refused(firms: list[Any]) -> None:
    assert refused(Month.parse("2017-12")) == "billing.no_tariff"


@pytest.mark.parametrize("missing", ["iban", "vat_number"])
def test_no_number_is_given_before_invoices_can_say_whom_to_pay(firms: list[Any], missing: str) -> None:
    Operator.objects.update(**{missing: "BE00"})
    assert refused(SEPTEMBER) == f"billing.operator_{missing}"
    assert not BillRun.objects.exists()


def test_months_are_billed_in_order(billed: BillRun) -> None:
    assert refused(Month.parse("2026-08")) == "billing.later_period_billed"


def test_the_next_month_waits_for_a_run_that_stopped(firms: list[Any]) -> None:
    open_run(SEPTEMBER, by=ROOT, at=AT)
    assert refused(OCTOBER) == "billing.run_unfinished"


def test_only_the_billing_desk_runs_bills(firms: list[Any]) -> None:
    with pytest.raises(NotAuthorized):
        bill_month(SEPTEMBER, by=system("a visitor", Channel.COMMAND), at=AT)


@pytest.mark.clause("B-02")
def test_a_second_run_is_the_first_one(billed: BillRun) -> None:
    numbers = list(Invoice.objects.order_by("pk").values_list("number", "pdf_digest"))
    again = bill_month(SEPTEMBER, by=ROOT, at=AT)
    assert again.pk == billed.pk
    assert list(Invoice.objects.order_by("pk").values_list("number", "pdf_digest")) == numbers


@pytest.mark.clause("B-02")
def test_a_trial_says_what_the_run_will_bill_and_leaves_nothing(firms: list[Any]) -> None:
    files = set(Path(settings.LAKE_ROOT).rglob("*.parquet"))
    tried = try_month(SEPTEMBER, by=ROOT, at=AT)
    assert not Invoice.objects.exists()
    assert set(Path(settings.LAKE_ROOT).rglob("*.parquet")) == files
    billed = bill_month(SEPTEMBER, by=ROOT, at=AT)
    assert {name: tried.totals[name] for name in ("invoices", "lines", "net_micro", "total_micro")} == {
        name: billed.totals[name] for name in ("invoices", "lines", "net_micro", "total_micro")
    }


@pytest.mark.clause("B-09")
def test_records_and_remainder_are_the_line_and_lines_are_the_invoice(billed: BillRun) -> None:
    assert billed.reconciliation["reconciled"] is True
    for invoice in Invoice.objects.all():
        lines = list(invoice.lines.all())
        assert sum(line.amount_micro for line in lines) == invoice.net_micro
        assert all(line.exact_micro == line.amount_micro + line.remainder_micro for line in lines)


@pytest.mark.clause("B-09")
def test_one_altered_record_is_noticed(billed: BillRun) -> None:
    file = LakeFile.objects.filter(dataset="rated", retired_in=None).first()
    assert file is not None
    path = Path(settings.LAKE_ROOT) / file.path
    table = pq.read_table(path)
    amounts = table["amount_micro"].to_pylist()
    amounts[7] += 1
    index = table.column_names.index("amount_micro")
    pq.write_table(table.set_column(index, table.schema.field(index), pa.array(amounts, pa.int64())), path)
    report = reconcile(billed)
    assert not report.reconciled
    assert {"file", "line"} <= {difference["check"] for difference in report.differences}


@pytest.mark.clause("B-09")
def test_an_altered_line_is_noticed(billed: BillRun) -> None:
    line = InvoiceLine.objects.filter(kind="usage").first()
    assert line is not None
    changed = {"exact_micro": F("exact_micro") + 10_000, "amount_micro": F("amount_micro") + 10_000}
    InvoiceLine.objects.filter(pk=line.pk).update(**changed)
    assert {difference["check"] for difference in reconcile(billed).differences} == {"line", "invoice"}


@pytest.mark.clause("B-03", "B-09")
def test_a_missing_number_is_noticed(billed: BillRun) -> None:
    last = Invoice.objects.order_by("-number").first()
    assert last is not None
    Invoice.objects.filter(pk=last.pk).update(number="2026-000009")
    assert "numbers" in {difference["check"] for difference in reconcile(billed).differences}


@pytest.mark.clause("B-09")
def test_another_document_in_its_place_is_noticed(billed: BillRun) -> None:
    first, second = Invoice.objects.order_by("number")[:2]
    folder = Path(settings.DOCUMENTS_ROOT)
    (folder / first.pdf_path).write_bytes((folder / second.pdf_path).read_bytes())
    assert {difference["check"] for difference in reconcile(billed).differences} == {"document"}


@pytest.mark.clause("B-04")
def test_a_lost_document_is_made_again_byte_by_byte(billed: BillRun) -> None:
    before = list(Invoice.objects.order_by("pk").values_list("pdf_digest", flat=True))
    Invoice.objects.update(pdf_path="", pdf_digest="")
    assert make_documents(billed) == len(before)
    assert list(Invoice.objects.order_by("pk").values_list("pdf_digest", flat=True)) == before


@pytest.mark.clause("D-01")
def test_the_parts_of_the_difference_sum_to_it(billed: BillRun) -> None:
    bill_month(OCTOBER, by=ROOT, at=AT)
    for invoice in Invoice.objects.filter(period="2026-10"):
        assert invoice.previous is not None
        parts = sum(part["micro"] for part in invoice.difference.values())
        assert parts == invoice.total_micro - invoice.previous.total_micro
