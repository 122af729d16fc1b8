"""The catalogues of documents are complete in the four languages."""

import re
import tomllib
from decimal import Decimal
from importlib import resources
from typing import Any

import pytest

from comptoir.documents.languages import LANGUAGES, Language
from comptoir.documents.words import words_of

SAME_IN_ENGLISH = {
    ("fr", "document.total"), ("fr", "invoice.period"), ("fr", "invoice.description"), ("fr", "groups.discount"),
    ("fr", "invoice.issued"), ("nl", "invoice.details"), ("fr", "units.messages"), ("fr", "units.minutes"),
    ("nl", "invoice.iban"), ("fr", "invoice.iban"), ("de", "invoice.iban"),
    ("nl", "invoice.bic"), ("fr", "invoice.bic"), ("de", "invoice.bic"),
    ("nl", "units.megabytes"), ("de", "units.megabytes"), ("nl", "units.gigabytes"), ("de", "units.gigabytes"),
    ("nl", "document.continued"), ("fr", "document.continued"), ("de", "document.continued"),
}  # fmt: skip


def texts(language: Language) -> dict[str, str]:
    catalogue: dict[str, Any] = tomllib.loads(
        resources.files("comptoir.documents.words").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    )
    return {
        f"{section}.{key}": " / ".join(text) if isinstance(text, list) else text
        for section, entries in catalogue.items()
        for key, text in entries.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.clause("B-04")
def test_every_language_has_the_same_texts_with_the_same_placeholders(language: Language) -> None:
    english, own = texts("en"), texts(language)
    assert own.keys() == english.keys()
    for key, text in own.items():
        assert text.strip(), key
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", english[key])), key


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_a_text_that_equals_the_english_one_is_meant_so(language: Language) -> None:
    english, own = texts("en"), texts(language)
    same = {(language, key) for key, text in own.items() if text == english[key]}
    assert same <= SAME_IN_ENGLISH


@pytest.mark.parametrize(
    ("language", "quantity", "unit"),
    [
        ("fr", "1.5", "mois"),
        ("fr", "1.5", "pièce"),
        ("fr", "2", "pièces"),
        ("nl", "1", "oproep"),
        ("nl", "2", "oproepen"),
        ("en", "0", "calls"),
        ("de", "1", "Nachricht"),
        ("de", "1000000", "Nachrichten"),
    ],
)
def test_units_follow_the_plural_of_the_language(language: Language, quantity: str, unit: str) -> None:
    words = words_of(language)
    assert unit in {words.unit(name, Decimal(quantity)) for name in words.units}
