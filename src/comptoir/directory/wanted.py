"""People and groups as a directory describes them: plain values, compared and checked before anything is written."""

from dataclasses import dataclass, fields
from typing import Any
from unicodedata import normalize

from comptoir.scope.refusal import Refused

#: The most characters that are kept of each attribute.
LONGEST = {
    "user_name": 254,
    "external_id": 200,
    "display_name": 200,
    "formatted": 200,
    "given_name": 200,
    "family_name": 200,
    "language": 40,
    "value": 254,
    "type": 40,
    "display": 200,
}
MOST_EMAILS = 20


class UnableToProvision(Refused):
    """What the directory asks cannot be done; `message` says why."""


@dataclass(frozen=True, slots=True)
class Email:
    """One e-mail address; `primary` is None where nothing was said of it."""

    value: str
    type: str = ""
    display: str = ""
    primary: bool | None = None


@dataclass(frozen=True, slots=True)
class WantedPerson:
    """A person; empty texts were not said. `active` None is neither active nor inactive: nothing is said any more."""

    user_name: str
    external_id: str = ""
    display_name: str = ""
    formatted: str = ""
    given_name: str = ""
    family_name: str = ""
    language: str = ""
    active: bool | None = None
    emails: tuple[Email, ...] = ()

    @property
    def address(self) -> str:
        """Where the person is reached and what they sign in with: the primary address, the first, or the user name."""
        primary = [email.value for email in self.emails if email.primary]
        said = [*primary, *(email.value for email in self.emails)]
        return said[0] if said else self.user_name if "@" in self.user_name else ""

    @property
    def name(self) -> str:
        """What the customer calls the person."""
        return called(self)


@dataclass(frozen=True, slots=True)
class WantedGroup:
    """A group with the ids of its members."""

    display_name: str
    external_id: str = ""
    members: frozenset[str] = frozenset()


def called(person: Any) -> str:
    """What a directory calls a person, as it describes them or as that is kept."""
    whole = f"{person.given_name} {person.family_name}".strip()
    return str(person.display_name or person.formatted or whole or person.user_name)[:200]


def folded(text: str) -> str:
    """How texts are compared whose case does not matter (RFC 7643, 2.2): normalised and in lower case."""
    return normalize("NFC", normalize("NFC", text).lower())


def assert_writable(wanted: WantedPerson | WantedGroup) -> None:
    """Raises UnableToProvision for what no column can hold: too long, or with characters that are none."""
    _assert_texts(wanted)
    if isinstance(wanted, WantedPerson):
        if len(wanted.emails) > MOST_EMAILS:
            raise UnableToProvision("directory.too_many_addresses", most=MOST_EMAILS)
        for email in wanted.emails:
            _assert_texts(email)


def is_text(said: str) -> bool:
    """Whether a database can hold it: no NUL, no half of a character."""
    return "\0" not in said and not any("\ud800" <= char <= "\udfff" for char in said)


def _assert_texts(thing: WantedPerson | WantedGroup | Email) -> None:
    for field in fields(thing):
        said = getattr(thing, field.name)
        if isinstance(said, str):
            if not is_text(said):
                raise UnableToProvision("directory.not_text", attribute=field.name)
            if len(said) > LONGEST[field.name]:
                raise UnableToProvision("directory.too_long", attribute=field.name, most=LONGEST[field.name])
