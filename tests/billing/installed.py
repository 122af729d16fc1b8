"""Roles of an installation of its own, each a process that may be killed: build a world, bill it, tell what is there.

python -m tests.billing.installed build|first|bill|state [before|after]
"""

import json
import os
import signal
import sys
from datetime import UTC, date, datetime
from typing import Any

import django
import numpy as np
import pyarrow as pa

AT = datetime(2026, 11, 5, tzinfo=UTC)
PERIODS = ("2026-09", "2026-10")
CALLS = 300


def main() -> None:
    django.setup()
    role, *death = sys.argv[1:]
    if death:
        _die_at_first_writing_commit(after=death[0] == "after")
    sys.stdout.write(json.dumps({"build": _build, "first": _first, "bill": _bill, "state": _state}[role]()))


def _die_at_first_writing_commit(*, after: bool) -> None:
    """Kills this process with -9 at its first commit that wrote something, just before or just after it."""
    from django.db import connection
    from django.db.backends.base.base import BaseDatabaseWrapper

    commit = BaseDatabaseWrapper._commit
    wrote = False

    def noticing(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal wrote
        wrote = wrote or sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
        return execute(sql, *rest)

    def dying(self: Any) -> Any:
        if wrote and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        done = commit(self)
        if wrote:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    BaseDatabaseWrapper._commit = dying
    connection.execute_wrappers.append(noticing)


def _build() -> dict[str, int]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return {"lines": sum(len(firm.lines) for firm in two_firms())}


def two_firms() -> list[Any]:
    """Two customers with cards, a discount, and two months of raw usage in the lake."""
    from comptoir.billing.actions.one_offs import ChargeSpec, add_charges
    from comptoir.catalogue.actions.offerings import OfferingSpec, adopt_tariff, offer
    from comptoir.catalogue.actions.operators import OperatorSpec, describe_operator
    from comptoir.rating.reference import destinations, document
    from tests.portal.world import PLANS, ROOT, START, _firm

    spec = OperatorSpec(
        name="Northwind Telecom", email="care@northwind.example", iban="BE71096123456769", bic="GKCCBEBB",
        vat_number="BE0403019261",
    )  # fmt: skip
    describe_operator(spec, by=ROOT, at=AT)
    texts = {"document": document(), "destinations": destinations()}
    adopt_tariff(code="northwind", from_on=date(2018, 1, 1), by=ROOT, at=AT, **texts)
    for code, (kind, price) in PLANS.items():
        offer(OfferingSpec(code, "plan", price, date(2018, 1, 1), plan_kind=kind), by=ROOT, at=AT)
    firms = [_firm("lumen", "LUMEN Bakeries NV", 6), _firm("borealis", "BOREALIS Freight SA", 3)]
    charge = ChargeSpec(firms[0].account, "discount", "loyalty", START, -5_000_000, names={"en": "Loyalty"})
    add_charges([charge], by=ROOT, at=AT)
    for period in PERIODS:
        for firm in firms:
            _usage(firm, period)
    return firms


def _usage(firm: Any, period: str) -> None:
    from django.conf import settings

    from comptoir.lake.files import write
    from comptoir.lake.schemas import USAGE_SORT
    from comptoir.manifest.actions.publications import publish
    from comptoir.rating.schema import RECORDS

    random = np.random.default_rng(int(period[-2:]) + firm.account.pk)
    kind = random.choice([1, 2, 4], CALLS)
    quantity = np.where(kind == 1, random.integers(0, 900, CALLS), np.where(kind == 4, 3_000_000, 1))
    started = np.datetime64(f"{period}-01T10", "us") + (random.integers(0, 28 * 86_400, CALLS) * 1_000_000)
    columns = {
        "record_id": random.integers(1, 2**60, CALLS),
        "customer_id": np.full(CALLS, firm.customer.pk),
        "billing_account_id": np.full(CALLS, firm.account.pk),
        "line_id": np.array([line.pk for line in firm.lines if line.from_on <= date(2026, 9, 1)])[
            random.integers(0, 2, CALLS)
        ],
        "started_at": started,
        "kind": kind.astype("int8"),
        "direction": np.zeros(CALLS, "int8"),
        "quantity": quantity,
        "called": np.where(kind == 4, 0, 32_470_000_000 + random.integers(0, 9_999_999, CALLS)),
        "visited": np.full(CALLS, "BE"),
        "batch_id": np.ones(CALLS, "int64"),
    }
    table = pa.table({field.name: pa.array(columns[field.name], field.type) for field in RECORDS}, schema=RECORDS)
    bucket = firm.account.pk % settings.LAKE_BUCKETS
    entry = write(settings.LAKE_ROOT, "raw", period, bucket, table, RECORDS, USAGE_SORT)
    publish(key=f"{period}:{firm.account.pk}", add=[entry], at=AT, reason="intake")


def _first() -> dict[str, str]:
    return _bill(PERIODS[:1])


def _bill(periods: tuple[str, ...] = PERIODS) -> dict[str, str]:
    from comptoir.billing.actions.runs import bill_month
    from comptoir.kernel.periods import Month
    from tests.portal.world import ROOT

    return {period: str(bill_month(Month.parse(period), by=ROOT, at=AT).state) for period in periods}


def _state() -> dict[str, Any]:
    """Everything that billing left, without ids and file names: equal states print equal texts."""
    from comptoir.audit.models import AuditEvent
    from comptoir.billing.models import BillRun, Invoice, InvoiceLine
    from comptoir.manifest.queries import live
    from comptoir.usage.models import ClosedPeriod

    invoices = Invoice.objects.order_by("number").values_list(
        "number", "period", "total_micro", "vat_micro", "structured_communication", "difference", "pdf_digest",
        "billing_account__code",
    )  # fmt: skip
    lines = InvoiceLine.objects.order_by("invoice__number", "position").values_list(
        "invoice__number", "position", "key", "quantity", "exact_micro", "amount_micro", "values"
    )
    entries = live("raw", "rated", "rollup", "charges", "standard").entries
    return {
        "invoices": [list(row) for row in invoices],
        "lines": [list(row) for row in lines],
        "files": sorted([entry.dataset, entry.period, entry.bucket, entry.rows, dict(entry.sums)] for entry in entries),
        "runs": [list(row) for row in BillRun.objects.order_by("period").values_list("period", "state", "totals")],
        "closed": list(ClosedPeriod.objects.values_list("period", flat=True)),
        "events": list(
            AuditEvent.objects.filter(verb__startswith="bill_run.").order_by("pk").values_list("verb", flat=True)
        ),
    }


if __name__ == "__main__":
    main()
