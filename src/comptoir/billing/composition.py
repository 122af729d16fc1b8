"""What an invoice line, or a part of a difference, is made of: cards, with exact amounts, a page at a time.

The rows come from the files of the invoice's own billing account and period: whoever may see the invoice may
see them. A card is named as it was then; what it is called today is added only for who may see it today.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from comptoir.billing.difference import CARDS_OF_PART_SQL, PARTS_BY_CARD
from comptoir.billing.models import Invoice, InvoiceLine
from comptoir.inventory.queries import CardName, card_names
from comptoir.kernel.periods import Month
from comptoir.manifest.reading import lake, reading
from comptoir.manifest.snapshot import Snapshot
from comptoir.scope.actor import Actor

CARDS_OF_CHARGE_SQL = """
SELECT line_id, sum(days)::BIGINT AS days, sum(quantity)::BIGINT AS quantity,
       sum(amount_micro)::BIGINT AS micro, min(unit_micro) AS unit_micro,
       min(from_on) AS from_on, max(to_on) AS to_on, count(*)::BIGINT AS items
FROM charges WHERE billing_account_id = $account AND invoice_line_key = $key
GROUP BY line_id
"""
CARDS_OF_USAGE_SQL = """
SELECT line_id, sum(records)::BIGINT AS records, sum(quantity)::BIGINT AS quantity,
       sum(charged_quantity)::BIGINT AS charged, sum(bundle_quantity)::BIGINT AS bundled,
       sum(amount_micro)::BIGINT AS micro
FROM rollup WHERE billing_account_id = $account AND category = $category
GROUP BY line_id
"""
SORTS = ("micro", "quantity", "records", "days", "bundled", "line_id")


@dataclass(frozen=True, slots=True)
class Cards:
    """One page of cards: rows with `card` (a CardName), how many there are, and what all of them sum to."""

    rows: list[dict[str, Any]]
    total: int
    micro: int


def cards_of_line(
    actor: Actor, line: InvoiceLine, *, limit: int, offset: int = 0, sort: str = "micro", descending: bool = True
) -> Cards:
    """Which cards make up a line of an invoice that `actor` was shown, the dearest first. `line.invoice` is read."""
    dataset, inner, values = _source(line)
    by = sort if sort in SORTS and sort in inner else "micro"
    sql = (
        f"WITH cards AS ({inner}) SELECT *, count(*) OVER ()::BIGINT AS total,"
        f" (sum(micro) OVER ())::BIGINT AS whole FROM cards"
        f" ORDER BY {by} {'DESC' if descending else 'ASC'}, line_id LIMIT $limit OFFSET $offset"
    )
    values |= {"account": line.invoice.billing_account_id, "limit": limit, "offset": offset}

    def ask(snapshot: Snapshot) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = lake().query(sql, {dataset: snapshot.of(dataset)}, values).to_pylist()
        return rows

    rows = _reading_invoice(ask, line.invoice, dataset)
    first = rows[0] if rows else {"total": 0, "whole": 0}
    return Cards(_named(actor, line.invoice, rows), int(first["total"]), int(first["whole"]))


def cards_of_part(actor: Actor, invoice: Invoice, part: str, *, limit: int, offset: int = 0) -> list[dict[str, Any]]:
    """Which cards a part of a difference comes from, the largest first. `invoice.previous` is read."""
    if part not in PARTS_BY_CARD or invoice.previous is None:
        return []
    now, before = invoice.period, invoice.previous.period
    values = {"account": invoice.billing_account_id, "part": part, "limit": limit, "offset": offset}

    def ask(snapshot: Snapshot) -> list[dict[str, Any]]:
        views = {
            f"{dataset}_{side}": [e for e in snapshot.of(dataset) if e.period == period]
            for dataset in ("charges", "rollup")
            for side, period in (("before", before), ("now", now))
        }
        rows: list[dict[str, Any]] = lake().query(CARDS_OF_PART_SQL, views, values).to_pylist()
        return rows

    accounts = [invoice.billing_account_id]
    rows = reading(ask, "charges", "rollup", periods=[before, now], accounts=accounts)
    return _named(actor, invoice, rows)


def category_of(line: InvoiceLine) -> int | None:
    """The usage category of a usage line."""
    return int(line.key.split(":")[1]) if line.kind == "usage" else None


def _source(line: InvoiceLine) -> tuple[str, str, dict[str, Any]]:
    if line.kind == "usage":
        return "rollup", CARDS_OF_USAGE_SQL, {"category": category_of(line)}
    return "charges", CARDS_OF_CHARGE_SQL, {"key": line.key}


def _reading_invoice(ask: Any, invoice: Invoice, *datasets: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reading(
        ask, *datasets, periods=[invoice.period], accounts=[invoice.billing_account_id]
    )
    return found


def _named(actor: Actor, invoice: Invoice, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = [row["line_id"] for row in rows if row["line_id"]]
    names: dict[int, CardName] = card_names(actor, ids, Month.parse(invoice.period).dates, invoice.customer_id)
    return [{**row, "card": names.get(row["line_id"])} for row in rows]
