"""Numbers called, in every way they are written, become one."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from comptoir.usage.intake.reasons import Reason
from tests.usage.reading_rows import mapping, result, results

# The Union and those whose numbers customers call most.
EUROPE = ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
          "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "CH", "GB", "NO")  # fmt: skip
# Each example opens an engine of its own.
few = settings(max_examples=settings().max_examples // 3)
KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)


def called(text: str, *changes: tuple[str, str], country: str = "BE") -> object:
    found = result({"called": text, "country": country}, mapping(*changes))
    return found if isinstance(found, Reason) else found["called"]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+32475123456", 32475123456),
        ("0032475123456", 32475123456),
        ("0475123456", 32475123456),
        ("0475 12 34 56", 32475123456),
        ("0475/12.34.56", 32475123456),
        ("+32 (0)475 12-34-56", 32475123456),
        ("+320475123456", 32475123456),
        ("32475123456", 32475123456),
        ("  +32475123456 ", 32475123456),
        ("023456789", 3223456789),
        ("+12125550100", 12125550100),
        ("0012125550100", 12125550100),
        ("1307", -1307),
        ("8850", -8850),
        ("+321307", -1307),
    ],
)
def test_one_form(written: str, number: int) -> None:
    assert called(written) == number


@pytest.mark.parametrize(
    "written", ["abc", "+", "12a4", "+0475123456", "+1234567890123456", "*123#", "0000", "+3247-x"]
)
def test_what_is_no_number(written: str) -> None:
    assert called(written) is Reason.CALLED


def test_a_national_number_is_of_the_country_that_the_mapping_says() -> None:
    visited = ("[kinds]", '[phone]\ncountry = "visited"\n[kinds]')
    assert called("0612345678", visited, country="FR") == 33612345678
    assert called("0612345678", country="FR") == 32612345678
    assert called("0475123456", visited, country="XS") is Reason.CALLED


def test_bare_national_digits() -> None:
    bare = ("[kinds]", '[phone]\nbare = "national"\n[kinds]')
    rows = [{"number": "470000001", "called": text} for text in ("475123456", "+33612345678", "0475123456", "1307")]
    found = results(rows, mapping(bare))
    assert [row["called"] for row in found] == [32475123456, 33612345678, 32475123456, -1307]
    assert found[0]["own"] == 32470000001


def test_other_international_prefixes() -> None:
    other = ("[kinds]", '[phone]\ninternational_prefixes = ["011"]\n[kinds]')
    assert called("01132475123456", other) == 32475123456


@st.composite
def numbers(draw: st.DrawFn) -> PhoneNumber:
    """A valid number of a European country, near an example of its kind."""
    region, kind = draw(st.sampled_from(EUROPE)), draw(st.sampled_from(KINDS))
    example = phonenumbers.example_number_for_type(region, kind)
    assert example is not None
    text = phonenumbers.format_number(example, PhoneNumberFormat.E164)
    count = draw(st.integers(1, 4))
    digits = "".join(str(draw(st.integers(0, 9))) for _ in range(count))
    number = phonenumbers.parse(text[: len(text) - count] + digits)
    return number if phonenumbers.is_valid_number(number) else example


@few
@given(st.lists(numbers(), min_size=1, max_size=40))
def test_every_way_to_write_a_number_is_what_phonenumbers_says(found: list[PhoneNumber]) -> None:
    rows, expected = [], []
    for number in found:
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        region = phonenumbers.region_code_for_number(number)
        written = [e164, e164[1:], f"00{e164[1:]}", phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)]
        national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        trunk = phonenumbers.PhoneMetadata.metadata_for_region(region).national_prefix
        if trunk and national.replace(" ", "").startswith(trunk):
            written.append(national)
        rows += [{"called": text, "country": region} for text in written]
        expected += [int(e164[1:])] * len(written)
    visited = mapping(("[kinds]", '[phone]\ncountry = "visited"\n[kinds]'))
    reached = [row if isinstance(row, Reason) else row["called"] for row in results(rows, visited)]
    # A free number (0800 at home) is none of fixed and mobile: nothing may be dropped here.
    assert reached == expected


@few
@given(st.lists(st.text(max_size=25), min_size=1, max_size=60))
def test_no_text_breaks_the_reading(texts: list[str]) -> None:
    clean = [text.replace("\x00", "") for text in texts]
    for found in results([{"called": text} for text in clean]):
        assert isinstance(found, Reason) or -(10**6) < found["called"] < 10**15
