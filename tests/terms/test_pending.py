"""Every requirement and every figure is named by a test, or stands in the list of what is not built yet."""

import re
from pathlib import Path

from comptoir.terms import load
from comptoir.terms.clauses import DOCUMENTS
from comptoir.terms.naming import names_in_tests
from comptoir.terms.requirements import load_pending, load_requirements

TESTS = Path(__file__).parents[1]
NAMED = names_in_tests(TESTS)
REQUIREMENTS = load_requirements()
PENDING = load_pending()
KEYS = set(load().keys)


def test_every_requirement_is_named_or_pending() -> None:
    waiting = set(PENDING.requirements) | set(PENDING.partly)
    forgotten = sorted(set(REQUIREMENTS) - set(NAMED) - waiting)
    assert not forgotten, f"No test names {forgotten} and pending.toml does not list them."


def test_what_no_test_may_name_is_named_by_none() -> None:
    built = {id_: NAMED[id_] for id_ in PENDING.requirements if id_ in NAMED}
    assert not built, f"Take these out of pending.toml, or move them to [partly] with what is missing: {built}"


def test_what_is_built_in_part_is_named_and_says_what_is_missing() -> None:
    assert not set(PENDING.partly) - set(NAMED), "What no test names belongs under [requirements]."
    assert all(missing.strip() for missing in PENDING.partly.values())


def test_pending_lists_only_what_exists_and_only_once() -> None:
    assert set(PENDING.requirements) | set(PENDING.partly) <= set(REQUIREMENTS)
    assert not set(PENDING.requirements) & set(PENDING.partly)
    assert set(PENDING.terms) <= KEYS


def test_every_figure_is_named_or_pending() -> None:
    forgotten = sorted(KEYS - set(NAMED) - set(PENDING.terms))
    assert not forgotten, f"No test names {forgotten} and pending.toml does not list them."
    built = sorted(set(PENDING.terms) & set(NAMED))
    assert not built, f"Tests name these figures, so take them out of pending.toml: {built}"


def test_the_list_only_shrinks() -> None:
    count = {"requirements": len(PENDING.requirements) + len(PENDING.partly), "terms": len(PENDING.terms)}
    assert count == PENDING.high_water, "Lower the high water of pending.toml to the length of its list."


def test_tests_name_only_what_exists() -> None:
    unknown = {}
    for name, tests in NAMED.items():
        if re.fullmatch(r"[A-Z]-\d{2}", name):
            known = name in REQUIREMENTS
        elif re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)+", name):
            known = name in KEYS
        else:
            known = name.split(" ")[0] in DOCUMENTS
        if not known:
            unknown[name] = tests
    assert not unknown
