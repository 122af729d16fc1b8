"""SCIM's own forms of people and groups: which attributes are kept, and the way from and to them (RFC 7643).

What a directory sends is read against the whole standard, so that what is misspelt is refused. Kept, and given
back, is what is needed to let people in and to know them; the rest of the standard is read and forgotten.
"""

from typing import Annotated, Any

from pydantic import Field
from scim2_models import (
    URN,
    CaseExact,
    ComplexAttribute,
    EnterpriseUser,
    Group,
    Meta,
    Mutability,
    Reference,
    Required,
    Resource,
    Uniqueness,
    User,
)

from comptoir.directory.models import DirectoryGroup, DirectoryUser
from comptoir.directory.wanted import Email, UnableToProvision, WantedGroup, WantedPerson

SentUser = User[EnterpriseUser]
SentGroup = Group


class PersonName(ComplexAttribute):
    formatted: str | None = None
    family_name: str | None = None
    given_name: str | None = None


class PersonEmail(ComplexAttribute):
    value: Annotated[str | None, Required.true] = None
    display: str | None = None
    type: str | None = Field(None, examples=["work", "home", "other"])
    primary: bool | None = None


class PersonGroup(ComplexAttribute):
    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = None
    ref: Annotated[Reference["Group"] | None, Mutability.read_only] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    display: Annotated[str | None, Mutability.read_only] = None


class Person(Resource[Any]):
    """A person as the directory gets them back."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    name: PersonName | None = None
    display_name: str | None = None
    preferred_language: str | None = None
    active: bool | None = None
    emails: Annotated[list[PersonEmail] | None, Required.true] = None
    groups: Annotated[list[PersonGroup] | None, Mutability.read_only] = None


class TeamMember(ComplexAttribute):
    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    ref: Annotated[Reference["User"] | None, Mutability.immutable] = Field(  # type: ignore[type-arg]
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])


class Team(Resource[Any]):
    """A group as the directory gets it back."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Required.true] = None
    members: list[TeamMember] | None = None


def shown_person(person: DirectoryUser, root: str) -> Person:
    """What is given back; `root` is the address of the directory's service."""
    said = _person_values(person)
    groups = [
        {"value": group.public_id, "$ref": f"{root}/Groups/{group.public_id}", "display": group.display_name}
        for group in person.groups.all()
    ]
    return Person.model_validate(said | {"groups": groups or None, "meta": _meta(person, "User", root)})


def shown_team(group: DirectoryGroup, root: str) -> Team:
    """What is given back; `root` is the address of the directory's service."""
    members = [
        {
            "value": member.public_id,
            "$ref": f"{root}/Users/{member.public_id}",
            "type": "User",
        }
        for member in group.members.all()
    ]
    return Team.model_validate(_group_values(group) | {"members": members or None, "meta": _meta(group, "Group", root)})


def sent_person(person: DirectoryUser) -> Any:
    """The person in the standard's own form, for a change to be applied to."""
    return SentUser.model_validate(_person_values(person))


def sent_group(group: DirectoryGroup) -> Group:
    """The group in the standard's own form, for a change to be applied to."""
    members = [{"value": member.public_id, "type": "User"} for member in group.members.all()]
    return Group.model_validate(_group_values(group) | {"members": members or None})


def wanted_person(said: Any, *, silent_active: bool | None) -> WantedPerson:
    """What a payload in the standard's form asks for; `silent_active` is what saying nothing of it means."""
    name = said.name
    emails = tuple(
        Email(str(one.value).strip(), _text(one.type), _text(one.display), one.primary)
        for one in said.emails or ()
        if one.value
    )
    return WantedPerson(
        user_name=_text(said.user_name).strip(),
        external_id=_text(said.external_id),
        display_name=_text(said.display_name).strip(),
        formatted=_text(name.formatted if name else None),
        given_name=_text(name.given_name if name else None),
        family_name=_text(name.family_name if name else None),
        language=_text(said.preferred_language),
        active=said.active if said.active is not None else silent_active,
        emails=emails,
    )


def wanted_group(said: Group) -> WantedGroup:
    """What a payload in the standard's form asks for. Raises UnableToProvision for a member that is no person."""
    members = set()
    for member in said.members or ():
        if (member.type or "User").lower() != "user" or not member.value:
            raise UnableToProvision("directory.member_no_person")
        members.add(str(member.value))
    return WantedGroup(_text(said.display_name).strip(), _text(said.external_id), frozenset(members))


def held_person(person: DirectoryUser) -> WantedPerson:
    """What is kept of a person, to be compared with what is wanted."""
    emails = tuple(Email(one.value, one.type, one.display, one.primary) for one in person.emails.all())
    return WantedPerson(
        person.user_name,
        person.external_id,
        person.display_name,
        person.formatted,
        person.given_name,
        person.family_name,
        person.language,
        person.active,
        emails,
    )


def _person_values(person: DirectoryUser) -> dict[str, Any]:
    name = {"formatted": person.formatted, "givenName": person.given_name, "familyName": person.family_name}
    emails = [
        {"value": one.value, "type": one.type or None, "display": one.display or None, "primary": one.primary}
        for one in person.emails.all()
    ]
    return {
        "id": person.public_id,
        "externalId": person.external_id or None,
        "userName": person.user_name,
        "displayName": person.display_name or None,
        "name": {key: said for key, said in name.items() if said} or None,
        "preferredLanguage": person.language or None,
        "active": person.active,
        "emails": emails or None,
    }


def _group_values(group: DirectoryGroup) -> dict[str, Any]:
    return {"id": group.public_id, "externalId": group.external_id or None, "displayName": group.display_name}


def _meta(thing: DirectoryUser | DirectoryGroup, kind: str, root: str) -> Meta:
    return Meta(
        resource_type=kind,
        created=thing.created_at,
        last_modified=thing.changed_at,
        location=f"{root}/{kind}s/{thing.public_id}",
        version=version_of(thing),
    )


def version_of(thing: DirectoryUser | DirectoryGroup) -> str:
    """Its entity tag: weak, since the same content may be written in more than one way."""
    return f'W/"{thing.version}"'


def _text(said: Any) -> str:
    return "" if said is None else str(said)
