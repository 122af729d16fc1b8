"""One invoice as the operator's people see it: its lines, its document, why it is what it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from comptoir.access.capabilities import INVOICES_VIEW, OPERATE_BILLING, OPERATE_CUSTOMERS
from comptoir.billing import queries
from comptoir.billing.composition import cards_of_line
from comptoir.billing.explaining import explain_difference, explain_line
from comptoir.billing.kept_pdf import content_of
from comptoir.billing.models import Invoice, InvoiceLine
from comptoir.console.words import LINE_GROUPS, QUESTION_STATES, month_of, name_of_line, quantity_of
from comptoir.parties.actions.looks import record_look
from comptoir.web import formats
from comptoir.web.explaining import explanation_page
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one kind, each with its name and quantity, and what they come to."""

    label: str | Promise
    lines: Sequence[tuple[InvoiceLine, str, str]]
    micro: int


@console_view(INVOICES_VIEW)
def show(request: PageRequest, number: str) -> HttpResponse:
    """The invoice with its lines; the customer's log says who looked."""
    invoice = _seen(request, number)
    lines = list(queries.invoice_lines(request.actor, invoice))
    context = {
        "invoice": invoice,
        "month": month_of(invoice.period),
        "buyer": invoice.document.get("buyer", {}),
        "groups": _groups(lines),
        "vat_rows": [{**row, "rate": formats.percent(Decimal(row["rate"]))} for row in invoice.vat_lines],
        "explanation": explain_difference(invoice),
        "questions": [
            (each, QUESTION_STATES[each.state]) for each in queries.questions(request.actor).filter(invoice=invoice)
        ],
        "may_answer": request.actor.may(OPERATE_BILLING),
        "may_see_customer": request.actor.may(OPERATE_CUSTOMERS),
        "may_see_run": request.actor.may(OPERATE_BILLING),
    }
    return render(request, "console/billing/invoice.html", context)


@console_view(INVOICES_VIEW)
def pdf(request: PageRequest, number: str) -> HttpResponse:
    """The document, as it was issued."""
    invoice = _seen(request, number)
    try:
        content = content_of(invoice)
    except (FileNotFoundError, IsADirectoryError):
        raise Http404 from None
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{invoice.number}.pdf"'
    return response


@console_view(INVOICES_VIEW)
def why(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Why a line is what it is."""
    invoice = _seen(request, number)
    line = queries.invoice_lines(request.actor, invoice).select_related("invoice").get(position=position)
    cards = cards_of_line(request.actor, line, limit=1).total
    back = reverse("console:billing:invoice", args=[number])
    explanation = explain_line(line, cards=cards)
    return explanation_page(request, explanation, title=name_of_line(line), back=back, back_label=number)


@console_view(INVOICES_VIEW)
def difference(request: PageRequest, number: str) -> HttpResponse:
    """Why the invoice differs from the account's one before."""
    invoice = _seen(request, number)
    title = _("Why invoice %(number)s differs") % {"number": number}
    back = reverse("console:billing:invoice", args=[number])
    return explanation_page(request, explain_difference(invoice), title=title, back=back, back_label=number)


def _seen(request: PageRequest, number: str) -> Invoice:
    """The invoice, and a note in its customer's log that one of the operator's people saw it (X-04)."""
    invoice = queries.issued_invoice(request.actor, number)
    record_look(invoice.customer_id, page="invoice", by=request.actor, at=request.now)
    return invoice


def _groups(lines: Sequence[InvoiceLine]) -> list[Group]:
    """The lines, kind by kind in the order of the document."""
    groups = []
    for kind, label in LINE_GROUPS.items():
        own = [line for line in lines if line.kind == kind]
        if own:
            shown = [(line, name_of_line(line), quantity_of(line)) for line in own]
            groups.append(Group(label, shown, sum(line.amount_micro for line in own)))
    return groups
