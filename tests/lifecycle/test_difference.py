"""A difference that can be read: it says all that changed, nothing that did not, and each text can be read from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.lifecycle.difference import changes, paragraphs, parts_of

WORDS = st.sampled_from(["The", "customer", "pays.", "operator", "tells", "within", "15", "days;", "30", "days."])
SENTENCES = st.lists(WORDS, max_size=8).map(" ".join)
TEXTS = st.lists(SENTENCES, max_size=5).map("\n\n".join) | st.text(max_size=80)

OLD = "Access is free. You keep your password to yourself.\n\nA notice takes 15 days. Write to us."
NEW = "Access is free. You keep your password to yourself.\n\nA notice takes 30 days. Write to us. We answer."


@pytest.mark.clause("P-11")
@given(old=TEXTS, new=TEXTS)
def test_both_texts_can_be_read_from_the_difference(old: str, new: str) -> None:
    parts = parts_of(old, new)
    assert "".join(part.text for part in parts if part.kind != "added") == old
    assert "".join(part.text for part in parts if part.kind != "removed") == new


@pytest.mark.clause("P-11")
@given(text=TEXTS)
def test_nothing_changed_is_said_so(text: str) -> None:
    assert changes(text, text) == 0
    assert not any(paragraph.is_changed for paragraph in paragraphs(text, text))


@given(old=TEXTS, new=TEXTS)
def test_no_word_is_lost_in_paragraphs(old: str, new: str) -> None:
    for wanted, without in ((old, "added"), (new, "removed")):
        shown = " ".join(
            "".join(part.text for part in paragraph.parts if part.kind != without) for paragraph in paragraphs(old, new)
        )
        assert shown.split() == wanted.split()


@pytest.mark.clause("P-11")
def test_a_changed_figure_is_marked_alone_and_a_new_sentence_as_one() -> None:
    first, second = paragraphs(OLD, NEW)
    assert not first.is_changed and second.is_changed
    marked = [(part.kind, part.text.strip()) for part in second.parts if part.kind != "same"]
    assert marked == [("removed", "15"), ("added", "30"), ("added", "We answer.")]
    assert changes(OLD, NEW) == 2


def test_a_wholly_other_sentence_replaces_the_old_one() -> None:
    parts = parts_of("We answer at once.", "Nobody knows anything here.")
    assert [part.kind for part in parts] == ["removed", "added"]
