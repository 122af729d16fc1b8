"""An invoice drawn: its values become the words and figures of one language, Typst sets the page.

The figures also go into the file as data (`invoice.json`), so that `read_totals` can hold what is seen
against what was meant.
"""

import json
from datetime import timedelta
from decimal import Decimal

from comptoir.documents.invoice.settling import settling
from comptoir.documents.invoice.values import GROUPS, Buyer, Card, Invoice, Line, Quantity, VatLine
from comptoir.documents.languages import Forms, Language, forms_of
from comptoir.documents.quantities import quantity_text
from comptoir.documents.typeface import FALLBACK, FAMILY, breakable, displayable
from comptoir.documents.typesetting import Attachment, typeset
from comptoir.documents.words import Words, words_of

DATA_NAME = "invoice.json"
_FEWEST_PRICE_DECIMALS = 2
_ONE_DAY = timedelta(days=1)


def render_invoice(invoice: Invoice, language: Language) -> bytes:
    """The invoice as PDF/A-3a and PDF/UA-1 in `language`; the same values give the same bytes (B-04)."""
    data = page_data(invoice, language)
    own_data = Attachment(
        name=DATA_NAME,
        content=figures_as_json(invoice, language),
        media_type="application/json",
        relationship="data",
        description=str(data["title"]),
    )
    return typeset("invoice", data, on=invoice.issued_on, attachments=(own_data, *invoice.attachments))


def figures_as_json(invoice: Invoice, language: Language) -> bytes:
    """The figures of the document as data: amounts as texts, dates in ISO form."""
    figures = {
        "number": invoice.number,
        "kind": invoice.kind,
        "language": language,
        "issued_on": invoice.issued_on.isoformat(),
        "due_on": invoice.due_on.isoformat(),
        "currency": invoice.currency,
        "net": f"{invoice.net:.2f}",
        "vat": f"{invoice.vat:.2f}",
        "total": f"{invoice.total:.2f}",
        "vat_lines": [
            {"rate": str(line.rate), "taxable": f"{line.taxable:.2f}", "vat": f"{line.vat:.2f}"}
            for line in invoice.vat_lines
        ],
    }
    return json.dumps(figures, separators=(",", ":")).encode()


def page_data(invoice: Invoice, language: Language) -> dict[str, object]:
    """Everything that the template shows, already in words and figures of the language."""
    forms, words = forms_of(language), words_of(language)
    heading = words.say("invoice", invoice.kind)
    brand = invoice.brand
    number = displayable(invoice.number)
    vat_text = words.say("document", "vat_number", number=brand.vat_number)
    return {
        "language": language,
        "font": [FAMILY, FALLBACK],
        "title": f"{heading} {number} · {displayable(brand.name)}",
        "heading": heading,
        "number": number,
        "running": words.say(
            "document", "continued", document=f"{heading} {number}", party=displayable(invoice.buyer.name)
        ),
        "brand": {
            "name": displayable(brand.name),
            "colours": brand.colours(),
            "logo": brand.logo_svg,
            "foot": [breakable(line) for line in brand.contact_lines(vat_text)],
        },
        "words": {**words.sections["document"], **words.sections["invoice"]},
        "party": [breakable(line) for line in (invoice.buyer.name, *invoice.buyer.address)],
        "facts": _facts(invoice, forms, words),
        "stamp": _stamp(invoice, words),
        "settling": settling(invoice, forms, words),
        "summary": _summary(invoice, forms, words),
        "vat_rows": [_vat_row(line, forms) for line in invoice.vat_lines],
        "vat_notes": _vat_notes(invoice.vat_lines, forms, words),
        "net": forms.amount(invoice.net),
        "vat": forms.amount(invoice.vat),
        "total": forms.amount(invoice.total),
        "currency": invoice.currency,
        "currency_note": words.say("invoice", "currency_note", currency=invoice.currency),
        "groups": _groups(invoice, forms, words),
        "cards": [_card(card, forms, words) for card in invoice.cards],
        "remarks": [breakable(remark) for remark in invoice.remarks],
    }


def _facts(invoice: Invoice, forms: Forms, words: Words) -> list[tuple[str, str]]:
    """Label and value of what identifies the document; what is empty is left out."""
    buyer: Buyer = invoice.buyer
    end = invoice.period.end
    period = forms.days(invoice.period.start, end - _ONE_DAY) if end else forms.long_date(invoice.period.start)
    facts = [
        ("issued", forms.long_date(invoice.issued_on)),
        ("due", forms.long_date(invoice.due_on) if invoice.kind == "invoice" else ""),
        ("period", period),
        ("corrects", invoice.corrects),
        ("customer_number", buyer.customer_number),
        ("account", buyer.billing_account),
        ("customer_vat", buyer.vat_number),
        ("reference", buyer.reference),
    ]
    return [(words.say("invoice", key), breakable(value)) for key, value in facts if value.strip()]


def _stamp(invoice: Invoice, words: Words) -> dict[str, str] | None:
    """The paper copy's stamp with its reason (B-04), the notice of shown billing data (U-09), or nothing."""
    if invoice.standing == "paper_copy":
        return {
            "title": words.say("document", "paper_copy"),
            "reason": words.say("document", "paper_copy_reason"),
        }
    if invoice.standing == "information":
        return {"title": words.say("document", "notice"), "reason": ""}
    return None


def _summary(invoice: Invoice, forms: Forms, words: Words) -> list[tuple[str, str]]:
    sums = [(group, invoice.group(group)) for group in GROUPS]
    return [(words.say("groups", group), forms.amount(_sum(lines))) for group, lines in sums if lines]


def _sum(lines: tuple[Line, ...]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


def _vat_row(line: VatLine, forms: Forms) -> tuple[str, str, str]:
    return forms.percent(line.rate), forms.amount(line.taxable), forms.amount(line.vat)


def _vat_notes(lines: tuple[VatLine, ...], forms: Forms, words: Words) -> list[str]:
    """Why a rate is what it is, each note led by its rate."""
    notes = []
    for line in lines:
        reason = words.say("vat_reasons", line.reason) if line.reason else ""
        note = " ".join(part for part in (reason, breakable(line.note)) if part)
        notes += [f"{forms.percent(line.rate)} · {note}"] if note else []
    return notes


def _groups(invoice: Invoice, forms: Forms, words: Words) -> list[dict[str, object]]:
    shown = [(group, invoice.group(group)) for group in GROUPS]
    return [
        {
            "name": words.say("groups", group),
            "lines": [_line(line, forms, words) for line in lines],
            "subtotal": forms.amount(_sum(lines)),
        }
        for group, lines in shown
        if lines
    ]


def _line(line: Line, forms: Forms, words: Words) -> tuple[str, str, str, str, str, str]:
    """Description, note, quantity, unit price, VAT rate, amount."""
    price = "" if line.unit_price is None else forms.at_least(line.unit_price, _FEWEST_PRICE_DECIMALS)
    return (
        breakable(line.description),
        breakable(line.note),
        _quantity(line.quantity, forms, words),
        price,
        forms.percent(line.vat_rate),
        forms.amount(line.amount),
    )


def _card(card: Card, forms: Forms, words: Words) -> dict[str, object]:
    centre = words.say("invoice", "cost_centre", name=card.cost_centre) if card.cost_centre else ""
    return {
        "number": breakable(card.number),
        "who": [breakable(part) for part in (card.user, centre) if part],
        "lines": [
            (breakable(line.description), _quantity(line.quantity, forms, words), forms.amount(line.amount))
            for line in card.lines
        ],
        "total": forms.amount(card.total),
    }


def _quantity(quantity: Quantity | None, forms: Forms, words: Words) -> str:
    return "" if quantity is None else quantity_text(quantity.value, quantity.unit, forms, words)
