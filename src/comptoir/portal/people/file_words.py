"""What the words of a file of people stand for: profiles, places, lines, languages, ties, in any of our languages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from comptoir.access.capabilities import ACCESS_OWNER, LINES_VIEW
from comptoir.access.places import KnownPlace, line_place, places_to_give
from comptoir.base.problems import UnableToTake
from comptoir.inventory.models import Line
from comptoir.parties.models import Language
from comptoir.portal.people.said import every_language, spoken
from comptoir.portal.people.what import What, whats
from comptoir.portal.people.words import KINDS, PROFILES, TIES
from comptoir.scope.actor import Actor

SHORTEST_NUMBER = 7  # digits; fewer are a place in the list


class FileWords:
    """Read once for a whole file; `where` are the places that its lines name."""

    def __init__(self, actor: Actor, at: datetime, where: Sequence[str]) -> None:
        self.actor = actor
        self._languages = every_language(dict(Language.choices))
        self._ties = every_language(TIES)
        self._whats = {what.key: what for what in whats(actor, at) if what.key != ACCESS_OWNER}
        self._what_keys = every_language({key: _called(what) for key, what in self._whats.items()})
        self._kinds = {kind: list(every_language({kind: words})) for kind, words in KINDS.items()}
        self._places = self._by_word(places_to_give(actor))
        self._lines = self._numbers(where)

    def language(self, text: str) -> str:
        """'' where nothing is said. Raises UnableToTake."""
        return _key(self._languages, text, "arrival.language", dict(Language.choices))

    def tie(self, text: str) -> str:
        """'' where nothing is said. Raises UnableToTake."""
        return _key(self._ties, text, "arrival.tie", TIES)

    def what(self, text: str) -> What:
        """Raises UnableToTake."""
        names = {what.key: what.name for what in self._whats.values()}
        return self._whats[_key(self._what_keys, text, "arrival.what", names)]

    def where(self, text: str) -> int:
        """The node of a place or of a line. Raises UnableToTake."""
        found = self._places.get(spoken(text), set())
        if len(found) > 1:
            raise UnableToTake("arrival.which", text=text)
        node = next(iter(found), None) or self._lines.get(_dialled(text)) or self._line_in_list(text)
        if node is None:
            raise UnableToTake("arrival.where", text=text)
        return node

    def _by_word(self, places: Sequence[KnownPlace]) -> dict[str, set[int]]:
        """Places by every word for them: name with code, name, code; kind and number."""
        found: dict[str, set[int]] = {}
        for place in places:
            alone, opening, code = place.name.rpartition(" (")
            said = {place.name, alone if opening else "", code.removesuffix(")") if opening else ""}
            folded = {spoken(word) for word in said} | self._spoken(place.kind, place.number)
            for word in folded - {"", place.kind}:
                found.setdefault(word, set()).add(place.id)
        return found

    def _spoken(self, kind: str, number: int) -> set[str]:
        return {form.replace("%(number)s", str(number)) for form in self._kinds[kind]}

    def _numbers(self, where: Sequence[str]) -> dict[str, int]:
        """Lines by number, of those whose numbers the reader may see; one query."""
        asked = {dialled for text in where if len(dialled := _dialled(text)) >= SHORTEST_NUMBER}
        if not asked or not self.actor.may(LINES_VIEW):
            return {}
        seen = Line.objects.visible_to(self.actor, LINES_VIEW).filter(number__in=asked)
        return dict(seen.values_list("number", "scope_id"))

    def _line_in_list(self, text: str) -> int | None:
        """A line as the opaque tree numbers it: "Line 12", for who gives rights and sees no numbers."""
        number = spoken(text).rpartition(" ")[2]
        if not (number.isascii() and number.isdecimal()) or len(number) > 8:
            return None
        if spoken(text) not in self._spoken("line", int(number)):
            return None
        node = line_place(self.actor, int(number))
        return node.pk if node else None


def _called(what: What) -> Any:
    """A profile's name in whatever language is asked for; one's own has the one it was given."""
    return what.name if what.sub_profile is not None else PROFILES[what.profile][0]


def _dialled(text: str) -> str:
    """A number as lines have it, from any way of writing it: 0475 12 34 56, 32475..., +32 475 ..."""
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+32{digits[1:]}" if digits.startswith("0") else f"+{digits}"


def _key(known: Mapping[str, str], said: str, message: str, names: Mapping[Any, Any]) -> str:
    if not said:
        return ""
    if spoken(said) not in known:
        raise UnableToTake(message, text=said, known=", ".join(str(name) for name in names.values()))
    return known[spoken(said)]
