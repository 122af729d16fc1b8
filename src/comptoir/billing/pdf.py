"""The PDF of an issued invoice: made from what the invoice itself keeps, stored under its own digest (B-04)."""

import hashlib
import os
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from comptoir.billing.models import Invoice, InvoiceLine
from comptoir.billing.words import line_name
from comptoir.documents import invoice as paper
from comptoir.kernel.money import from_micro
from comptoir.kernel.periods import DatePeriod, Month

UNITS = {"cards": "pieces"}


def paper_invoice(invoice: Invoice, lines: list[InvoiceLine]) -> paper.Invoice:
    """The invoice as the documents engine takes it."""
    kept = invoice.document
    buyer, month = kept["buyer"], Month.parse(invoice.period)
    rates = {vat["code"]: Decimal(vat["rate"]) for vat in invoice.vat_lines}
    return paper.Invoice(
        number=str(invoice.number),
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        period=DatePeriod(month.first_day, month.plus(1).first_day),
        brand=paper.Brand(**{**kept["seller"], "address": tuple(kept["seller"]["address"])}),
        buyer=paper.Buyer(**{**buyer, "address": tuple(buyer["address"])}),
        lines=tuple(_paper_line(line, rates, kept["language"]) for line in lines),
        vat_lines=tuple(
            paper.VatLine(Decimal(vat["rate"]), _cents(vat["base_micro"]), _cents(vat["vat_micro"]))
            for vat in invoice.vat_lines
        ),
        settlement=paper.Settlement(structured_communication=invoice.structured_communication),
        standing="paper_copy" if kept["paper"] else "official",
    )


def render(invoice: Invoice) -> tuple[str, str]:
    """Makes and keeps the PDF; returns (path below DOCUMENTS_ROOT, SHA-256). Repeating it changes nothing."""
    lines = list(invoice.lines.order_by("position"))
    content = paper.render_invoice(paper_invoice(invoice, lines), invoice.document["language"])
    digest = hashlib.sha256(content).hexdigest()
    name = f"invoices/{invoice.period}/{invoice.number}-{digest[:12]}.pdf"
    _keep(Path(settings.DOCUMENTS_ROOT) / name, content)
    return name, digest


def _paper_line(line: InvoiceLine, rates: dict[str, Decimal], language: str) -> paper.Line:
    quantity = paper.Quantity(Decimal(line.quantity), UNITS.get(line.unit, line.unit))  # type: ignore[arg-type]
    shown = line.kind in ("recurring", "usage") and line.quantity > 0
    # A unit price beside parts of a month would not multiply to the amount: it is left out then.
    whole = line.unit_micro is not None and line.unit_micro * line.quantity == line.exact_micro
    return paper.Line(
        group=line.kind,  # type: ignore[arg-type]
        description=line_name(line.kind, line.code, line.values, language),
        amount=_cents(line.amount_micro),
        vat_rate=rates[line.vat_code],
        quantity=quantity if shown else None,
        unit_price=from_micro(line.unit_micro) if shown and whole and line.unit_micro is not None else None,
    )


def _cents(micro: int) -> Decimal:
    return from_micro(micro).quantize(Decimal("0.01"))


def _keep(path: Path, content: bytes) -> None:
    """Writes under a name of its own first: a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)
