"""The invoices, one of them, and why it differs from the one before (D-01)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from comptoir.access.capabilities import INVOICES_QUESTION, INVOICES_VIEW, USAGE_VIEW
from comptoir.billing import queries
from comptoir.billing.composition import cards_of_part
from comptoir.billing.difference import PARTS_BY_CARD
from comptoir.billing.explaining import explain_difference
from comptoir.billing.kept_pdf import content_of
from comptoir.billing.models import Invoice
from comptoir.kernel.clock import brussels_date
from comptoir.portal.invoices.charts import difference_charts, evolution_charts, part_names
from comptoir.portal.invoices.lists import InvoiceList, PartList, invoice_url
from comptoir.portal.invoices.shown import difference_parts, invoice_groups, vat_rows
from comptoir.portal.words import month_of
from comptoir.web.explaining import explanation_page
from comptoir.web.listing import Asked, Rows, list_page
from comptoir.web.views import portal_view


@portal_view(INVOICES_VIEW)
def index(request: Any) -> HttpResponseBase:
    """All invoices that are still kept, and what each month cost."""
    on = brussels_date(request.now)
    listing = InvoiceList(
        queries.kept_invoices(request.actor, on),
        queries.invoiced_accounts(request.actor, on),
        queries.invoiced_periods(request.actor, on),
    )
    context = {"charts": SimpleLazyObject(lambda: evolution_charts(queries.evolution(request.actor, on)))}
    return list_page(request, listing, "portal/invoices/index.html", context)


@portal_view(INVOICES_VIEW)
def show(request: Any, number: str) -> HttpResponse:
    """One invoice: its total, why it differs, its lines, VAT and questions."""
    on = brussels_date(request.now)
    invoice = queries.invoice(request.actor, number, on)
    context = {"invoice": invoice, "month": month_of(invoice.period), "buyer": invoice.document.get("buyer", {})}
    if not queries.has_details(invoice, on):
        return render(request, "portal/invoices/show.html", context)
    lines = list(queries.invoice_lines(request.actor, invoice))
    context |= {
        "groups": invoice_groups(invoice, lines),
        "vat_rows": vat_rows(invoice),
        "explanation": explain_difference(invoice),
        "parts": difference_parts(invoice),
        "charts": difference_charts(invoice),
        "questions": queries.questions(request.actor).filter(invoice=invoice),
        "may_ask": request.actor.may(INVOICES_QUESTION),
        "change": invoice.total_micro - invoice.previous.total_micro if invoice.previous else None,
        "has_details": True,
    }
    return render(request, "portal/invoices/show.html", context)


@portal_view(INVOICES_VIEW)
def pdf(request: Any, number: str) -> HttpResponse:
    """The PDF, as it was issued; until it is made there is none."""
    invoice = queries.invoice(request.actor, number, brussels_date(request.now))
    if not invoice.pdf_path:
        raise Http404
    try:
        content = content_of(invoice)
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{invoice.number}.pdf"'
    return response


@portal_view(INVOICES_VIEW)
def difference(request: Any, number: str) -> HttpResponse:
    """Why an invoice differs from the one before, to be linked and printed."""
    invoice = _detailed(request, number)
    title = _("Why invoice %(number)s differs") % {"number": invoice.number}
    return explanation_page(
        request, explain_difference(invoice), title=title, back=invoice_url(number), back_label=number
    )


@portal_view(INVOICES_VIEW)
def part(request: Any, number: str, part: str) -> HttpResponseBase:
    """Which cards a part of the difference comes from."""
    invoice = _detailed(request, number)
    if part not in PARTS_BY_CARD or part not in invoice.difference:
        raise Http404

    def read(asked: Asked, size: int, after: str) -> Rows:
        offset = int(after) if after.isdecimal() and len(after) < 9 else 0
        rows = cards_of_part(request.actor, invoice, part, limit=size + 1, offset=offset)
        for row in rows:
            row["url"] = _card_url(request, invoice, row["line_id"])
        more = str(offset + size) if len(rows) > size else ""
        sums = {"micro": invoice.difference[part]["micro"]}
        return Rows(rows[:size], None, sums, after=more)

    context = {"invoice": invoice, "month": month_of(invoice.period), "name": part_names()[part]}
    return list_page(request, PartList(read), "portal/invoices/part.html", context)


def _detailed(request: Any, number: str) -> Invoice:
    """An invoice whose details are still shown."""
    on = brussels_date(request.now)
    invoice = queries.invoice(request.actor, number, on)
    if not queries.has_details(invoice, on):
        raise Http404
    return invoice


def _card_url(request: HttpRequest, invoice: Invoice, line_id: int) -> str:
    if not line_id or not request.actor.may(USAGE_VIEW):  # type: ignore[attr-defined]
        return ""
    return reverse("portal:usage:card", args=[invoice.period, line_id])
