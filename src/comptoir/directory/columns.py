"""What a filter may name of people and of groups, and the columns that hold it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet

from comptoir.directory.models import DirectoryEmail, DirectoryGroup, DirectoryUser
from comptoir.directory.shapes import Person, Team

Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Text:
    """A text column; empty: not there. `exact`: its case matters."""

    column: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """A column of yes, no, or neither."""

    column: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A column of instants."""

    column: str


@dataclass(frozen=True, slots=True)
class Constant:
    """The same for every row."""

    text: str


Column = Text | Flag | Moment | Constant


@dataclass(frozen=True, slots=True)
class Entries:
    """A multi-valued attribute: the rows of each person or group, and their columns by sub-attribute."""

    rows: Callable[[], "QuerySet[Any]"]
    columns: Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a filter on a kind of resource may name."""

    resource: Any
    columns: Mapping[Key, Column]
    entries: Mapping[str, Entries]


def _common(kind: str) -> dict[Key, Column]:
    return {
        ("id", None): Text("public_id", exact=True),
        ("external_id", None): Text("external_id", exact=True),
        ("display_name", None): Text("display_name_key"),
        ("meta", "created"): Moment("created_at"),
        ("meta", "last_modified"): Moment("changed_at"),
        ("meta", "resource_type"): Constant(kind),
    }


PEOPLE = Shape(
    Person,
    {
        **_common("User"),
        ("user_name", None): Text("user_name_key"),
        ("name", "formatted"): Text("formatted_key"),
        ("name", "given_name"): Text("given_name_key"),
        ("name", "family_name"): Text("family_name_key"),
        ("preferred_language", None): Text("language_key"),
        ("active", None): Flag("active"),
    },
    {
        "emails": Entries(
            lambda: DirectoryEmail.objects.filter(person=OuterRef("pk")),
            {
                "value": Text("value_key"),
                "type": Text("type_key"),
                "display": Text("display_key"),
                "primary": Flag("primary"),
            },
        ),
        "groups": Entries(
            lambda: DirectoryGroup.objects.filter(members=OuterRef("pk")),
            {"value": Text("public_id", exact=True), "display": Text("display_name_key")},
        ),
    },
)
TEAMS = Shape(
    Team,
    _common("Group"),
    {
        "members": Entries(
            lambda: DirectoryUser.objects.filter(groups=OuterRef("pk")),
            {"value": Text("public_id", exact=True), "type": Constant("User")},
        )
    },
)
