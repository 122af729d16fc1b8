"""What the page of one invoice shows, put in order and in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from comptoir.billing.difference import PARTS_BY_CARD
from comptoir.billing.explaining import explain_difference
from comptoir.billing.models import Invoice, InvoiceLine
from comptoir.portal.words import GROUPS, name_of_line, signed
from comptoir.web import formats
from comptoir.web.words import sentence


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with its words; `quantity` is written with its unit."""

    line: InvoiceLine
    name: str
    quantity: str


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one kind and what they come to."""

    label: str | Promise
    lines: Sequence[ShownLine]
    micro: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a difference: its sentence, its amount, and whether cards stand behind it."""

    key: str
    sentence: str
    change: str
    by_card: bool


def invoice_groups(invoice: Invoice, lines: Sequence[InvoiceLine]) -> list[Group]:
    """The lines, kind by kind in the order of the document."""
    groups = []
    for kind, label in GROUPS.items():
        own = [line for line in lines if line.kind == kind]
        if own:
            shown = [ShownLine(line, name_of_line(line), quantity_of(line)) for line in own]
            groups.append(Group(label, shown, sum(line.amount_micro for line in own)))
    return groups


def quantity_of(line: InvoiceLine) -> str:
    """How much, where that says something."""
    if line.kind == "usage" or (line.kind == "recurring" and line.quantity > 0):
        return formats.quantity(line.quantity, line.unit)
    return ""


def difference_parts(invoice: Invoice) -> list[Part]:
    """The parts that sum to the difference, each as a sentence."""
    return [
        Part(
            key := step.message.split(".")[2],
            sentence(step),
            signed(invoice.difference[key]["micro"]),
            key in PARTS_BY_CARD,
        )
        for step in explain_difference(invoice).steps
    ]


def vat_rows(invoice: Invoice) -> list[dict[str, Any]]:
    """Base and VAT by rate, the rate as a number."""
    return [{**row, "rate": formats.forms().percent(Decimal(row["rate"]))} for row in invoice.vat_lines]
