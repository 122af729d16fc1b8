"""Turns a run's published charges and usage into draft invoices: every sum is asked of the lake once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from comptoir.billing.difference import DIFFERENCE_SQL, parts_of
from comptoir.billing.lines import (
    CHARGE_LINES_SQL,
    USAGE_LINES_SQL,
    LineDraft,
    Names,
    drafts_by_account,
    net_of,
    vat_amounts,
)
from comptoir.billing.models import BillRun, Invoice, InvoiceLine, OneOff
from comptoir.billing.party_data import document_of
from comptoir.billing.vat import VatLine, vat_lines
from comptoir.catalogue.models import Offering
from comptoir.catalogue.operator import current_operator
from comptoir.kernel.periods import Month
from comptoir.lake.entry import Entry
from comptoir.manifest.queries import live
from comptoir.manifest.reading import lake
from comptoir.parties.models import BillingAccount
from comptoir.scope.contract import terms_on

BATCH = 1_000


def sums_of(charges: Sequence[Entry], rollups: Sequence[Entry]) -> tuple[pa.Table, pa.Table]:
    """What each line of each account sums to: (charges by key, usage by category)."""
    asked = lake()
    return (
        asked.query(CHARGE_LINES_SQL, {"charges": charges}),
        asked.query(USAGE_LINES_SQL, {"rollup": rollups}),
    )


def line_drafts(charges: Sequence[Entry], rollups: Sequence[Entry]) -> dict[int, list[LineDraft]]:
    """The lines of each billing account."""
    return drafts_by_account(*sums_of(charges, rollups), _names())


def vat_percents(on: date) -> dict[str, Any]:
    """VAT rates in force on a day, by code."""
    section = terms_on(on).under("billing.vat")
    return {key.rsplit(".", 1)[-1]: term.percent for key, term in section.items()}


def save_drafts(run: BillRun, charges: Sequence[Entry], rollups: Sequence[Entry]) -> int:
    """Writes the run's draft invoices and lines; how many. The caller's transaction makes it all or nothing."""
    month = Month.parse(run.period)
    drafts = line_drafts(charges, rollups)
    issued_on = month.plus(1).first_day
    percents = vat_percents(issued_on)
    accounts = BillingAccount.objects.select_related("customer", "payment_agreement").in_bulk(list(drafts))
    operator = current_operator()
    invoices = []
    for account_id, lines in drafts.items():
        vat = vat_lines(vat_amounts(lines), percents)
        account = accounts[account_id]
        invoices.append(_invoice(run, account, lines, vat, issued_on, document_of(account, operator)))
    saved = Invoice.objects.bulk_create(invoices, batch_size=BATCH)
    rows = [
        _line(invoice, position, draft)
        for invoice in saved
        for position, draft in enumerate(drafts[invoice.billing_account_id], start=1)
    ]
    InvoiceLine.objects.bulk_create(rows, batch_size=BATCH)
    explain_differences(run, saved, charges, rollups)
    return len(saved)


def _names() -> Names:
    """What offerings are called, and what each account's one-offs are: another account's words are never used."""
    offerings = Offering.objects.values_list("code", "names")
    one_offs = OneOff.objects.values_list("billing_account_id", "code", "names")
    names: dict[tuple[int | None, str], Mapping[str, str]] = {(None, code): words for code, words in offerings}
    return names | {(account, code): words for account, code, words in one_offs}


def _invoice(
    run: BillRun,
    account: BillingAccount,
    lines: Sequence[LineDraft],
    vat: Sequence[VatLine],
    issued_on: date,
    document: dict[str, Any],
) -> Invoice:
    net, tax = net_of(lines), sum(line.vat_micro for line in vat)
    return Invoice(
        scope_id=account.scope_id,
        run=run,
        billing_account=account,
        customer_id=account.customer_id,
        series=str(issued_on.year),
        period=run.period,
        issued_on=issued_on,
        due_on=terms_on(issued_on)["billing.payment_due"].after(issued_on),
        net_micro=net,
        vat_micro=tax,
        total_micro=net + tax,
        vat_lines=[
            {
                "code": line.code,
                "rate": str(line.percent),
                "base_micro": line.base_micro,
                "vat_micro": line.vat_micro,
            }
            for line in vat
        ],
        document=document,
    )


def _line(invoice: Invoice, position: int, draft: LineDraft) -> InvoiceLine:
    return InvoiceLine(
        invoice=invoice,
        position=position,
        kind=draft.kind,
        key=draft.key,
        code=draft.code,
        values=draft.values,
        quantity=draft.quantity,
        unit=draft.unit,
        unit_micro=draft.unit_micro,
        exact_micro=draft.exact_micro,
        amount_micro=draft.amount_micro,
        remainder_micro=draft.remainder_micro,
        vat_code=draft.vat_code,
    )


def explain_differences(
    run: BillRun, invoices: Sequence[Invoice], charges: Sequence[Entry], rollups: Sequence[Entry]
) -> None:
    """Notes on each invoice why it differs from the account's invoice of the month before."""
    before = str(Month.parse(run.period).plus(-1))
    previous = {
        invoice.billing_account_id: invoice
        for invoice in Invoice.objects.filter(period=before, kind="invoice", run__trial=False)
    }
    if not previous:
        return
    snapshot = live("charges", "rollup", periods=[before])
    rows = lake().query(
        DIFFERENCE_SQL,
        {
            "charges_before": snapshot.of("charges"),
            "charges_now": charges,
            "rollup_before": snapshot.of("rollup"),
            "rollup_now": rollups,
        },
    )
    by_account: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows.to_pylist():
        by_account.setdefault(row["account"], []).append(row)
    changed = []
    for invoice in invoices:
        last = previous.get(invoice.billing_account_id)
        if last is None:
            continue
        invoice.previous = last
        invoice.difference = parts_of(
            by_account.get(invoice.billing_account_id, []),
            net_change=invoice.net_micro - last.net_micro,
            vat_change=invoice.vat_micro - last.vat_micro,
        )
        changed.append(invoice)
    Invoice.objects.bulk_update(changed, ["previous", "difference"], batch_size=BATCH)
