"""Invoices: the list, one, its lines, its PDF, as My Invoice Online shows them."""

from typing import Any

from django.http import HttpResponse

from comptoir.access.capabilities import INVOICES_VIEW
from comptoir.api.paging import USUAL, Key, day, page_of, text, whole
from comptoir.api.problems import NOT_THERE, Problem
from comptoir.api.v1 import shapes
from comptoir.api.v1.declaring import After, Limit, read
from comptoir.billing import models, queries
from comptoir.billing.kept_pdf import content_of
from comptoir.billing.words import line_name
from comptoir.kernel.clock import brussels_date

NEWEST = (Key("issued_on", day, descending=True), Key("number", text, descending=True))
IN_ORDER = (Key("position", whole),)
SHORT = 40
PDF = "application/pdf"


@read("/invoices", INVOICES_VIEW, response=shapes.Invoices)
def invoices(request: Any, period: str = "", account: str = "", after: After = "", limit: Limit = USUAL) -> Any:
    """The invoices that are still kept, the newest first; of a month (2026-10) or a billing account's code."""
    rows = queries.kept_invoices(request.actor, brussels_date(request.now))
    for name, said in (("period", period), ("billing_account__code", account)):
        if len(said) > SHORT or "\0" in said:
            return {"rows": [], "after": None}
        rows = rows.filter(**{name: said}) if said else rows
    page = page_of(rows, NEWEST, after, limit)
    return {"rows": [_shown(invoice) for invoice in page.rows], "after": page.after}


@read("/invoices/{number}", INVOICES_VIEW, response=shapes.Invoice)
def invoice(request: Any, number: str) -> Any:
    """One invoice by its number."""
    return _shown(_one(request, number))


@read("/invoices/{number}/lines", INVOICES_VIEW, response=shapes.InvoiceLines)
def invoice_lines(request: Any, number: str, after: After = "", limit: Limit = USUAL) -> Any:
    """Its lines, while their details are shown."""
    found = _one(request, number)
    if not queries.has_details(found, brussels_date(request.now)):
        raise Problem(404, NOT_THERE)
    page = page_of(queries.invoice_lines(request.actor, found), IN_ORDER, after, limit)
    language = request.bearer.token.user.language
    return {"rows": [_shown_line(line, language) for line in page.rows], "after": page.after}


@read("/invoices/{number}/pdf", INVOICES_VIEW, response={200: None}, file=PDF)
def invoice_pdf(request: Any, number: str) -> HttpResponse:
    """The PDF as it was issued (application/pdf)."""
    found = _one(request, number)
    if not found.pdf_path:
        raise Problem(404, NOT_THERE)
    try:
        content = content_of(found)
    except FileNotFoundError:
        raise Problem(404, NOT_THERE) from None
    response = HttpResponse(content, content_type=PDF)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return response


def _one(request: Any, number: str) -> models.Invoice:
    if "\0" in number:
        raise Problem(404, NOT_THERE)
    return queries.invoice(request.actor, number, brussels_date(request.now))


def _shown(found: models.Invoice) -> dict[str, Any]:
    return {
        "number": found.number,
        "kind": found.kind,
        "period": found.period,
        "billing_account": found.billing_account.code,
        "issued_on": found.issued_on,
        "due_on": found.due_on,
        "structured_communication": found.structured_communication,
        "net": shapes.euros(found.net_micro),
        "vat": shapes.euros(found.vat_micro),
        "total": shapes.euros(found.total_micro),
        "has_pdf": bool(found.pdf_path),
    }


def _shown_line(line: models.InvoiceLine, language: str) -> dict[str, Any]:
    return {
        "position": line.position,
        "kind": line.kind,
        "code": line.code,
        "name": line_name(line.kind, line.code, line.values, language),
        "quantity": line.quantity,
        "unit": line.unit,
        "net": shapes.euros(line.amount_micro),
        "vat_code": line.vat_code,
    }
