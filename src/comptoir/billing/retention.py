"""How long invoices and what stands behind them are shown in My Invoice Online (D-01, D-12). Pure."""

from datetime import date

from comptoir.kernel.periods import Month, add_months
from comptoir.terms import Terms


def documents_after(on: date, terms: Terms) -> date:
    """Invoices issued after this day are still listed with their PDF."""
    return add_months(on, -terms["retention.invoice_pdf.green_bill"].months)


def details_after(on: date, terms: Terms) -> date:
    """Lines, cards and differences of invoices issued after this day are still shown (GC Ma facture 4)."""
    return add_months(on, -terms["retention.billing_data.my_invoice_online"].months)


def calls_after(on: date, terms: Terms) -> date:
    """Calls billed by invoices issued after this day are still shown (GC Ma facture 4)."""
    return add_months(on, -terms["retention.call_details.my_invoice_online"].months)


def issued_on(period: Month) -> date:
    """The day on which the invoices of a period are issued."""
    return period.next().first_day
