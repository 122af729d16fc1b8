"""A change in SCIM's notation does to a person what it does to a plain dict (RFC 7644, 3.5.2)."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scim2_models import SCIMException

from comptoir.directory.models import DirectoryEmail, DirectoryUser
from comptoir.directory.patching import patched_person
from comptoir.directory.wanted import WantedPerson
from tests.directory.connected import PATCH, USER

pytestmark = pytest.mark.clause("A-15")

TEXTS = {"displayName": "display_name", "externalId": "external_id", "preferredLanguage": "language"}
PARTS = {"givenName": "given_name", "familyName": "family_name", "formatted": "formatted"}
WORDS = st.text("abcé %_'\"\\.", min_size=1, max_size=6).map(str.strip).filter(bool)
BOOLEANS = st.sampled_from([(True, True), (False, False), ("True", True), ("False", False), ("false", False)])


def spelt(draw: Any, word: str) -> str:
    return str(draw(st.sampled_from([word, word.lower(), word.upper(), word.capitalize()])))


def person() -> DirectoryUser:
    """A row that is nowhere, with what it has beside it as if it had been fetched."""
    row = DirectoryUser(pk=1, user_name="eva", display_name="Eva", given_name="Eva", family_name="Maes", active=True)
    emails = [DirectoryEmail(value="eva@a.example", type="work", primary=True)]
    row._prefetched_objects_cache = {"emails": emails, "groups": []}  # type: ignore[attr-defined]
    return row


BEFORE = {
    "userName": "eva", "displayName": "Eva", "externalId": "", "preferredLanguage": "", "active": True,
    "givenName": "Eva", "familyName": "Maes", "formatted": "",
}  # fmt: skip


@st.composite
def operations(draw: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Operations, and what a plain reading makes of them."""
    state, found = copy.deepcopy(BEFORE), []
    for _ in range(draw(st.integers(1, 5))):
        op = draw(st.sampled_from(["add", "replace", "remove"]))
        attribute = draw(st.sampled_from([*TEXTS, *PARTS, "active"]))
        word, wanted = draw(BOOLEANS) if attribute == "active" else (draw(WORDS),) * 2
        full = f"name.{attribute}" if attribute in PARTS else attribute
        if op == "remove":
            found.append({"op": spelt(draw, op), "path": spelt(draw, full)})
            state[attribute] = None if attribute == "active" else ""
            continue
        state[attribute] = wanted
        if draw(st.booleans()):
            path = f"{USER}:{full}" if draw(st.booleans()) else spelt(draw, full)
            found.append({"op": spelt(draw, op), "path": path, "value": word})
        elif attribute in PARTS:
            value = {"name": {spelt(draw, attribute): word}} if draw(st.booleans()) else {full: word}
            found.append({"op": spelt(draw, op), "value": value})
        else:
            found.append({"op": spelt(draw, op), "value": {spelt(draw, attribute): word}})
    return found, state


def changed(*said: dict[str, Any]) -> WantedPerson:
    return patched_person(person(), {"schemas": [PATCH], "Operations": list(said)})


@given(operations())
def test_a_change_does_what_a_plain_reading_says(said: tuple[list[dict[str, Any]], dict[str, Any]]) -> None:
    given_operations, state = said
    found = changed(*given_operations)
    assert found.active is state["active"]
    for attribute, field in (*TEXTS.items(), *PARTS.items()):
        assert getattr(found, field).strip() == state[attribute], attribute
    assert found.user_name == "eva"
    assert [email.value for email in found.emails] == ["eva@a.example"]


KEYS = ["op", "path", "value", "active", "Active", "emails", "id", "x"]
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.sampled_from(["active", "Replace"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)),
    max_leaves=12,
)


@given(JSON)
def test_any_body_changes_or_is_refused(body: Any) -> None:
    """Nothing but the two kinds of refusals comes out of it."""
    for sent in (body, {"schemas": [PATCH], "Operations": body}, {"Operations": [body]}):
        try:
            patched_person(person(), sent)
        except (SCIMException, ValidationError):
            continue


@given(JSON, st.sampled_from(["replace", "Replace", "add"]))
def test_active_follows_what_is_said_or_the_change_is_refused(value: Any, op: str) -> None:
    """No value is taken for a yes by mistake."""
    try:
        found = changed({"op": op, "path": "active", "value": value})
    except (SCIMException, ValidationError):
        return
    yes = value in (True, 1) or (isinstance(value, str) and value.lower() in ("true", "t", "yes", "y", "on", "1"))
    assert bool(found.active) == yes


def test_emails_are_changed_by_selection() -> None:
    found = changed({"op": "replace", "path": 'emails[type eq "work"].value', "value": "new@a.example"})
    assert [email.value for email in found.emails] == ["new@a.example"]
    found = changed({"op": "Add", "path": 'emails[type eq "home"].value', "value": "home@a.example"})
    assert sorted(email.value for email in found.emails) == ["eva@a.example", "home@a.example"]
    found = changed({"op": "add", "path": "emails", "value": [{"value": "b@a.example", "primary": True}]})
    assert found.address == "b@a.example", "the one marked last is the primary one"


def test_what_the_standard_has_and_we_do_not_keep_is_taken_and_forgotten() -> None:
    """A directory sends all it has in one go; the twin, what no standard has, is refused."""
    enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    found = changed(
        {"op": "Add", "path": 'phoneNumbers[type eq "work"].value', "value": "+3221234567"},
        {"op": "Replace", "path": f"{enterprise}:department", "value": "Sales"},
        {"op": "Replace", "path": "title", "value": "Boss"},
        {"op": "Replace", "path": "active", "value": "False"},
    )
    assert found == WantedPerson(**{**_fields(changed({"op": "add", "path": "title", "value": "x"})), "active": False})
    with pytest.raises(ValidationError):
        changed({"op": "replace", "path": "shoeSize", "value": 42})


def _fields(wanted: WantedPerson) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in wanted.__slots__}
