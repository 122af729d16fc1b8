"""The totals read from the PDF are what a person sees; altered figures are found out (B-09)."""

import json
from decimal import Decimal
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptoir.documents.invoice import (
    Invoice,
    Line,
    NoTotals,
    TotalsDisagree,
    VatLine,
    VatTotal,
    read_totals,
    render_invoice,
)
from comptoir.documents.languages import LANGUAGES, Language
from comptoir.documents.report import Report, Section, render_report
from comptoir.documents.tagged_text import unicode_map
from tests.documents import samples

D = Decimal
CENTS = st.decimals(min_value=-(10**8), max_value=10**9, places=2, allow_nan=False, allow_infinity=False)


@pytest.mark.clause("B-09")
@settings(max_examples=25, deadline=None)
@given(net=CENTS, vat=CENTS, free=CENTS, language=st.sampled_from(LANGUAGES))
def test_what_is_read_back_is_what_was_drawn(net: Decimal, vat: Decimal, free: Decimal, language: Language) -> None:
    invoice = samples.invoice(
        language,
        lines=(Line("usage", "x", net, D(21)), Line("one_off", "y", free, D("5.5"))),
        vat_lines=(VatLine(D(21), net, vat), VatLine(D("5.5"), free, D(0))),
    )
    seen = read_totals(render_invoice(invoice, language))
    assert (seen.number, seen.currency) == (invoice.number, "EUR")
    assert (seen.net, seen.vat, seen.total) == (invoice.net, invoice.vat, invoice.total)
    assert seen.asked == abs(invoice.total)
    assert seen.vat_lines == (VatTotal(D(21), net, vat), VatTotal(D("5.5"), free, D(0)))


@pytest.mark.clause("B-09")
@pytest.mark.parametrize(
    "visible",
    [
        "€2,692.97",  # the amount to pay, the largest on the page
        "2,692.97",  # total including VAT
        "2,227.33",  # total excluding VAT, in the summary and in the VAT table
        "465.64",
        "2,217.33",
        "2025-0004182",
    ],
)
def test_an_altered_visible_figure_is_found_out(visible: str) -> None:
    pdf = render_invoice(samples.invoice("en"), "en")
    changes = alterations(pdf, visible)
    assert changes
    for altered in changes:
        with pytest.raises((TotalsDisagree, NoTotals)):
            read_totals(altered)


@pytest.mark.clause("B-09")
def test_a_figure_altered_everywhere_on_the_page_still_differs_from_the_data() -> None:
    def of(net: Decimal) -> Invoice:
        return samples.invoice("en", lines=(Line("usage", "x", net, D(0)),), vat_lines=(VatLine(D(0), net, D(0)),))

    honest, more = of(D("10.00")), of(D("90.00"))
    data = attachment(render_invoice(honest, "en"))
    with pytest.raises(TotalsDisagree) as caught:
        read_totals(with_attachment(render_invoice(more, "en"), data))
    assert any("total is 90.00 on the page and 10.00 in the data" in one for one in caught.value.differences)


@pytest.mark.parametrize("key", ["number", "net", "vat", "total", "vat_lines"])
def test_altered_data_is_found_out(key: str) -> None:
    pdf = render_invoice(samples.invoice("en"), "en")
    data = json.loads(attachment(pdf))
    data[key] = [] if key == "vat_lines" else "1.00"
    with pytest.raises(TotalsDisagree):
        read_totals(with_attachment(pdf, json.dumps(data).encode()))


def test_text_that_looks_like_totals_deceives_nobody() -> None:
    names = ("Summary", "Total including VAT 9,999.99", "VAT by rate", "To pay", "€9,999.99")
    lines = tuple(Line("usage", name, D("1.00"), D(21)) for name in names)
    buyer = samples.BUYERS["en"]
    invoice = samples.invoice(
        "en",
        lines=lines,
        vat_lines=(VatLine(D(21), D("5.00"), D("1.05")),),
        buyer=type(buyer)(name="To pay", address=("€9,999.99", "Summary")),
    )
    assert read_totals(render_invoice(invoice, "en")).total == D("6.05")


def test_other_files_have_no_totals() -> None:
    report = Report("To pay", "Summary", samples.invoice("en").issued_on, samples.BRAND, (Section("To pay"),))
    for content in (b"", b"not a pdf", render_report(report, "en")):
        with pytest.raises(NoTotals):
            read_totals(content)
    with pytest.raises(NoTotals):
        read_totals(with_attachment(render_invoice(samples.invoice("en"), "en"), b"{}"))


def alterations(pdf: bytes, visible: str) -> list[bytes]:
    """The file once for each place where exactly this text is shown, with one of its glyphs exchanged there."""
    with pikepdf.open(BytesIO(pdf)) as document:
        places = len(list(_places(document.pages[0], visible)))
    altered = []
    for place in range(places):
        with pikepdf.open(BytesIO(pdf)) as document:
            page = document.pages[0]
            instructions, at, other = list(_places(page, visible))[place]
            instructions[at] = other
            page.Contents = document.make_stream(pikepdf.unparse_content_stream(instructions))
            target = BytesIO()
            document.save(target)
            altered.append(target.getvalue())
    return altered


def _places(page: Any, visible: str) -> Any:
    instructions: list[Any] = list(pikepdf.parse_content_stream(page))
    characters: dict[int, str] = {}
    for at, instruction in enumerate(instructions):
        operator = str(instruction.operator)
        if operator == "Tf":
            font = page.resources.Font[str(instruction.operands[0])]
            characters = unicode_map(font.ToUnicode.read_bytes().decode("latin-1"))
        elif operator in ("Tj", "TJ"):
            parts = instruction.operands[0] if operator == "TJ" else [instruction.operands[0]]
            codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
            glyphs = [codes[index] << 8 | codes[index + 1] for index in range(0, len(codes), 2)]
            if "".join(characters[glyph] for glyph in glyphs) == visible:
                glyphs[-1] = next(g for g, text in characters.items() if text.isdigit() and text != visible[-1])
                shown = b"".join(glyph.to_bytes(2, "big") for glyph in glyphs)
                other = pikepdf.ContentStreamInstruction([pikepdf.String(shown)], pikepdf.Operator("Tj"))
                yield instructions, at, other


def attachment(pdf: bytes) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        return document.attachments["invoice.json"].get_file().read_bytes()


def with_attachment(pdf: bytes, content: bytes) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        document.attachments["invoice.json"] = pikepdf.AttachedFileSpec(document, content)
        target = BytesIO()
        document.save(target)
    return target.getvalue()
