"""Nobody reads a code: each kind of event, thing and value that is recorded has words, in four languages."""

import ast
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation

from comptoir.web.log.kinds import OBJECTS, VERBS
from comptoir.web.log.values import DETAILS, PAGES
from tests.architecture.house import PACKAGE, tree_of
from tests.audit.recorded import _verbs, recorded

pytestmark = pytest.mark.clause("A-16")


def test_every_kind_of_event_that_the_sources_record_has_words() -> None:
    found, unread = recorded()
    assert not unread, f"Say the verb where it is recorded, so that it can be read: {unread}"
    assert len(found) > 100
    wordless = {verb: place for verb, place in found.items() if verb not in VERBS}
    assert not wordless, f"Give these words in web/log/kinds.py: {wordless}"


def test_no_words_are_kept_for_what_is_never_recorded() -> None:
    assert set(VERBS) - set(recorded()[0]) == set()


def test_the_walk_reads_verbs_through_constants_choices_and_functions() -> None:
    """What it cannot read it says, rather than passing it over."""
    source = """
WARNED = "a.warned"
def _note(verb, thing): record(verb=verb)
def act(ok):
    verb = "a.yes" if ok else "a.no"
    _note(verb, 1)
    _note(WARNED, 1)
    record(verb="a.plain")
def other(): record(verb=made())
"""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "record"]
    found = [_verbs(tree, call.keywords[0].value, call) for call in sorted(calls, key=lambda call: call.lineno)]
    assert found == [{"a.yes", "a.no", "a.warned"}, {"a.plain"}, None]


def test_every_page_that_notes_a_look_has_words() -> None:
    assert set(_pages()) <= set(PAGES), "Give these words in web/log/values.py (PAGES)."
    assert "invoice" in set(_pages())


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != "en"])
def test_each_is_said_in_each_language(language: str) -> None:
    """Translated, that is: not the English text again."""
    with translation.override("en"):
        english = {key: str(words) for key, words in [*VERBS.items(), *OBJECTS.items()]}
    with translation.override(language):
        same = [key for key, words in [*VERBS.items()] if str(words) == english[key]]
    assert same == []


def test_each_value_says_how_it_is_called() -> None:
    assert all(detail is None or str(detail.label) for detail in DETAILS.values())


def _pages() -> Iterator[str]:
    """The pages that the console names when it notes a look."""
    for path in sorted((PACKAGE / "console").rglob("*.py")):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("record_look", "looked")):
                said = (keyword.value for keyword in node.keywords if keyword.arg == "page")
                yield from (str(value.value) for value in said if isinstance(value, ast.Constant))
