"""Seller and buyer as they stood on the day of issue, kept on the invoice itself (B-03)."""

from typing import Any

from comptoir.catalogue.models import Operator
from comptoir.parties.models import BillingAccount


def document_of(account: BillingAccount, operator: Operator) -> dict[str, Any]:
    """What the document says of both sides, its language, and whether the legal form is paper (B-04)."""
    customer = account.customer
    return {
        "language": account.language,
        "paper": account.payment_agreement.paper,
        "buyer": {
            "name": customer.legal_name,
            "address": _address(customer),
            "vat_number": customer.vat_number,
            "customer_number": customer.code,
            "billing_account": account.code,
            "reference": account.name,
        },
        "seller": {
            "name": operator.name,
            "colour": operator.colour,
            "address": _address(operator),
            "vat_number": operator.vat_number,
            "iban": operator.iban,
            "bic": operator.bic,
            "email": operator.email,
            "phone": operator.phone,
            "website": operator.website,
        },
    }


def _address(party: Any) -> list[str]:
    return [line for line in (party.street, f"{party.postcode} {party.city}".strip()) if line]
