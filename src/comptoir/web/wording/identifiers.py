"""Sentences about identifiers that people write: IBAN, enterprise number, phone number, card."""

from django.utils.translation import gettext_lazy as _

_IBAN = _("%(text)s is no IBAN; check the digits.")
_ENTERPRISE = _("%(text)s is no Belgian enterprise number; check the digits.")
_VAT = _("%(text)s is no VAT number of an EU country.")
_IMSI = _("%(text)s is no IMSI.")
_COMMUNICATION = _("%(text)s is no structured communication; check the digits.")
_PHONE = _("%(text)s is no phone number.")

MESSAGES = {
    **{f"identifier.iban.{reason}": _IBAN for reason in ("checksum", "length", "format", "unknown")},
    **{f"identifier.enterprise_number.{reason}": _ENTERPRISE for reason in ("checksum", "length", "format", "unknown")},
    **{f"identifier.vat_number.{reason}": _VAT for reason in ("checksum", "length", "format", "unknown")},
    **{f"identifier.imsi.{reason}": _IMSI for reason in ("checksum", "length", "format", "unknown")},
    **{f"identifier.structured_communication.{reason}": _COMMUNICATION for reason in ("checksum", "format", "range")},
    **{f"identifier.phone_number.{reason}": _PHONE for reason in ("format", "unknown")},
    **{f"identifier.belgian_mobile.{reason}": _PHONE for reason in ("format", "unknown")},
    "identifier.belgian_mobile.kind": _("%(text)s is no Belgian mobile number."),
    "identifier.iccid.format": _("%(text)s is no card number: 18 to 20 digits that begin with 89."),
    "identifier.iccid.checksum": _("%(text)s is no card number; check the digits."),
}
