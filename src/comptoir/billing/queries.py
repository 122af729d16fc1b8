"""Scoped reads of invoices, their lines and the questions about them. The first argument is who asks."""

from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from comptoir.access.capabilities import INVOICES_VIEW
from comptoir.access.third_party_queries import company_at
from comptoir.billing.models import BillRun, Invoice, InvoiceLine, LineQuestion, QuestionMessage
from comptoir.billing.retention import details_after, documents_after
from comptoir.kernel.identifiers import format_structured_communication
from comptoir.kernel.sorting import sort_key
from comptoir.parties.models import BillingAccount
from comptoir.scope.actor import Actor
from comptoir.scope.contract import terms_on

#: What the page of one invoice shows and no list does: more than a kilobyte a row.
_OF_ONE = ("document", "vat_lines", "difference")


def invoices(actor: Actor) -> "QuerySet[Any]":
    """Issued invoices that `actor` may see, newest first; one query with what a table shows, without `_OF_ONE`."""
    return (
        Invoice.objects.visible_to(actor, INVOICES_VIEW)
        .filter(number__isnull=False)
        .select_related("billing_account", "customer")
        .order_by("-issued_on", "-number")
        .defer(*_OF_ONE)
    )


def kept_invoices(actor: Actor, on: date) -> "QuerySet[Any]":
    """Of these, the ones that My Invoice Online still shows on a day (D-01, D-12)."""
    kept: QuerySet[Any] = invoices(actor).filter(issued_on__gt=documents_after(on, terms_on(on)))
    return kept


def has_details(invoice: Invoice, on: date) -> bool:
    """Whether the lines, cards and differences of an invoice are still shown on a day (D-01)."""
    return invoice.issued_on > details_after(on, terms_on(on))


def invoice(actor: Actor, number: str, on: date) -> Invoice:
    """One invoice by its number; raises Invoice.DoesNotExist when there is none that `actor` may see."""
    return _one(kept_invoices(actor, on), number)


def issued_invoice(actor: Actor, number: str) -> Invoice:
    """The same of any age, for the operator's desk."""
    return _one(invoices(actor), number)


def _one(rows: "QuerySet[Any]", number: str) -> Invoice:
    found: Invoice = rows.defer(None).select_related("previous", "run").get(number=number)
    return found


def invoice_lines(actor: Actor, invoice: Invoice) -> "QuerySet[Any]":
    """The lines of an invoice, each with the number of questions asked about it."""
    found: QuerySet[Any] = (
        InvoiceLine.objects.visible_to(actor, INVOICES_VIEW)
        .filter(invoice=invoice)
        .annotate(question_count=Count("questions"))
        .order_by("position")
    )
    return found


def invoice_line(actor: Actor, number: str, position: int, on: date) -> InvoiceLine:
    """One line whose details are still shown; raises InvoiceLine.DoesNotExist when there is none for `actor`."""
    lines = InvoiceLine.objects.visible_to(actor, INVOICES_VIEW).select_related(
        "invoice__billing_account", "invoice__customer"
    )
    found: InvoiceLine = lines.get(
        invoice__number=number,
        invoice__issued_on__gt=details_after(on, terms_on(on)),
        position=position,
    )
    return found


def invoiced_accounts(actor: Actor, on: date) -> list[BillingAccount]:
    """The billing accounts that have an invoice `actor` may see, by code."""
    accounts = BillingAccount.objects.visible_to(actor, INVOICES_VIEW)
    kept = kept_invoices(actor, on).order_by().values("billing_account_id")
    return list(accounts.filter(pk__in=kept).order_by("code"))


def invoiced_periods(actor: Actor, on: date) -> list[str]:
    """The periods that have an invoice `actor` may see, the latest first."""
    periods = kept_invoices(actor, on).order_by("-period").values_list("period", flat=True)
    return list(periods.distinct())


def evolution(actor: Actor, on: date) -> list[dict[str, Any]]:
    """Invoiced per period without VAT, oldest first: {period, recurring, usage, other, net, vat, total, invoices}.

    Amounts are whole millionths; only periods whose details are still shown (D-01).
    """
    since = details_after(on, terms_on(on))
    shown = Invoice.objects.visible_to(actor, INVOICES_VIEW).filter(number__isnull=False, issued_on__gt=since)
    sums = shown.order_by("period").values_list("period")
    rows: dict[str, dict[str, Any]] = {}
    # A sum of whole numbers comes back as a Decimal on PostgreSQL.
    for period, *totals in sums.annotate(Sum("net_micro"), Sum("vat_micro"), Sum("total_micro"), Count("pk")):
        net, vat, total, count = map(int, totals)
        rows[period] = {"period": period, "net": net, "vat": vat, "total": total, "invoices": count}
        rows[period] |= {"recurring": 0, "usage": 0, "other": 0}
    lines = InvoiceLine.objects.filter(invoice__in=shown.order_by().values("pk")).order_by()
    for period, kind, micro in lines.values_list("invoice__period", "kind").annotate(Sum("amount_micro")):
        rows[period][kind if kind in ("recurring", "usage") else "other"] += int(micro)
    return [rows[period] for period in sorted(rows)]


def questions(actor: Actor) -> "QuerySet[Any]":
    """Questions on invoices that `actor` may see, the latest word first."""
    found: QuerySet[Any] = (
        LineQuestion.objects.visible_to(actor, INVOICES_VIEW)
        .select_related("invoice__billing_account", "invoice__customer", "line", "asked_by")
        .annotate(asked_company=company_at("asked_by", "invoice__customer", "asked_at"))
        .annotate(last_at=Max("messages__at"), message_count=Count("messages"))
        .order_by("-last_at", "-pk")
        .defer(*(f"invoice__{name}" for name in _OF_ONE))
    )
    return found


def messages(actor: Actor, question: LineQuestion) -> "QuerySet[Any]":
    """What was said about a question, in order."""
    said: QuerySet[Any] = QuestionMessage.objects.visible_to(actor, INVOICES_VIEW)
    written: QuerySet[Any] = said.annotate(company=company_at("author", "question__invoice__customer", "at"))
    return written.filter(question=question).select_related("author").order_by("at", "pk")


def search(actor: Actor, text: str, on: date, limit: int = 8) -> list[Invoice]:
    """Invoices whose number, structured communication or account contains `text`."""
    return list(matching(actor, text, on)[:limit])


def matching(actor: Actor, text: str, on: date) -> "QuerySet[Any]":
    """All of them, to be counted or listed."""
    wanted_text = text.strip()
    wanted = Q(number__icontains=wanted_text) | Q(billing_account__code__iexact=wanted_text)
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    if len(digits) == 12:
        wanted |= Q(structured_communication=format_structured_communication(digits))
    if len(wanted_text) >= 3:
        wanted |= Q(customer__sort_name__contains=sort_key(text)) | Q(billing_account__name__icontains=wanted_text)
    found: QuerySet[Any] = kept_invoices(actor, on).filter(wanted)
    return found


def runs() -> "QuerySet[BillRun]":
    """Bill runs, newest first; the operator's own, not a customer's."""
    return BillRun.objects.annotate(invoice_count=Count("invoices")).order_by("-period", "-pk")
