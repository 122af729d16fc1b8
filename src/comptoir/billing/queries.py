"""Scoped reads of invoices, lines, and of what stands behind a line. The first argument is who asks."""

from typing import Any

import pyarrow as pa
from django.db.models import Count, Max, Q, QuerySet

from comptoir.access.capabilities import INVOICES_VIEW
from comptoir.billing.models import BillRun, Invoice, InvoiceLine, LineQuestion
from comptoir.inventory.models import Line
from comptoir.kernel.sorting import sort_key
from comptoir.manifest.queries import live
from comptoir.manifest.reading import lake
from comptoir.scope.actor import Actor

CARDS_OF_CHARGE_SQL = """
SELECT line_id, sum(days)::BIGINT AS days, sum(quantity)::BIGINT AS quantity,
       sum(amount_micro)::BIGINT AS micro, min(unit_micro) AS unit_micro,
       min(from_on) AS from_on, max(to_on) AS to_on, count(*)::BIGINT AS items
FROM charges WHERE billing_account_id = $account AND invoice_line_key = $key
GROUP BY line_id ORDER BY micro DESC, line_id LIMIT $limit OFFSET $offset
"""
CARDS_OF_USAGE_SQL = """
SELECT line_id, sum(records)::BIGINT AS records, sum(quantity)::BIGINT AS quantity,
       sum(charged_quantity)::BIGINT AS charged, sum(bundle_quantity)::BIGINT AS bundled,
       sum(amount_micro)::BIGINT AS micro
FROM rollup WHERE billing_account_id = $account AND category = $category
GROUP BY line_id ORDER BY micro DESC, line_id LIMIT $limit OFFSET $offset
"""


def invoices(actor: Actor) -> "QuerySet[Any]":
    """Issued invoices that `actor` may see, newest first; one query with what a table shows."""
    return (
        Invoice.objects.visible_to(actor, INVOICES_VIEW)
        .filter(number__isnull=False)
        .select_related("billing_account", "customer")
        .order_by("-issued_on", "-number")
    )


def invoice(actor: Actor, number: str) -> Invoice:
    """One invoice by its number; raises Invoice.DoesNotExist when there is none that `actor` may see."""
    found: Invoice = invoices(actor).select_related("previous").get(number=number)
    return found


def invoice_lines(actor: Actor, invoice: Invoice) -> "QuerySet[Any]":
    """The lines of an invoice, each with the number of questions asked about it."""
    return (
        InvoiceLine.objects.visible_to(actor, INVOICES_VIEW)
        .filter(invoice=invoice)
        .annotate(question_count=Count("questions"))
        .order_by("position")
    )


def invoice_line(actor: Actor, number: str, position: int) -> InvoiceLine:
    """One line; raises InvoiceLine.DoesNotExist when there is none that `actor` may see."""
    lines = InvoiceLine.objects.visible_to(actor, INVOICES_VIEW).select_related("invoice")
    found: InvoiceLine = lines.get(invoice__number=number, position=position)
    return found


def cards_of_line(line: InvoiceLine, *, limit: int, offset: int = 0) -> list[dict[str, Any]]:
    """Which cards make up a line, the dearest first: rows of the charges or of the rollup, with the card."""
    account = line.invoice.billing_account_id
    dataset, sql, values = _source(line)
    entries = live(dataset, periods=[line.invoice.period], accounts=[account]).entries
    if not entries:
        return []
    values |= {"account": account, "limit": limit, "offset": offset}
    rows = lake().query(sql, {dataset: entries}, values).to_pylist()
    return _with_cards(rows)


def count_cards_of_line(line: InvoiceLine) -> int:
    """How many cards make up a line."""
    account = line.invoice.billing_account_id
    dataset, _, values = _source(line)
    entries = live(dataset, periods=[line.invoice.period], accounts=[account]).entries
    if not entries:
        return 0
    condition = "invoice_line_key = $key" if dataset == "charges" else "category = $category"
    table: pa.Table = lake().query(
        f"SELECT count(DISTINCT line_id)::BIGINT AS cards FROM {dataset}"
        f" WHERE billing_account_id = $account AND {condition}",
        {dataset: entries},
        values | {"account": account},
    )
    return int(table.to_pylist()[0]["cards"])


def category_of(line: InvoiceLine) -> int | None:
    """The usage category of a usage line."""
    return int(line.key.split(":")[1]) if line.kind == "usage" else None


def _source(line: InvoiceLine) -> tuple[str, str, dict[str, Any]]:
    if line.kind == "usage":
        return "rollup", CARDS_OF_USAGE_SQL, {"category": category_of(line)}
    return "charges", CARDS_OF_CHARGE_SQL, {"key": line.key}


def _with_cards(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    cards = Line.objects.select_related("cost_centre").in_bulk([row["line_id"] for row in rows])
    return [{**row, "card": cards.get(row["line_id"])} for row in rows]


def evolution(actor: Actor, *, periods: int = 24) -> list[dict[str, Any]]:
    """Invoiced per period, oldest first: {period, net_micro, total_micro, invoices}."""
    rows: dict[str, dict[str, Any]] = {}
    for period, net, total in invoices(actor).order_by().values_list("period", "net_micro", "total_micro"):
        row = rows.setdefault(period, {"period": period, "net_micro": 0, "total_micro": 0, "invoices": 0})
        row["net_micro"] += net
        row["total_micro"] += total
        row["invoices"] += 1
    return [rows[period] for period in sorted(rows)][-periods:]


def questions(actor: Actor) -> "QuerySet[Any]":
    """Questions on invoices that `actor` may see, the latest word first."""
    return (
        LineQuestion.objects.visible_to(actor, INVOICES_VIEW)
        .select_related("invoice__billing_account", "invoice__customer", "line", "asked_by")
        .annotate(last_at=Max("messages__at"))
        .order_by("-last_at", "-pk")
    )


def search(actor: Actor, text: str, limit: int = 8) -> list[Invoice]:
    """Invoices whose number, structured communication or account contains `text`."""
    digits = "".join(char for char in text if char.isdigit())
    wanted = Q(number__icontains=text.strip()) | Q(billing_account__code__iexact=text.strip())
    if len(digits) >= 6:
        wanted |= Q(structured_communication__contains=digits)
    if len(text.strip()) >= 3:
        wanted |= Q(customer__sort_name__contains=sort_key(text))
    return list(invoices(actor).filter(wanted)[:limit])


def runs() -> "QuerySet[BillRun]":
    """Bill runs, newest first; the operator's own, not a customer's."""
    return BillRun.objects.annotate(invoice_count=Count("invoices")).order_by("-period", "-pk")
