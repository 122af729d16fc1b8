"""A filter finds in the database what a plain reading of the standard finds in a list (RFC 7644, 3.4.2.2)."""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scim2_models import InvalidFilterException

from comptoir.directory.columns import PEOPLE, TEAMS
from comptoir.directory.filtering import condition
from comptoir.directory.models import DirectoryEmail, DirectoryGroup, DirectoryUser
from comptoir.directory.wanted import folded
from comptoir.parties.models import Customer
from tests.access.group import AT, company

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-15")]

#: Letters that collations, LIKE, quoting and case mapping stumble over.
WORDS = st.sampled_from(
    ["", "a", "A", "ab", "aB", "b%", "_", "%", "a_b", 'q"q', "b\\a", "é", "e\u0301", "É", "ß", "SS", "İ", "i\u0307",
     "Z", "z", "'", "\U0001f642"]
)  # fmt: skip
NAMES = st.text("abAB%_é'\"\\", min_size=1, max_size=4)
TEXTS = {
    "userName": "user_name", "displayName": "display_name", "name.givenName": "given_name",
    "name.familyName": "family_name", "preferredLanguage": "language", "externalId": "external_id",
}  # fmt: skip
TEXT_OPERATORS = ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le")
ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b, "gt": lambda a, b: a > b, "ge": lambda a, b: a >= b, "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b, "co": lambda a, b: b in a, "sw": lambda a, b: a.startswith(b),
    "ew": lambda a, b: a.endswith(b),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A filter as it is written, and what it means for one person described by a dict."""

    text: str
    holds: Callable[[dict[str, Any]], bool]


def plain(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())


def compared(actual: Any, op: str, wanted: Any, *, exact: bool = False) -> bool:
    """The standard's words: what is not there equals nothing but null."""
    absent = actual in ("", None)
    if wanted is None:
        return absent if op == "eq" else not absent if op == "ne" else False
    if op == "ne":
        return not compared(actual, "eq", wanted, exact=exact)
    if absent:
        return False
    if isinstance(actual, str) and not exact:
        actual, wanted = plain(actual), plain(wanted)
    return ORDERS[op](actual, wanted)


@st.composite
def spelt(draw: Any, word: str) -> str:
    """An attribute or an operator in any case."""
    return draw(st.sampled_from([word, word.upper(), word.lower(), word.swapcase()]))


@st.composite
def on_text(draw: Any) -> Asked:
    attribute = draw(st.sampled_from(sorted(TEXTS)))
    op = draw(st.sampled_from(TEXT_OPERATORS))
    wanted = draw(st.one_of(WORDS, NAMES, st.none()))
    text = f"{draw(spelt(attribute))} {draw(spelt(op))} {json.dumps(wanted, ensure_ascii=draw(st.booleans()))}"
    exact = attribute == "externalId"
    return Asked(text, lambda person: compared(person[TEXTS[attribute]], op, wanted, exact=exact))


@st.composite
def on_active(draw: Any) -> Asked:
    op, wanted = draw(st.sampled_from(["eq", "ne"])), draw(st.sampled_from([True, False, None]))
    return Asked(f"{draw(spelt('active'))} {op} {json.dumps(wanted)}", lambda p: compared(p["active"], op, wanted))


@st.composite
def on_created(draw: Any) -> Asked:
    op = draw(st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"]))
    wanted = AT + timedelta(hours=draw(st.integers(-2, 2)))
    return Asked(f'meta.created {op} "{wanted.isoformat()}"', lambda person: compared(person["created"], op, wanted))


@st.composite
def present(draw: Any) -> Asked:
    attribute = draw(st.sampled_from([*sorted(TEXTS), "active", "emails", "emails.type", "id", "meta", "name"]))
    text = f"{draw(spelt(attribute))} {draw(spelt('pr'))}"
    if attribute == "emails":
        return Asked(text, lambda person: bool(person["emails"]))
    if attribute == "emails.type":
        return Asked(text, lambda person: any(email["type"] for email in person["emails"]))
    if attribute == "name":
        return Asked(text, lambda person: bool(person["given_name"] or person["family_name"]))
    if attribute in ("id", "meta"):
        return Asked(text, lambda person: True)
    key = TEXTS.get(attribute, attribute)
    return Asked(text, lambda person: person[key] not in ("", None))


@st.composite
def on_email(draw: Any) -> Asked:
    """emails.value, emails.type, or emails alone, which stands for its values; any of them counts, for ne all."""
    attribute = draw(st.sampled_from(["emails", "emails.value", "emails.type"]))
    op, wanted = draw(st.sampled_from(TEXT_OPERATORS)), draw(st.one_of(WORDS, NAMES))
    key = "type" if attribute.endswith("type") else "value"
    every = all if op == "ne" else any
    text = f"{draw(spelt(attribute))} {op} {json.dumps(wanted)}"
    return Asked(text, lambda person: every(compared(email[key], op, wanted) for email in person["emails"]))


@st.composite
def in_email(draw: Any) -> Asked:
    """A comparison within emails[...]."""
    if draw(st.booleans()):
        op, wanted = draw(st.sampled_from(["eq", "ne"])), draw(st.sampled_from([True, False, None]))
        return Asked(f"primary {op} {json.dumps(wanted)}", lambda email: compared(email["primary"], op, wanted))
    key, op = draw(st.sampled_from(["value", "type"])), draw(st.sampled_from([*TEXT_OPERATORS, "pr"]))
    if op == "pr":
        return Asked(f"{draw(spelt(key))} pr", lambda email: bool(email[key]))
    wanted = draw(st.one_of(WORDS, NAMES))
    return Asked(f"{draw(spelt(key))} {op} {json.dumps(wanted)}", lambda email: compared(email[key], op, wanted))


def joined(parts: st.SearchStrategy[Asked]) -> st.SearchStrategy[Asked]:
    def both(pair: tuple[Asked, Asked]) -> Asked:
        one, other = pair
        return Asked(f"({one.text}) and ({other.text})", lambda it: one.holds(it) and other.holds(it))

    def either(pair: tuple[Asked, Asked]) -> Asked:
        one, other = pair
        return Asked(f"({one.text}) OR ({other.text})", lambda it: one.holds(it) or other.holds(it))

    def neither(one: Asked) -> Asked:
        return Asked(f"not ({one.text})", lambda it: not one.holds(it))

    pairs = st.tuples(parts, parts)
    return st.one_of(pairs.map(both), pairs.map(either), parts.map(neither))


def selecting(inner: Asked) -> Asked:
    return Asked(f"emails[{inner.text}]", lambda person: any(inner.holds(email) for email in person["emails"]))


ENTRIES = st.recursive(in_email(), joined, max_leaves=3)
FILTERS = st.recursive(
    st.one_of(on_text(), on_text(), on_active(), on_created(), present(), on_email(), ENTRIES.map(selecting)),
    joined,
    max_leaves=5,
)
EMAILS = st.fixed_dictionaries(
    {
        "value": NAMES,
        "type": st.sampled_from(["", "work", "Home", "a"]),
        "primary": st.sampled_from([True, False, None]),
    }
)
PERSONS = st.fixed_dictionaries(
    {
        **{column: st.one_of(WORDS, NAMES) for column in TEXTS.values()},
        "active": st.sampled_from([True, False, None]),
        "created": st.integers(-2, 2).map(lambda hours: AT + timedelta(hours=hours)),
        "emails": st.lists(EMAILS, max_size=3),
    }
)


@pytest.fixture
def customer() -> Customer:
    return company("filtered").customer


def kept(customer: Customer, persons: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    found = {}
    for number, person in enumerate(persons):
        texts = {column: person[column] for column in TEXTS.values() if column != "external_id"}
        texts["user_name"] = person["user_name"] = f"{texts['user_name']}{number}"
        row = DirectoryUser.objects.create(
            customer=customer, external_id=person["external_id"], active=person["active"], created_at=person["created"],
            changed_at=AT, **texts, **{f"{column}_key": folded(said) for column, said in texts.items()},
        )  # fmt: skip
        for email in person["emails"]:
            keys = {f"{name}_key": folded(email[name]) for name in ("value", "type")}
            DirectoryEmail.objects.create(person=row, **email, **keys)
        found[row.pk] = person
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(persons=st.lists(PERSONS, min_size=1, max_size=5), filters=st.lists(FILTERS, min_size=1, max_size=12))
def test_the_database_finds_what_a_plain_reading_finds(
    customer: Customer, persons: list[dict[str, Any]], filters: list[Asked]
) -> None:
    with transaction.atomic():
        rows = kept(customer, persons)
        for asked in filters:
            found = set(DirectoryUser.objects.filter(condition(PEOPLE, asked.text)).values_list("pk", flat=True))
            assert found == {pk for pk, person in rows.items() if asked.holds(person)}, asked.text
        transaction.set_rollback(True)


@given(st.text(max_size=60))
def test_any_text_is_a_filter_or_is_refused(said: str) -> None:
    try:
        found = condition(PEOPLE, said)
    except InvalidFilterException:
        return
    assert DirectoryUser.objects.filter(found).count() == 0


@pytest.mark.parametrize(
    ("said", "finds"),
    [
        ('displayName eq "Sales"', 1),
        ('displayname CO "AL"', 1),
        ('externalId eq "G1"', 0),
        ('externalId eq "g1"', 1),
        ("members pr", 1),
        ("not (members pr)", 0),
        ('members.type eq "User"', 1),
        ('members[type eq "Group"]', 0),
        ('members.value eq "nobody"', 0),
        ('schemas eq "urn:ietf:params:scim:schemas:core:2.0:Group"', 1),
        ('meta.resourceType eq "Group"', 1),
        ('meta.resourceType eq "User"', 0),
        ('urn:ietf:params:scim:schemas:core:2.0:Group:displayName eq "sales"', 1),
    ],
)
def test_groups_are_found_too(customer: Customer, said: str, finds: int) -> None:
    person = DirectoryUser.objects.create(
        customer=customer, user_name="a", user_name_key="a", created_at=AT, changed_at=AT
    )
    group = DirectoryGroup.objects.create(
        customer=customer,
        display_name="Sales",
        display_name_key="sales",
        external_id="g1",
        created_at=AT,
        changed_at=AT,
    )
    group.members.add(person)
    assert DirectoryGroup.objects.filter(condition(TEAMS, said)).count() == finds
    assert DirectoryGroup.objects.filter(condition(TEAMS, f'members.value eq "{person.public_id}"')).count() == 1


@pytest.mark.parametrize(
    "said",
    ["meta.location pr and meta.location eq 1", 'meta.version eq "1"', "active gt true", 'emails[nothing eq "x"]'],
)
def test_what_cannot_be_asked_is_refused(said: str) -> None:
    with pytest.raises(InvalidFilterException):
        condition(PEOPLE, said)


def test_instants_are_the_same_in_every_zone(customer: Customer) -> None:
    DirectoryUser.objects.create(customer=customer, user_name="a", user_name_key="a", created_at=AT, changed_at=AT)
    here = AT.astimezone(datetime.fromisoformat("2026-11-21T00:00:00+05:30").tzinfo)
    for said in (here.isoformat(), AT.strftime("%Y-%m-%dT%H:%M:%SZ")):
        assert DirectoryUser.objects.filter(condition(PEOPLE, f'meta.created eq "{said}"')).count() == 1
