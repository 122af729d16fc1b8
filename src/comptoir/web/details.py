"""Changes of who a customer is, in words: old and new beside each other."""

from collections.abc import Mapping

from comptoir.registration.details import differences
from comptoir.registration.words import DETAILS
from comptoir.web import formats


def written_differences(before: Mapping[str, str], wanted: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(what, how it was, how it is to be), as people read it."""
    return [
        (str(DETAILS[name]), written_detail(name, old), written_detail(name, new))
        for name, old, new in differences(before, wanted)
    ]


def written_detail(name: str, value: str) -> str:
    if not value:
        return formats.NOTHING
    if name == "country":
        return formats.country(value)
    return formats.phone(value) if name == "phone" else value
