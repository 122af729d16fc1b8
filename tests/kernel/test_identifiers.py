"""Identifiers are taken as people write them, checked, and brought to one form."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel import identifiers
from comptoir.kernel.identifiers import InvalidIdentifier

Parse = Callable[[str], str]


@pytest.mark.parametrize(
    ("parse", "text", "expected"),
    [
        (identifiers.parse_iban, "be71 0961 2345 6769", "BE71096123456769"),
        (identifiers.parse_iban, "NL91 ABNA 0417 1643 00", "NL91ABNA0417164300"),
        (identifiers.parse_enterprise_number, "0403.019.261", "0403019261"),
        (identifiers.parse_enterprise_number, "BE 403.019.261", "0403019261"),
        (identifiers.parse_vat_number, "be 0403.019.261", "BE0403019261"),
        (identifiers.parse_vat_number, "0403019261", "BE0403019261"),
        (identifiers.parse_vat_number, "FR 40 303265045", "FR40303265045"),
        (identifiers.parse_phone_number, "0470 12 34 56", "+32470123456"),
        (identifiers.parse_phone_number, "0032 2 555 12 12", "+3225551212"),
        (identifiers.parse_phone_number, "+33 1 42 68 53 00", "+33142685300"),
        (identifiers.parse_phone_number, "0800 12 345", "+3280012345"),
        (identifiers.parse_belgian_mobile, "0470/12.34.56", "+32470123456"),
        (identifiers.parse_structured_communication, "+++123/4567/89002+++", "123456789002"),
        (identifiers.parse_structured_communication, "*** 000 / 0000 / 00097 ***", "000000000097"),
        (identifiers.parse_iccid, "8932 0100 0000 0000 004", "8932010000000000004"),
        (identifiers.parse_imsi, "206 10 1234567890", "206101234567890"),
    ],
)
def test_what_people_write_becomes_one_form(parse: Parse, text: str, expected: str) -> None:
    assert parse(text) == expected
    assert parse(expected) == expected


@pytest.mark.parametrize(
    ("parse", "text", "message"),
    [
        (identifiers.parse_iban, "BE71 0961 2345 6768", "identifier.iban.checksum"),
        (identifiers.parse_iban, "", "identifier.iban.format"),
        (identifiers.parse_enterprise_number, "0403.019.262", "identifier.enterprise_number.checksum"),
        (identifiers.parse_enterprise_number, "2403.019.261", "identifier.enterprise_number.format"),
        (identifiers.parse_enterprise_number, "ours", "identifier.enterprise_number.format"),
        (identifiers.parse_vat_number, "BE0403019262", "identifier.vat_number.checksum"),
        (identifiers.parse_vat_number, "XX1234", "identifier.vat_number.unknown"),
        (identifiers.parse_phone_number, "112", "identifier.phone_number.unknown"),
        (identifiers.parse_phone_number, "nobody", "identifier.phone_number.format"),
        (identifiers.parse_phone_number, "0470 12 34 56 ext. 7", "identifier.phone_number.unknown"),
        (identifiers.parse_belgian_mobile, "02 555 12 12", "identifier.belgian_mobile.kind"),
        (identifiers.parse_belgian_mobile, "+33 6 12 34 56 78", "identifier.belgian_mobile.kind"),
        (
            identifiers.parse_structured_communication,
            "+++123/4567/89003+++",
            "identifier.structured_communication.checksum",
        ),
        (identifiers.parse_structured_communication, "123", "identifier.structured_communication.format"),
        (identifiers.parse_iccid, "8932010000000000005", "identifier.iccid.checksum"),
        (identifiers.parse_iccid, "1234567890123456789", "identifier.iccid.format"),
        (identifiers.parse_imsi, "12", "identifier.imsi.length"),
    ],
)
def test_what_is_none_says_why_with_a_message_id(parse: Parse, text: str, message: str) -> None:
    with pytest.raises(InvalidIdentifier) as error:
        parse(text)
    assert error.value.message == message
    assert error.value.values == {"text": text}


@given(st.integers(0, 10**10 - 1))
def test_a_structured_communication_can_be_read_back(number: int) -> None:
    printed = identifiers.make_structured_communication(number)
    digits = identifiers.parse_structured_communication(printed)
    assert int(digits[:10]) == number
    assert identifiers.format_structured_communication(digits) == printed
    assert len(printed) == 20 and 1 <= int(digits[10:]) <= 97


@given(st.integers(0, 10**10 - 1), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_in_a_structured_communication_is_noticed(number: int, place: int, off: int) -> None:
    digits = identifiers.parse_structured_communication(identifiers.make_structured_communication(number))
    wrong = digits[:place] + str((int(digits[place]) + off) % 10) + digits[place + 1 :]
    with pytest.raises(InvalidIdentifier):
        identifiers.parse_structured_communication(wrong)


def test_a_number_out_of_range_has_no_structured_communication() -> None:
    for number in (-1, 10**10):
        with pytest.raises(InvalidIdentifier):
            identifiers.make_structured_communication(number)


@given(st.from_regex(r"89[0-9]{15,17}", fullmatch=True))
def test_a_made_iccid_is_one(payload: str) -> None:
    iccid = identifiers.make_iccid(payload)
    assert identifiers.parse_iccid(iccid) == iccid
    assert iccid[:-1] == payload


@given(st.text(max_size=30))
def test_any_text_is_an_identifier_or_refused(text: str) -> None:
    for parse in (
        identifiers.parse_iban,
        identifiers.parse_enterprise_number,
        identifiers.parse_vat_number,
        identifiers.parse_phone_number,
        identifiers.parse_belgian_mobile,
        identifiers.parse_structured_communication,
        identifiers.parse_iccid,
        identifiers.parse_imsi,
    ):
        try:
            assert parse(text).isascii()
        except InvalidIdentifier as error:
            assert error.message.startswith("identifier.")


def test_identifiers_are_printed_as_people_know_them() -> None:
    assert identifiers.format_iban("BE71096123456769") == "BE71 0961 2345 6769"
    assert identifiers.format_enterprise_number("0403019261") == "0403.019.261"
    assert identifiers.format_phone_number("+32470123456") == "0470 12 34 56"
    assert identifiers.format_phone_number("+33142685300") == "+33 1 42 68 53 00"
