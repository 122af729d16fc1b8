"""The invoice: values in, an accessible and archivable PDF out, and its totals read back from the PDF."""

from comptoir.documents.brand import Brand
from comptoir.documents.invoice.drawing import render_invoice
from comptoir.documents.invoice.readback import (
    NoTotals,
    ReadBack,
    TotalsDisagree,
    VatTotal,
    read_totals,
)
from comptoir.documents.invoice.values import (
    Buyer,
    Card,
    CardLine,
    Invoice,
    InvoiceDoesNotAdd,
    Line,
    Quantity,
    Settlement,
    VatLine,
)
from comptoir.documents.typesetting import Attachment, DocumentNotMade

__all__ = [
    "Attachment",
    "Brand",
    "Buyer",
    "Card",
    "CardLine",
    "DocumentNotMade",
    "Invoice",
    "InvoiceDoesNotAdd",
    "Line",
    "NoTotals",
    "Quantity",
    "ReadBack",
    "Settlement",
    "TotalsDisagree",
    "VatLine",
    "VatTotal",
    "read_totals",
    "render_invoice",
]
