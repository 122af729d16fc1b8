"""An invoice as a document: archival, accessible, the same bytes for the same values, in four languages."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from comptoir.documents.colour import contrast
from comptoir.documents.invoice import (
    Attachment,
    Buyer,
    DocumentNotMade,
    Invoice,
    InvoiceDoesNotAdd,
    Line,
    Settlement,
    VatLine,
    read_totals,
    render_invoice,
)
from comptoir.documents.languages import LANGUAGES, Language
from comptoir.kernel.identifiers import InvalidIdentifier
from tests.documents import samples
from tests.documents.pdf_checks import (
    assert_accessible,
    assert_archival,
    assert_everything_is_tagged,
    assert_tables_are_regular,
    text_of,
)

D = Decimal
SAID: dict[Language, tuple[str, ...]] = {
    "fr": ("Facture", "2 692,97 €", "pour le 4 février 2026", "1er–31 décembre 2025", "Sous-total", "Page 1 sur 2"),
    "nl": ("Factuur", "€ 2.692,97", "uiterlijk op 4 februari 2026", "1–31 december 2025", "Pagina 1 van 2"),
    "en": ("Invoice", "€2,692.97", "by 4 February 2026", "1–31 December 2025", "Subtotal", "Page 1 of 2"),
    "de": ("Rechnung", "2.692,97 €", "bis zum 4. Februar 2026", "1.–31. Dezember 2025", "Seite 1 von 2"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.clause("B-04", "B-03")
def test_an_invoice_is_archival_and_accessible_and_says_all_in_its_language(language: Language) -> None:
    pdf = render_invoice(samples.invoice(language, cards=samples.cards(3, language)), language)
    assert_archival(pdf)
    assert_accessible(pdf, language)
    assert_everything_is_tagged(pdf)
    assert_tables_are_regular(pdf)
    said = SAID[language]
    text = text_of(pdf)
    for words in (*said, "2025-0004182", "BE71 0961 2345 6769", "+++123/4567/89002+++", samples.BUYERS[language].name):
        assert words in text, words


@pytest.mark.clause("B-03")
def test_the_same_values_give_the_same_bytes() -> None:
    first = render_invoice(samples.invoice("fr"), "fr")
    other = render_invoice(samples.invoice("fr", number="2025-0004183"), "fr")
    assert render_invoice(samples.invoice("fr"), "fr") == first
    assert other != first


@pytest.mark.parametrize(
    ("language", "stamp"),
    [
        ("fr", "Pour information uniquement"),
        ("nl", "Uitsluitend ter informatie"),
        ("en", "For information only"),
        ("de", "Nur zur Information"),
    ],
)
@pytest.mark.clause("B-04")
def test_the_copy_of_a_paper_invoice_is_stamped_on_every_page(language: Language, stamp: str) -> None:
    copy = samples.invoice(language, standing="paper_copy", cards=samples.cards(30, language))
    pages = PdfReader(BytesIO(render_invoice(copy, language))).pages
    assert len(pages) > 1
    assert all(stamp in page.extract_text() for page in pages)
    official = render_invoice(samples.invoice(language), language)
    assert stamp not in text_of(official)


@pytest.mark.clause("U-09")
def test_billing_data_shown_for_information_says_so() -> None:
    shown = render_invoice(samples.invoice("nl", standing="information"), "nl")
    assert "Ter informatie. Het officiële document heeft voorrang." in text_of(shown)


def test_five_hundred_lines_repeat_their_head_and_keep_their_sum() -> None:
    pdf = render_invoice(samples.long_invoice(500, "de"), "de")
    assert_archival(pdf)
    assert_accessible(pdf, "de")
    assert pdf == render_invoice(samples.long_invoice(500, "de"), "de")
    assert len(pdf) < 200_000
    pages = PdfReader(BytesIO(pdf)).pages
    assert len(pages) > 8
    assert all("Einzelpreis" in page.extract_text() for page in pages)
    assert read_totals(pdf).net == D("625.00")


def test_an_invoice_without_lines_has_nothing_to_pay() -> None:
    pdf = render_invoice(samples.invoice("en", lines=(), vat_lines=()), "en")
    text = text_of(pdf)
    assert "Nothing to pay" in text
    assert "This invoice has no lines." in text
    assert_accessible(pdf, "en")


HOSTILE = '#panic("x") #import "/etc/passwd" *b* _i_ $x$ `c` <l> @r \\ // /* [x] {{y}} \x00\x07 \u202e 🚀 مرحبا'


def test_text_from_people_is_never_markup_and_never_fails_the_invoice() -> None:
    buyer = Buyer(
        name=HOSTILE,
        address=(HOSTILE, "W" * 300, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 3),
        reference="R" * 200,
    )
    line = Line("usage", HOSTILE, D("10.00"), D(21), note="first\nsecond\ttab")
    pdf = render_invoice(
        samples.invoice("en", buyer=buyer, lines=(line,), vat_lines=(VatLine(D(21), D("10.00"), D("2.10")),),
                        remarks=(HOSTILE, "")),
        "en",
    )  # fmt: skip
    assert_archival(pdf)
    text = text_of(pdf)
    assert '#panic("x") #import "/etc/passwd" *b* _i_ $x$ `c` <l> @r \\ // /* [x] {{y}}' in text.replace("\n", " ")
    assert "first second tab" in text
    assert read_totals(pdf).total == D("12.10")


def test_a_collected_invoice_asks_for_nothing_and_has_no_payment_code() -> None:
    settlement = Settlement("123456789002", collected_on=date(2026, 2, 4), mandate="NW-2024-0099812")
    pdf = render_invoice(samples.invoice("de", settlement=settlement), "de")
    text = text_of(pdf)
    assert "am 4. Februar 2026, Sie müssen nichts tun" in text
    assert "NW-2024-0099812" in text
    assert "Zum Zahlen scannen" not in text
    assert "Zum Zahlen scannen" in text_of(render_invoice(samples.invoice("de"), "de"))


@pytest.mark.clause("B-03")
def test_a_credit_note_names_what_it_corrects() -> None:
    note = samples.invoice(
        "en",
        kind="credit_note",
        corrects="2025-0003990",
        lines=(Line("credit", "Correction", D("-120.00"), D(21)),),
        vat_lines=(VatLine(D(21), D("-120.00"), D("-25.20")),),
    )
    pdf = render_invoice(note, "en")
    text = text_of(pdf)
    assert "Credit note" in text
    assert "2025-0003990" in text
    assert "In your favour" in text
    assert read_totals(pdf).total == D("-145.20")
    assert read_totals(pdf).asked == D("145.20")


@pytest.mark.parametrize("content", [b"<Invoice>\xc3\xa9</Invoice>", bytes(range(256))])
def test_attachments_come_out_as_they_went_in(content: bytes) -> None:
    attached = Attachment("invoice.xml", content, "application/xml", "alternative", "The invoice as data")
    pdf = render_invoice(samples.invoice("en", attachments=(attached,)), "en")
    assert_archival(pdf)
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.attachments["invoice.xml"].get_file().read_bytes() == content
        data = json.loads(document.attachments["invoice.json"].get_file().read_bytes())
    assert data["total"] == "2692.97"
    assert data["vat_lines"][0] == {"rate": "21", "taxable": "2217.33", "vat": "465.64"}


@pytest.mark.clause("B-09")
@pytest.mark.parametrize(
    "changes",
    [
        {"lines": samples.lines_in("en")[:-1]},
        {"vat_lines": (VatLine(D(21), D("2227.33"), D("467.74")),)},
        {"vat_lines": (VatLine(D(21), D("2217.33"), D("465.645")), VatLine(D(0), D("10.00"), D(0)))},
        {"lines": (Line("usage", "x", D("NaN"), D(21)),)},
    ],
)
def test_an_invoice_whose_figures_contradict_each_other_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InvoiceDoesNotAdd):
        samples.invoice("en", **changes)


def test_wrong_bank_data_is_refused_before_anything_is_drawn() -> None:
    with pytest.raises(InvalidIdentifier):
        render_invoice(samples.invoice("en", settlement=Settlement("123456789003")), "en")
    with pytest.raises(InvalidIdentifier):
        render_invoice(samples.invoice("en", brand=replace(samples.BRAND, iban="BE71096123456768")), "en")


def test_a_logo_that_is_no_svg_gives_one_clear_sentence() -> None:
    broken = samples.invoice("en", brand=replace(samples.BRAND, logo_svg="not a drawing"))
    with pytest.raises(DocumentNotMade, match="The document could not be made"):
        render_invoice(broken, "en")


@pytest.mark.parametrize("colour", ["#f2c200", "#ffffff", "#000000", "#2d62c9"])
def test_any_operator_colour_stays_readable(colour: str) -> None:
    brand = replace(samples.BRAND, colour=colour)
    colours = brand.colours()
    assert contrast(colours["ink"], "#ffffff") >= 4.5
    assert contrast(colours["on_mark"], colours["mark"]) >= 4.5
    sample: Invoice = samples.invoice("en", brand=brand)
    assert_archival(render_invoice(sample, "en"))
