"""One line of an invoice: what it is made of, down to the card (D-01)."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.access.capabilities import INVOICES_QUESTION, INVOICES_VIEW, USAGE_VIEW
from comptoir.billing import queries
from comptoir.billing.composition import cards_of_line, category_of
from comptoir.billing.explaining import explain_line
from comptoir.billing.models import InvoiceLine
from comptoir.kernel.clock import brussels_date
from comptoir.portal.invoices.lists import ChargeCardList, UsageCardList
from comptoir.portal.invoices.shown import quantity_of
from comptoir.portal.words import month_of, name_of_line
from comptoir.web.explaining import explanation_page
from comptoir.web.listing import Asked, Rows, list_page
from comptoir.web.views import portal_view


@portal_view(INVOICES_VIEW)
def show(request: Any, number: str, position: int) -> HttpResponseBase:
    """A line, its explanation, and the cards that make it up."""
    line = queries.invoice_line(request.actor, number, position, brussels_date(request.now))
    kind = UsageCardList if line.kind == "usage" else ChargeCardList
    listing = kind(_reader(request, line), line.invoice.period, _calls_of(request, line), line.unit)
    context = {
        "line": line,
        "invoice": line.invoice,
        "name": name_of_line(line),
        "quantity": quantity_of(line),
        "month": month_of(line.invoice.period),
        "explanation": lambda: _explanation(request, line),
        "questions": lambda: list(queries.questions(request.actor).filter(line=line)),
        "may_ask": request.actor.may(INVOICES_QUESTION),
    }
    return list_page(request, listing, "portal/invoices/line.html", context)


@portal_view(INVOICES_VIEW)
def why(request: Any, number: str, position: int) -> HttpResponse:
    """Why a line is what it is, as a sheet or a page."""
    line = queries.invoice_line(request.actor, number, position, brussels_date(request.now))
    back = reverse("portal:invoices:line", args=[number, position])
    title = name_of_line(line)
    return explanation_page(request, _explanation(request, line), title=title, back=back, back_label=_("This line"))


def _explanation(request: Any, line: InvoiceLine) -> Any:
    return explain_line(line, cards=cards_of_line(request.actor, line, limit=1).total)


def _reader(request: Any, line: InvoiceLine) -> Any:
    def read(asked: Asked, size: int, after: str) -> Rows:
        offset = int(after) if after.isdecimal() and len(after) < 9 else 0
        found = cards_of_line(
            request.actor, line, limit=size, offset=offset, sort=asked.sort, descending=asked.descending
        )
        rows = [row for row in found.rows if row["line_id"]]
        more = str(offset + size) if offset + size < found.total else ""
        return Rows(rows, found.total if rows else 0, {"micro": found.micro}, after=more)

    return read


def _calls_of(request: Any, line: InvoiceLine) -> Any:
    """The address of a card's calls that are in this line; none for who may not see calls."""

    def address(line_id: int) -> str:
        if not request.actor.may(USAGE_VIEW):
            return ""
        url = reverse("portal:usage:card", args=[line.invoice.period, line_id])
        category = category_of(line)
        return f"{url}?category={category}" if category is not None else url

    return address
