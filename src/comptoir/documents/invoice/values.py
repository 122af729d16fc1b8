"""An invoice as plain values: what stands on the document, nothing that must be looked up.

Amounts are Decimal in whole cents and exclude VAT unless named otherwise. A document whose figures do not add
up is refused before it is drawn (`InvoiceDoesNotAdd`, B-09).
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from comptoir.documents.brand import Brand
from comptoir.documents.typesetting import Attachment
from comptoir.kernel.periods import DatePeriod

Kind = Literal["invoice", "credit_note"]
Group = Literal["recurring", "usage", "one_off", "discount", "credit"]
Unit = Literal["months", "days", "pieces", "calls", "messages", "minutes", "seconds", "bytes", "megabytes", "gigabytes"]
Standing = Literal["official", "paper_copy", "information"]
"""The legal document itself; the copy of a paper invoice (B-04, II 3.1.1); or billing data shown (U-09)."""
VatReason = Literal["", "reverse_charge", "exempt", "outside_scope"]

GROUPS: tuple[Group, ...] = ("recurring", "usage", "one_off", "discount", "credit")
_CENT = Decimal("0.01")


class InvoiceDoesNotAdd(ValueError):
    """Lines, VAT and total of an invoice contradict each other, or an amount is not in whole cents."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much of what; seconds are shown as a time and bytes as MB (10^6) or GB (10^9)."""

    value: Decimal
    unit: Unit


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `note` is a second, smaller row (a late record's own date, a clause)."""

    group: Group
    description: str
    amount: Decimal
    vat_rate: Decimal
    quantity: Quantity | None = None
    unit_price: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class VatLine:
    """VAT of one rate (in percent); `note` adds the operator's own legal words to the reason's."""

    rate: Decimal
    taxable: Decimal
    vat: Decimal
    reason: VatReason = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line within the details of a SIM card."""

    description: str
    amount: Decimal
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What one SIM card cost: its number as people write it, who uses it, its cost centre."""

    number: str
    lines: tuple[CardLine, ...]
    user: str = ""
    cost_centre: str = ""

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class Buyer:
    """To whom the invoice goes; the address is given line by line, as on an envelope."""

    name: str
    address: tuple[str, ...]
    vat_number: str = ""
    customer_number: str = ""
    billing_account: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """How it is paid: by transfer with a structured communication (any way of writing it), or collected."""

    structured_communication: str = ""
    collected_on: date | None = None
    mandate: str = ""


@dataclass(frozen=True, slots=True)
class Invoice:
    """The whole document. Totals are not given but follow from `vat_lines`, so they cannot contradict them.

    Of a credit note all amounts are negative and `corrects` names the invoice that it corrects.
    """

    number: str
    issued_on: date
    due_on: date
    period: DatePeriod
    brand: Brand
    buyer: Buyer
    lines: tuple[Line, ...]
    vat_lines: tuple[VatLine, ...]
    settlement: Settlement = field(default_factory=Settlement)
    kind: Kind = "invoice"
    standing: Standing = "official"
    currency: str = "EUR"
    corrects: str = ""
    remarks: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        if not self.number.strip():
            raise ValueError("An invoice has a number.")
        _in_cents(self)
        _lines_meet_vat(self)

    @property
    def net(self) -> Decimal:
        """Total excluding VAT."""
        return sum((line.taxable for line in self.vat_lines), Decimal(0))

    @property
    def vat(self) -> Decimal:
        return sum((line.vat for line in self.vat_lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        """Total including VAT: what is to be paid."""
        return self.net + self.vat

    def group(self, group: Group) -> tuple[Line, ...]:
        """The lines of one group, in their order."""
        return tuple(line for line in self.lines if line.group == group)


def _in_cents(invoice: Invoice) -> None:
    amounts = [line.amount for line in invoice.lines]
    amounts += [amount for line in invoice.vat_lines for amount in (line.taxable, line.vat)]
    amounts += [line.amount for card in invoice.cards for line in card.lines]
    for amount in amounts:
        if not amount.is_finite() or amount % _CENT:
            raise InvoiceDoesNotAdd(f"{amount} on {invoice.number} is not a whole number of cents.")


def _lines_meet_vat(invoice: Invoice) -> None:
    """Of each rate, the lines sum to what VAT is computed on."""
    lines: dict[Decimal, Decimal] = {}
    taxable: dict[Decimal, Decimal] = {}
    for line in invoice.lines:
        lines[line.vat_rate] = lines.get(line.vat_rate, Decimal(0)) + line.amount
    for vat in invoice.vat_lines:
        taxable[vat.rate] = taxable.get(vat.rate, Decimal(0)) + vat.taxable
    for rate in sorted(lines.keys() | taxable.keys()):
        of_lines, of_vat = lines.get(rate, Decimal(0)), taxable.get(rate, Decimal(0))
        if of_lines != of_vat:
            raise InvoiceDoesNotAdd(
                f"The lines of {invoice.number} at {rate} % sum to {of_lines}, its VAT is computed on {of_vat}."
            )
