"""Numbers, money and dates in the form of the four languages, and read back from it."""

from datetime import date
from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from comptoir.documents.languages import LANGUAGES, Language, NotAnAmount, forms_of

LOCALES = {"fr": "fr_BE", "nl": "nl_BE", "en": "en_GB", "de": "de_BE"}
AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ").replace("−", "-")


@given(amount=AMOUNTS, language=st.sampled_from(LANGUAGES))
def test_money_is_written_as_the_locale_writes_it(amount: Decimal, language: Language) -> None:
    written = forms_of(language).money(amount, "EUR")
    assert plain(written) == plain(format_currency(amount + 0, "EUR", locale=LOCALES[language]))


@given(amount=AMOUNTS, language=st.sampled_from(LANGUAGES), currency=st.sampled_from(["EUR", "CHF"]))
def test_what_was_written_reads_back_exactly(amount: Decimal, language: Language, currency: str) -> None:
    forms = forms_of(language)
    assert forms.read_number(forms.amount(amount)) == amount
    assert forms.read_money(forms.money(amount, currency), currency) == amount


@pytest.mark.parametrize("text", ["", "1.2.3,4", "12 34", "1,23,4", "abc", "1 234 567", "٣", "--1"])
@pytest.mark.parametrize("language", ["nl", "de"])
def test_what_is_no_number_is_refused(text: str, language: Language) -> None:
    with pytest.raises(NotAnAmount):
        forms_of(language).read_number(text)


def test_an_amount_is_in_whole_cents() -> None:
    with pytest.raises(NotAnAmount):
        forms_of("en").amount(Decimal("1.005"))
    with pytest.raises(NotAnAmount):
        forms_of("en").amount(Decimal("NaN"))


def test_prices_keep_the_decimals_they_have() -> None:
    forms = forms_of("fr")
    assert forms.at_least(Decimal("15.5"), 2) == "15,50"
    assert forms.at_least(Decimal("0.0334"), 2) == "0,0334"
    assert forms.at_least(Decimal("100"), 0) == "100"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "1er–31 décembre 2025"),
        ("nl", "1–31 december 2025"),
        ("en", "1–31 December 2025"),
        ("de", "1.–31. Dezember 2025"),
    ],
)
def test_a_month_is_said_shortly(language: Language, said: str) -> None:
    assert forms_of(language).days(date(2025, 12, 1), date(2025, 12, 31)) == said


def test_other_periods_and_durations() -> None:
    forms = forms_of("fr")
    assert forms.days(date(2025, 12, 15), date(2026, 1, 1)) == "15 décembre 2025 – 1er janvier 2026"
    assert forms.days(date(2026, 1, 1), date(2026, 1, 1)) == "1er janvier 2026"
    assert [plain(forms.duration(s)) for s in (0, 59, 60, 3600, 4563)] == [
        "0 s", "59 s", "1 min 00 s", "1 h 00 min 00 s", "1 h 16 min 03 s",
    ]  # fmt: skip


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="not 'it'"):
        forms_of("it")  # type: ignore[arg-type]
