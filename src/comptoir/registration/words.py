"""What kinds of customers, documents and changes are called: in pages and in mails alike."""

from django.utils.translation import gettext_lazy as _

from comptoir.registration.models import ChangeKind, CustomerKind, DocumentKind

CUSTOMER_KINDS = {
    CustomerKind.LEGAL_PERSON.value: _("A company (legal person)"),
    CustomerKind.NATURAL_PERSON.value: _("A natural person"),
    CustomerKind.ASSOCIATION.value: _("A de facto association"),
}
DOCUMENT_KINDS = {
    DocumentKind.STATUTES.value: _("The published statutes"),
    DocumentKind.STATUTE_CHANGES.value: _("The changes of the statutes"),
    DocumentKind.IDENTITY.value: _("Proof of identity of who signs"),
    DocumentKind.POWER_OF_ATTORNEY.value: _("The power of attorney"),
}
CHANGE_KINDS = {
    ChangeKind.NAME.value: _("Name"),
    ChangeKind.LEGAL_FORM.value: _("Legal form"),
    ChangeKind.ADDRESS.value: _("Address and registered seat"),
    ChangeKind.CONTACT.value: _("Contact person"),
    ChangeKind.ACCESS_OWNER.value: _("Access Owner"),
}
DETAILS = {
    "legal_name": _("Legal name"),
    "legal_form": _("Legal form"),
    "street": _("Street and number"),
    "postcode": _("Postcode"),
    "city": _("City"),
    "country": _("Country"),
    "replaces": _("In place of"),
    "name": _("Name"),
    "email": _("E-mail address"),
    "phone": _("Telephone"),
}
