"""Reading the PDF that an invoice was issued with. Apart from its making: who only reads loads no typesetting."""

import hashlib
from pathlib import Path

from django.conf import settings

from comptoir.billing.models import Invoice


def content_of(invoice: Invoice) -> bytes:
    """The kept PDF; raises FileNotFoundError when it is not there, ValueError when it was altered."""
    content = (Path(settings.DOCUMENTS_ROOT) / invoice.pdf_path).read_bytes()
    if hashlib.sha256(content).hexdigest() != invoice.pdf_digest:
        raise ValueError(f"The PDF of {invoice.number} is not the one that was issued.")
    return content
