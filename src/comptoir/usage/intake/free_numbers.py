"""Free and emergency numbers, from the terms: calls to them are dropped before anything is stored (U-02).

Free means free for this call: a number counts while the card is in a country that lists it. The same 0800
number called from abroad is charged, and stays visible (MC 5.6.2).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from comptoir.rating.schema import HOME
from comptoir.terms import TermsBook
from comptoir.usage.intake.places import dialling

TERMS = ("usage.emergency_numbers", "usage.free_numbers")
EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class FreeNumber:
    """One entry of the lists, in force on the Brussels days [from_on, to_on).

    `number` is E.164 with its plus, or a short code as dialled in the country visited; `is_prefix` when any
    digits may follow.
    """

    country: str
    number: str
    is_prefix: bool
    from_on: date | None = None
    to_on: date | None = None

    def matches(self, number: str) -> bool:
        """Whether a normalised number is this one; country and day are not looked at."""
        return number.startswith(self.number) if self.is_prefix else number == self.number


def free_numbers(book: TermsBook) -> tuple[FreeNumber, ...]:
    """All entries of the lists in all their versions. Terms: usage.emergency_numbers, usage.free_numbers."""
    found: dict[FreeNumber, None] = {}
    for key in TERMS:
        versions = book.versions(key)
        for index, term in enumerate(versions):
            later = versions[index + 1].since if index + 1 < len(versions) else None
            for country, entries in term.by_country.items():
                for entry in entries:
                    number = entry.removesuffix("*")
                    rule = FreeNumber(country, number, entry.endswith("*"), term.since, later)
                    found.update(dict.fromkeys(_spellings(rule)))
    return tuple(found)


def may_be_free(rules: Iterable[FreeNumber], number: str) -> bool:
    """Whether a normalised number is free anywhere, at any time: when it is not known where the card was."""
    return any(rule.matches(number) for rule in rules)


def _spellings(rule: FreeNumber) -> Iterable[FreeNumber]:
    """The entry itself; networks also write a short code behind the country's calling code: +32112."""
    yield rule
    spoken = dialling(HOME if rule.country == EVERYWHERE else rule.country)
    if spoken and not rule.number.startswith("+") and not rule.is_prefix:
        yield FreeNumber(rule.country, f"+{spoken.calling_code}{rule.number}", False, rule.from_on, rule.to_on)
