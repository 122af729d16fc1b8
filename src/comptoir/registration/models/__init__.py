"""Registrations with what belongs to them, and changes asked for later; one noun a file."""

from comptoir.registration.models.changes import ChangeAnswer, ChangeKind, ChangeRequest, ContactPerson
from comptoir.registration.models.documents import Document, DocumentKind, DocumentReview, DocumentWish
from comptoir.registration.models.links import Attempt, Link, LinkPurpose
from comptoir.registration.models.registrations import (
    Answer,
    CustomerKind,
    NamedAffiliate,
    Registration,
    State,
)

__all__ = [
    "Answer",
    "Attempt",
    "ChangeAnswer",
    "ChangeKind",
    "ChangeRequest",
    "ContactPerson",
    "CustomerKind",
    "Document",
    "DocumentKind",
    "DocumentReview",
    "DocumentWish",
    "Link",
    "LinkPurpose",
    "NamedAffiliate",
    "Registration",
    "State",
]
