"""From charges and rated usage to invoice lines: grouped by key, summed exactly, rounded once.

Pure but for the lake's answer. Every sum here is one SQL statement over the files that the run published.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pyarrow as pa

from comptoir.kernel.money import round_micro_to_cent
from comptoir.rating.schema import Category

CHARGE_LINES_SQL = """
SELECT billing_account_id, invoice_line_key AS key, min(kind) AS kind, min(code) AS code,
       sum(quantity)::BIGINT AS quantity, min(vat_code) AS vat_code,
       CASE WHEN min(unit_micro) = max(unit_micro) THEN min(unit_micro) END AS unit_micro,
       sum(amount_micro)::BIGINT AS exact_micro
FROM charges GROUP BY billing_account_id, invoice_line_key
"""
USAGE_LINES_SQL = """
SELECT billing_account_id, category, sum(records)::BIGINT AS records, sum(quantity)::BIGINT AS quantity,
       sum(charged_quantity)::BIGINT AS charged, sum(bundle_quantity)::BIGINT AS bundled,
       sum(amount_micro)::BIGINT AS exact_micro
FROM rollup GROUP BY billing_account_id, category
"""
KIND_ORDER = {"recurring": 0, "usage": 1, "one_off": 2, "discount": 3, "credit": 4}
UNITS = {"voice": "seconds", "sms": "messages", "mms": "messages", "data": "bytes"}

#: The words of (billing account, code) for what one account alone is charged; of (None, code) for an offering.
Names: TypeAlias = Mapping[tuple[int | None, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line before it stands on an invoice. `amount_micro` is whole cents; the rest is `remainder_micro`."""

    kind: str
    key: str
    code: str
    quantity: int
    unit: str
    unit_micro: int | None
    exact_micro: int
    vat_code: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def amount_micro(self) -> int:
        return round_micro_to_cent(self.exact_micro)

    @property
    def remainder_micro(self) -> int:
        return self.exact_micro - self.amount_micro


def drafts_by_account(charges: pa.Table, usage: pa.Table, names: Names) -> dict[int, list[LineDraft]]:
    """Lines of each billing account, in the order of the invoice."""
    found: dict[int, list[LineDraft]] = {}
    for row in charges.to_pylist():
        found.setdefault(row["billing_account_id"], []).append(_charge_line(row, names))
    for row in usage.to_pylist():
        found.setdefault(row["billing_account_id"], []).append(_usage_line(row))
    return {account: sorted(lines, key=_order) for account, lines in sorted(found.items())}


def net_of(lines: Iterable[LineDraft]) -> int:
    """What the lines sum to, VAT excluded."""
    return sum(line.amount_micro for line in lines)


def vat_amounts(lines: Sequence[LineDraft]) -> list[tuple[str, int]]:
    return [(line.vat_code, line.amount_micro) for line in lines]


def unit_of(category: int) -> str:
    """The unit of a usage category's quantities."""
    name = Category(category).name.lower()
    return next((unit for kind, unit in UNITS.items() if name.endswith(kind)), "seconds")


def _order(line: LineDraft) -> tuple[int, str]:
    return KIND_ORDER[line.kind], line.key


def _charge_line(row: Mapping[str, Any], names: Names) -> LineDraft:
    parts = row["key"].split(":")
    own = names.get((row["billing_account_id"], row["code"])) or names.get((None, row["code"]), {})
    values: dict[str, Any] = {"names": dict(own)}
    if row["kind"] == "recurring":
        values |= {"month": parts[-1], "correction": parts[0] == "correction"}
    return LineDraft(
        kind=row["kind"],
        key=row["key"],
        code=row["code"],
        quantity=row["quantity"],
        unit="cards" if row["kind"] == "recurring" else "pieces",
        unit_micro=row["unit_micro"],
        exact_micro=row["exact_micro"],
        vat_code=row["vat_code"],
        values=values,
    )


def _usage_line(row: Mapping[str, Any]) -> LineDraft:
    category = Category(row["category"])
    return LineDraft(
        kind="usage",
        key=f"usage:{category.value:02d}",
        code=category.name.lower(),
        quantity=row["quantity"],
        unit=unit_of(category.value),
        unit_micro=None,
        exact_micro=row["exact_micro"],
        vat_code="standard",
        values={"records": row["records"], "charged": row["charged"], "bundled": row["bundled"]},
    )
