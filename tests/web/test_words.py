"""Explanations become sentences; nothing in them is lost or made up."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from comptoir.kernel.explanation import Explanation, Step
from comptoir.kernel.money import Money
from comptoir.web.words import messages, sentence, worded, words, written_value


def test_every_message_has_named_places_only() -> None:
    for key, text in messages().items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+", key), key
        without = re.sub(r"%\([a-z][a-z0-9_]*\)s|%%", "", str(text))
        assert "%" not in without, key


def test_the_sentence_comes_first_then_the_steps() -> None:
    given = Explanation(
        "web.sample.call",
        {"amount": Money.of("0.16"), "seconds_charged": 232, "money_per_minute": Money.of("0.05")},
        steps=(Step("web.sample.bundle", {"seconds_free": 40}, "MC 3.2"),),
        clause="GC 6.1",
    )
    with translation.override("en"):
        assert words(given) == ["€0.16: 0:03:52 at €0.05 a minute.", "0:00:40 were still in the bundle."]
        found = worded(given)
    assert (found.clause, found.steps[0].clause) == ("GC 6.1", "MC 3.2")


def test_an_unknown_message_still_says_its_values() -> None:
    with translation.override("en"):
        assert sentence(Step("no.such_message", {"number_of_cards": 3})) == "number of cards: 3"


def test_a_missing_value_is_no_error() -> None:
    with translation.override("en"):
        assert sentence(Step("web.sample.bundle", {"seconds_other": 60})).endswith("0:01:00")


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("seconds_used", 61, "0:01:01"),
        ("bytes_used", 1_500_000, "1.5 MB"),
        ("micro_total", 1_500_000, "€1.50"),
        ("percent_rate", Decimal(21), "21%"),
        ("phone_called", "+32470123456", "+32 470 12 34 56"),
        ("country_visited", "FR", "France"),
        ("month_billed", date(2026, 11, 1), "November 2026"),
        ("on", date(2026, 11, 1), "1 November 2026"),
        ("anything", "as it is", "as it is"),
        ("from_on", "2026-12-07", "7 December 2026"),  # a refusal carries plain values only
        ("period", "2026-12", "December 2026"),
        ("code", "2026-13-45", "2026-13-45"),
        ("used", True, "yes"),
        ("amount", Money.of("2"), "€2.00"),
        ("share", Decimal("0.125"), "0.125"),
    ],
)
def test_values_are_written_by_type_and_name(name: str, value: object, written: str) -> None:
    with translation.override("en"):
        assert written_value(name, value).replace("\N{NO-BREAK SPACE}", " ") == written  # type: ignore[arg-type]
