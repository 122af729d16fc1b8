"""Which documents may be asked of whom (P-02; GC 2.1.2): a rule over the kind of customer.

Statutes are those of a legal person or a de facto association; proof of identity and a power of attorney are asked of
whoever acts for one. Who registers as a natural person acts for nobody else, and owes no document.
"""

from collections.abc import Mapping

from comptoir.registration.models import CustomerKind, DocumentKind

CLAUSE = "GC 2.1.2"
_ALL = tuple(DocumentKind)
_ASKED_OF: Mapping[str, tuple[DocumentKind, ...]] = {
    CustomerKind.LEGAL_PERSON: _ALL,
    CustomerKind.ASSOCIATION: _ALL,
    CustomerKind.NATURAL_PERSON: (),
}


def asked_of(customer_kind: str) -> tuple[DocumentKind, ...]:
    """The documents that may be asked of a kind of customer, in the order of the clause."""
    return _ASKED_OF.get(customer_kind, ())
