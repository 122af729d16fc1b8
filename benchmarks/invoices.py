"""How many invoices a core draws in a second: three pages, thirty lines, details of eight SIM cards, four languages.

Each is PDF/A-3a and PDF/UA-1 with its payment code and its data inside. Peers draw the same lines in the same
run: Typst without tags and standards, and ReportLab and fpdf2 (a plain table, no tags, no archival form) where
they are installed. Figures are per second of processor time, so that the second core helps nobody.
"""

import io
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from typing import Any

from comptoir.documents.brand import Brand
from comptoir.documents.invoice import (
    Buyer,
    Card,
    CardLine,
    Invoice,
    Line,
    Quantity,
    Settlement,
    VatLine,
    read_totals,
    render_invoice,
)
from comptoir.documents.invoice.drawing import page_data
from comptoir.documents.languages import LANGUAGES
from comptoir.documents.typesetting import typeset
from comptoir.kernel.periods import DatePeriod

D = Decimal
VAT = D(21)
SECONDS = 4.0
LINES = 30
CARDS = 8
Draw = Callable[[Invoice, int], bytes]


def run(options: object = None) -> dict[str, Any]:
    """Measures for about `options.seconds` (default 4) per way of drawing."""
    seconds = float(getattr(options, "seconds", None) or SECONDS)
    invoice = sample()
    ways: dict[str, Draw] = {"comptoir": ours, "typst_untagged": untagged, **installed_peers()}
    speeds = {name: per_second(draw, invoice, seconds) for name, draw in ways.items()}
    pdf = ours(invoice, 0)
    own = speeds.pop("comptoir")
    return {
        "name": "invoices",
        "figures": {
            "pdfs_per_second": round(own, 1),
            "pages_per_pdf": len(re.findall(rb"/Type\s*/Page\b", pdf)),
            "kib_per_pdf": round(len(pdf) / 1024, 1),
            "read_back_per_second": round(per_second(lambda *_: read_back(pdf), invoice, 1.0), 1),
        },
        "peers": {name: {"pdfs_per_second": round(speed, 1)} for name, speed in speeds.items()},
        "ratios": {f"to_{name}": round(own / speed, 2) for name, speed in speeds.items()},
        "machine": {"per": "second of processor time, one process"},
    }


def per_second(draw: Draw, invoice: Invoice, seconds: float) -> float:
    """Documents per second of processor time; the first one, which loads fonts, does not count."""
    draw(invoice, 0)
    count, start, began = 0, time.process_time(), time.perf_counter()
    while time.perf_counter() - began < seconds:
        count += 1
        draw(invoice, count)
    return count / (time.process_time() - start)


def ours(invoice: Invoice, index: int) -> bytes:
    return render_invoice(replace(invoice, number=f"2025-{index:07d}"), LANGUAGES[index % 4])


def untagged(invoice: Invoice, index: int) -> bytes:
    numbered = replace(invoice, number=f"2025-{index:07d}")
    return typeset("invoice", page_data(numbered, LANGUAGES[index % 4]), on=invoice.issued_on, standards=())


def read_back(pdf: bytes) -> bytes:
    read_totals(pdf)
    return pdf


def installed_peers() -> dict[str, Draw]:
    peers: dict[str, Draw] = {}
    if find_spec("reportlab"):
        peers["reportlab_untagged"] = by_reportlab
    if find_spec("fpdf"):
        peers["fpdf2_untagged"] = by_fpdf2
    return peers


def by_reportlab(invoice: Invoice, index: int) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate
    from reportlab.platypus import Table as PlainTable

    target = io.BytesIO()
    rows = [("", "", str(index)), *plain_rows(invoice)]
    SimpleDocTemplate(target, pagesize=A4).build([PlainTable(rows, repeatRows=1)])
    return target.getvalue()


def by_fpdf2(invoice: Invoice, index: int) -> bytes:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=9)
    with pdf.table() as table:
        for cells in [("", "", str(index)), *plain_rows(invoice)]:
            row = table.row()
            for cell in cells:
                row.cell(cell)
    return bytes(pdf.output())


def plain_rows(invoice: Invoice) -> list[tuple[str, str, str]]:
    lines = [(line.description, str(line.unit_price), f"{line.amount:.2f}") for line in invoice.lines]
    cards = [(line.description, card.number, f"{line.amount:.2f}") for card in invoice.cards for line in card.lines]
    return [*lines, *cards]


def sample() -> Invoice:
    """A month of a small fleet."""
    lines = tuple(
        Line(
            "usage" if index % 2 else "recurring",
            f"Calls to zone {index}, peak and off-peak",
            D("12.34"),
            VAT,
            Quantity(D(3_661 * (index + 1)), "seconds"),
            D("0.0334"),
        )
        for index in range(LINES)
    )
    net = D("12.34") * LINES
    cards = tuple(
        Card(
            number=f"0470 12 34 {index:02d}",
            user="Zoë Van Cauwenberghe",
            cost_centre="Logistics",
            lines=tuple(CardLine(f"Usage {part}", D("4.11"), Quantity(D(900), "seconds")) for part in range(3)),
        )
        for index in range(CARDS)
    )
    return Invoice(
        number="2025-0000000",
        issued_on=date(2026, 1, 5),
        due_on=date(2026, 2, 4),
        period=DatePeriod(date(2025, 12, 1), date(2026, 1, 1)),
        brand=Brand("Northwind Telecom", "#2d62c9", ("Havenlaan 86C", "1000 Brussels"), "BE 0403.019.261",
                    "BE71096123456769", "GKCCBEBB"),
        buyer=Buyer("Acme Logistics NV", ("Accounts payable", "Avenue Louise 480", "1050 Brussels")),
        lines=lines,
        vat_lines=(VatLine(VAT, net, (net * VAT / 100).quantize(D("0.01"))),),
        settlement=Settlement("123456789002"),
        cards=cards,
    )  # fmt: skip
