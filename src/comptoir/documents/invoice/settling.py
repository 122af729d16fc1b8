"""What the reader must do about an invoice: the largest thing on its page, and the data for paying it."""

from comptoir.documents.invoice.values import Invoice
from comptoir.documents.languages import Forms
from comptoir.documents.payment_code import LARGEST, payment_code
from comptoir.documents.typeface import displayable
from comptoir.documents.words import Words
from comptoir.kernel.identifiers import (
    format_iban,
    format_structured_communication,
    parse_iban,
    parse_structured_communication,
)


def settling(invoice: Invoice, forms: Forms, words: Words) -> dict[str, object]:
    """What is asked (`label`), how much (`amount`, never negative), by when, and the rows of the box."""
    key = settling_key(invoice)
    return {
        "label": words.say("invoice", key),
        "amount": forms.money(abs(invoice.total), invoice.currency),
        "when": _when(invoice, key, forms, words),
        "rows": _rows(invoice, key, words),
        "code": _code(invoice, key, forms, words),
    }


def settling_key(invoice: Invoice) -> str:
    """'to_pay', 'collected', 'in_favour' or 'nothing': a credit note is in the customer's favour."""
    if invoice.total == 0:
        return "nothing"
    if invoice.total < 0 or invoice.kind == "credit_note":
        return "in_favour"
    return "collected" if invoice.settlement.collected_on else "to_pay"


def _when(invoice: Invoice, key: str, forms: Forms, words: Words) -> str:
    if key == "to_pay":
        return words.say("invoice", "before", date=forms.long_date(invoice.due_on))
    if key == "collected" and invoice.settlement.collected_on:
        return words.say("invoice", "collected_on", date=forms.long_date(invoice.settlement.collected_on))
    return words.say("invoice", f"{key}_how")


def _rows(invoice: Invoice, key: str, words: Words) -> list[tuple[str, str]]:
    settlement, brand = invoice.settlement, invoice.brand
    if key == "to_pay":
        rows = [
            ("pay_to", brand.name),
            ("iban", format_iban(parse_iban(brand.iban))),
            ("bic", brand.bic),
            ("communication", _communication(invoice)),
        ]
    elif key == "collected":
        rows = [("mandate", settlement.mandate), ("communication", _communication(invoice))]
    else:
        rows = []
    return [(words.say("invoice", label), displayable(value)) for label, value in rows if value]


def _communication(invoice: Invoice) -> str:
    given = invoice.settlement.structured_communication
    return format_structured_communication(parse_structured_communication(given)) if given else ""


def _code(invoice: Invoice, key: str, forms: Forms, words: Words) -> dict[str, str] | None:
    """The payment code, where there is something to transfer in euros with a communication."""
    settlement, brand = invoice.settlement, invoice.brand
    transferable = key == "to_pay" and invoice.currency == "EUR" and invoice.total <= LARGEST
    if not transferable or not settlement.structured_communication:
        return None
    iban = parse_iban(brand.iban)
    drawing = payment_code(
        name=brand.name,
        iban=iban,
        bic=brand.bic,
        amount=invoice.total,
        communication=parse_structured_communication(settlement.structured_communication),
    )
    told = words.say(
        "invoice",
        "scan_alt",
        amount=forms.money(invoice.total, invoice.currency),
        iban=format_iban(iban),
        communication=_communication(invoice),
    )
    return {"svg": drawing, "alt": told}
