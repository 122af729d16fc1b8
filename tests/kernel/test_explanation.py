"""An explanation is structure that survives being stored."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.explanation import Explanation, InvalidExplanation, Step, Value
from comptoir.kernel.money import Money

WORDS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
MESSAGES = st.lists(WORDS, min_size=2, max_size=4).map(".".join)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))])
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.text(),
    st.booleans(),
    st.integers(),
    DECIMALS,
    st.dates(),
    st.datetimes(timezones=ZONES, min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)),
    st.builds(Money, DECIMALS, st.sampled_from(["EUR", "GBP"])),
)
NAMED = st.dictionaries(WORDS, VALUES, max_size=4)
CLAUSES = st.one_of(st.none(), st.sampled_from(["GC 2.2.3", "-", "MC 5.2.4.1"]))
STEPS = st.builds(Step, MESSAGES, NAMED, CLAUSES)
EXPLANATIONS = st.builds(Explanation, MESSAGES, NAMED, st.lists(STEPS, max_size=4).map(tuple), CLAUSES)


@given(EXPLANATIONS)
def test_an_explanation_survives_json(explanation: Explanation) -> None:
    stored = json.dumps(explanation.to_json())
    read = Explanation.from_json(json.loads(stored))
    assert read == explanation
    assert json.dumps(read.to_json()) == json.dumps(explanation.to_json())
    for name, value in explanation.values.items():
        assert type(read.values[name]) is type(value)


@given(STEPS)
def test_a_step_survives_json(step: Step) -> None:
    assert Step.from_json(json.loads(json.dumps(step.to_json()))) == step


def test_decimals_keep_their_places() -> None:
    read = Explanation.from_json(Explanation("a.b", {"price": Decimal("1.500")}).to_json())
    assert str(read.values["price"]) == "1.500"


@pytest.mark.parametrize(
    "value", [1.5, None, b"x", ["a"], {"a": 1}, Decimal("NaN"), timedelta(1)], ids=lambda value: repr(value)
)
def test_other_values_are_refused(value: object) -> None:
    with pytest.raises(InvalidExplanation, match="cannot stand in an explanation"):
        Explanation("a.b", {"value": value})  # type: ignore[dict-item]


def test_an_instant_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Step("a.b", {"at": datetime(2025, 1, 1)})


@pytest.mark.parametrize("message", ["price", "Rating.price", "rating.", "The price is 3.", "rating price"])
def test_a_sentence_is_no_message_id(message: str) -> None:
    with pytest.raises(InvalidExplanation, match="is no message id"):
        Step(message)


def test_what_is_given_is_copied() -> None:
    values: dict[str, Value] = {"on": date(2025, 1, 1)}
    explanation = Explanation("a.b", values)
    values["on"] = date(2026, 1, 1)
    assert explanation.values["on"] == date(2025, 1, 1)


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"message": 3},
        {"message": "a.b", "clause": 3},
        {"message": "a.b", "values": {"x": 1.5}},
        {"message": "a.b", "values": {"x": {"decimal": 1}}},
        {"message": "a.b", "values": {"x": {"decimal": "much"}}},
        {"message": "a.b", "values": {"x": {"date": "soon"}}},
        {"message": "a.b", "values": {"x": {"instant": "2025-01-01T00:00:00"}}},
        {"message": "a.b", "values": []},
        {"message": "a.b", "steps": {}},
        {"message": "a.b", "steps": ["x"]},
    ],
)
def test_a_damaged_explanation_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(InvalidExplanation):
        Explanation.from_json(stored)
