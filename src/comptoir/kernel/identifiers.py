"""Identifiers as people write them, checked and brought to one form.

Each `parse_...` returns the normalised value or raises `InvalidIdentifier`, which carries a message id and
values for an interface to put into words. Spaces, dots, dashes and slashes between the signs are accepted.
"""

import re
from collections.abc import Mapping

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType
from stdnum import iban as stdnum_iban
from stdnum import imsi as stdnum_imsi
from stdnum import luhn
from stdnum.be import vat as belgian_vat
from stdnum.eu import vat as european_vat
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError

_REASONS = {InvalidChecksum: "checksum", InvalidLength: "length", InvalidFormat: "format"}
_COMMUNICATION_MODULUS = 97
_COMMUNICATION_NUMBERS = 10**10


class InvalidIdentifier(ValueError):
    """A text is not what it should be: `message` such as "identifier.iban.checksum", and `values`."""

    def __init__(self, message: str, values: Mapping[str, str]) -> None:
        super().__init__(f"{message}: {dict(values)}")
        self.message = message
        self.values = dict(values)


def parse_iban(text: str) -> str:
    """An IBAN of any country, without spaces: 'BE71096123456769'."""
    try:
        return str(stdnum_iban.validate(text))
    except ValidationError as error:
        raise _invalid("iban", text, error) from error


def format_iban(iban: str) -> str:
    """In groups of four, as printed: 'BE71 0961 2345 6769'."""
    return " ".join(re.findall(".{1,4}", iban))


def parse_enterprise_number(text: str) -> str:
    """A Belgian enterprise number (modulo 97), as ten digits: '0403019261'."""
    digits = re.sub(r"[\s./-]", "", text.upper()).removeprefix("BE")
    if not re.fullmatch(r"[01]\d{9}", digits.zfill(10), re.ASCII) or len(digits) < 9:
        raise InvalidIdentifier("identifier.enterprise_number.format", {"text": text})
    try:
        return str(belgian_vat.validate(digits.zfill(10)))
    except ValidationError as error:
        raise _invalid("enterprise_number", text, error) from error


def format_enterprise_number(number: str) -> str:
    """As printed: '0403.019.261'."""
    return f"{number[:4]}.{number[4:7]}.{number[7:]}"


def parse_vat_number(text: str) -> str:
    """A VAT number of any EU country with its country code: 'BE0403019261'. Ten bare digits are Belgian."""
    compact = re.sub(r"[\s./-]", "", text.upper())
    if not re.match(r"[A-Z]{2}", compact):
        compact = "BE" + parse_enterprise_number(text)
    try:
        return str(european_vat.validate(compact))
    except ValidationError as error:
        raise _invalid("vat_number", text, error) from error


def parse_phone_number(text: str, region: str = "BE") -> str:
    """A phone number in E.164, '+32470123456'; a number without country code is one of `region`.

    Short codes such as 112 are no E.164 numbers.
    """
    return _e164(_phone_number("phone_number", text, region))


def parse_belgian_mobile(text: str) -> str:
    """A Belgian mobile number in E.164."""
    number = _phone_number("belgian_mobile", text, "BE")
    if number.country_code != 32 or phonenumbers.number_type(number) != PhoneNumberType.MOBILE:
        raise InvalidIdentifier("identifier.belgian_mobile.kind", {"text": text})
    return _e164(number)


def format_phone_number(e164: str, region: str = "BE") -> str:
    """As people of `region` write it: '0470 12 34 56' at home, '+33 1 23 45 67 89' for another country's."""
    number = phonenumbers.parse(e164)
    home = phonenumbers.country_code_for_region(region)
    style = PhoneNumberFormat.NATIONAL if number.country_code == home else PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, style))


def make_structured_communication(number: int) -> str:
    """'+++123/4567/89095+++' of a number below ten thousand million; the last two digits check the rest."""
    if not 0 <= number < _COMMUNICATION_NUMBERS:
        raise InvalidIdentifier("identifier.structured_communication.range", {"text": str(number)})
    return format_structured_communication(f"{number:010d}{_communication_check(number):02d}")


def parse_structured_communication(text: str) -> str:
    """A structured communication as twelve digits; the check digits are verified (modulo 97, 97 for 0)."""
    digits = re.sub(r"[\s+*/.-]", "", text)
    if not re.fullmatch(r"\d{12}", digits, re.ASCII):
        raise InvalidIdentifier("identifier.structured_communication.format", {"text": text})
    if int(digits[10:]) != _communication_check(int(digits[:10])):
        raise InvalidIdentifier("identifier.structured_communication.checksum", {"text": text})
    return digits


def format_structured_communication(digits: str) -> str:
    """Twelve digits as printed: '+++123/4567/89095+++'."""
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def parse_iccid(text: str) -> str:
    """A SIM card's number: 18 to 20 digits that start with 89 and end with a Luhn digit."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"89\d{16,18}", digits, re.ASCII):
        raise InvalidIdentifier("identifier.iccid.format", {"text": text})
    if not luhn.is_valid(digits):
        raise InvalidIdentifier("identifier.iccid.checksum", {"text": text})
    return digits


def make_iccid(payload: str) -> str:
    """An ICCID of its digits without the last, which is computed."""
    return parse_iccid(payload + str(luhn.calc_check_digit(payload)))


def parse_imsi(text: str) -> str:
    """A subscriber identity: 15 digits (14 in some countries) that start with a known country code."""
    try:
        return str(stdnum_imsi.validate(re.sub(r"[\s-]", "", text)))
    except ValidationError as error:
        raise _invalid("imsi", text, error) from error


def _communication_check(number: int) -> int:
    return number % _COMMUNICATION_MODULUS or _COMMUNICATION_MODULUS


def _phone_number(kind: str, text: str, region: str) -> PhoneNumber:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise InvalidIdentifier(f"identifier.{kind}.format", {"text": text}) from error
    if number.extension or not phonenumbers.is_valid_number(number):
        raise InvalidIdentifier(f"identifier.{kind}.unknown", {"text": text})
    return number


def _e164(number: PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def _invalid(kind: str, text: str, error: ValidationError) -> InvalidIdentifier:
    reason = _REASONS.get(type(error), "unknown")
    return InvalidIdentifier(f"identifier.{kind}.{reason}", {"text": text})
